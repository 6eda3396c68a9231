package org.evenkeel.train;

import org.evenkeel.graph.VariableValues;
import org.evenkeel.optim.Sgd;

/// One engine working on one graph, batch by batch.
interface Stepper extends AutoCloseable {
  /// Says how many steps the whole run has.
  void steps(long number);

  /// Computes a batch: examples `order[from]` to `order[from + count - 1]`.
  void run(int[] order, int from, int count, long step);

  /// Returns the sum of the losses of the last batch.
  double lossSum();

  /// Returns the number of right answers in the last batch.
  double correct();

  /// Lets parameters follow the gradients of the last batch, and takes over new states.
  ///
  /// @param rate the learning rate of this step
  void update(Sgd sgd, float rate);

  /// From the next update on, averages all parameters: sum ← keep·sum + w, n ← keep·n + 1, both from 0.
  void startAverage(double keep);

  /// Puts the averages sum / n in place of the parameters in `to`.
  void average(VariableValues to);

  /// Brings the model's float32 values up to date.
  void sync();

  @Override
  void close();
}
