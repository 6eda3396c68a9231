package org.evenkeel.train;

import org.evenkeel.data.Dataset;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.nn.Traced;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.Parts;
import org.evenkeel.plan.Plan;
import org.evenkeel.plan.PlanOptions;

/// Runs a graph as a plan of kernels; a batch greater than what is planned for in parts.
final class PlanStepper implements Stepper {
  private final Plan plan;
  private final int greatest;

  PlanStepper(Graph graph, VariableValues variables, PlanOptions options, Dataset data, long seed) {
    greatest = options.batch();
    plan = new Plan(graph, variables, options, seed);
    give(data, plan);
  }

  /// Says where the plan finds the data.
  static void give(Dataset data, Plan plan) {
    if (data.isMapped()) {
      plan.data(data.segment(), data.segmentOffset(), data.labels());
    } else {
      plan.data(data.pixels(), data.pixelsOffset(), data.labels());
    }
  }

  Plan plan() {
    return plan;
  }

  @Override
  public void steps(long number) {
    plan.steps(number);
  }

  @Override
  public void run(int[] order, int from, int count, long step) {
    int parts = Parts.count(count, greatest);
    if (parts == 1) {
      plan.run(order, from, count, step);
    } else {
      plan.run(order, from, count, step, parts);
    }
  }

  @Override
  public double lossSum() {
    return plan.scalar(Traced.LOSS);
  }

  @Override
  public double correct() {
    return plan.scalar(Traced.CORRECT);
  }

  @Override
  public void update(Sgd sgd, float rate) {
    plan.update(rate, sgd.momentum(), sgd.decay(), sgd.decayed());
  }

  @Override
  public void startAverage(double keep) {
    plan.startAverage(keep);
  }

  @Override
  public void average(VariableValues to) {
    plan.average(to);
  }

  @Override
  public void sync() {
    // The plan works on the model's own arrays.
  }

  @Override
  public void close() {
    plan.close();
  }
}
