package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.kernel.ReduceKernels;

/// The end of a step: parameters follow their gradients, states take their new values. Cut into tasks of some thousand values.
final class Updates implements Workers.Tasks {
  private static final int CHUNK = 8192;

  private static final class Target {
    final float[] values;
    final float[] gradient;
    final Role role;
    float[] velocity = new float[0];

    /// Weighted sum of the values after each step, once averages are wanted.
    double[] sum = new double[0];

    Target(float[] values, float[] gradient, Role role) {
      this.values = values;
      this.gradient = gradient;
      this.role = role;
    }
  }

  private record Task(Target target, int from, int count, boolean learnable) {}

  private final List<Task> tasks = new ArrayList<>();
  private final Map<Variable, Target> learned = new LinkedHashMap<>();
  private final List<Target> learnable = new ArrayList<>();
  private final List<Target> snapshots = new ArrayList<>();
  private final Map<Variable, float[]> gradients = new LinkedHashMap<>();
  private final ReduceKernels kernels;
  private float rate;
  private float momentum;
  private float decay;
  private Set<Role> decayed = Set.of();
  private boolean averaging;
  private double keep;
  private double sumWeight;

  Updates(Graph graph, VariableValues variables, Storage storage, ReduceKernels kernels) {
    this.kernels = kernels;
    graph
        .gradients()
        .forEach(
            (variable, node) -> {
              Target target =
                  new Target(variables.of(variable), storage.wide(node).hi(), variable.role());
              gradients.put(variable, target.gradient);
              learned.put(variable, target);
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
                snapshots.add(new Target(before, source, variable.role()));
                source = before;
              }
              Target target = new Target(variables.of(variable), source, variable.role());
              tasks.add(new Task(target, 0, target.values.length, false));
            });
  }

  Map<Variable, float[]> gradients() {
    return gradients;
  }

  /// From the next update on the parameters are summed up, from 0: sum ← keep·sum + values.
  void startAverage(double newKeep) {
    averaging = true;
    keep = newKeep;
    sumWeight = 0;
    learnable.forEach(target -> target.sum = new double[target.values.length]);
  }

  /// Puts the averages over all updates since [#startAverage] in place of the parameters in `to`.
  void average(VariableValues to) {
    learned.forEach(
        (variable, target) -> {
          float[] averages = to.of(variable);
          for (int i = 0; i < averages.length; i++) {
            averages[i] = (float) (target.sum[i] / sumWeight);
          }
        });
  }

  void prepare(float newRate, float newMomentum, float newDecay, Set<Role> newDecayed) {
    rate = newRate;
    momentum = newMomentum;
    decay = newDecay;
    decayed = newDecayed;
    if (averaging) {
      sumWeight = Math.fma(keep, sumWeight, 1);
    }
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
          decayed.contains(target.role) ? decay : 0f);
      if (averaging) {
        // Behind the update, while the values are in the first-level cache.
        kernels.average(target.sum, target.values, task.from(), task.count(), keep);
      }
    } else {
      System.arraycopy(target.gradient, 0, target.values, 0, task.count());
    }
  }
}
