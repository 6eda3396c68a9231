package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.kernel.ReduceKernels;

/// The end of a step: parameters follow their gradients, states take their new values. Cut into tasks of some thousand values.
final class Updates implements Workers.Tasks {
  private static final int CHUNK = 8192;

  private static final class Target {
    final float[] values;
    final float[] gradient;
    float[] velocity = new float[0];

    Target(float[] values, float[] gradient) {
      this.values = values;
      this.gradient = gradient;
    }
  }

  private record Task(Target target, int from, int count, boolean learnable) {}

  private final List<Task> tasks = new ArrayList<>();
  private final List<Target> learnable = new ArrayList<>();
  private final List<Target> snapshots = new ArrayList<>();
  private final Map<Variable, float[]> gradients = new LinkedHashMap<>();
  private final ReduceKernels kernels;
  private float rate;
  private float momentum;
  private float decay;

  Updates(Graph graph, VariableValues variables, Storage storage, ReduceKernels kernels) {
    this.kernels = kernels;
    graph
        .gradients()
        .forEach(
            (variable, node) -> {
              Target target = new Target(variables.of(variable), storage.wide(node).hi());
              gradients.put(variable, target.gradient);
              learnable.add(target);
              for (int from = 0; from < target.values.length; from += CHUNK) {
                tasks.add(
                    new Task(target, from, Math.min(CHUNK, target.values.length - from), true));
              }
            });
    graph
        .updates()
        .forEach(
            (variable, node) -> {
              float[] source = storage.wide(node).hi();
              if (node.op() instanceof Op.Read) {
                // The new value is a variable, which may be updated itself: what counts is its
                // value before.
                float[] before = new float[source.length];
                snapshots.add(new Target(before, source));
                source = before;
              }
              Target target = new Target(variables.of(variable), source);
              tasks.add(new Task(target, 0, target.values.length, false));
            });
  }

  Map<Variable, float[]> gradients() {
    return gradients;
  }

  void prepare(float newRate, float newMomentum, float newDecay) {
    rate = newRate;
    momentum = newMomentum;
    decay = newDecay;
    // By index: an iterator would be garbage in every step.
    for (int i = 0; i < snapshots.size(); i++) {
      Target snapshot = snapshots.get(i);
      System.arraycopy(snapshot.gradient, 0, snapshot.values, 0, snapshot.values.length);
    }
    if (momentum != 0) {
      for (int i = 0; i < learnable.size(); i++) {
        Target target = learnable.get(i);
        if (target.velocity.length == 0) {
          target.velocity = new float[target.values.length];
        }
      }
    }
  }

  @Override
  public int count() {
    return tasks.size();
  }

  @Override
  public void run(int number, Worker worker) {
    Task task = tasks.get(number);
    Target target = task.target();
    if (task.learnable()) {
      kernels.sgd(
          target.values,
          target.gradient,
          target.velocity,
          task.from(),
          task.count(),
          rate,
          momentum,
          decay);
    } else {
      System.arraycopy(target.gradient, 0, target.values, 0, task.count());
    }
  }
}
