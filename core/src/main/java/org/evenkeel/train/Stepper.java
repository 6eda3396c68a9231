package org.evenkeel.train;

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
  void update(Sgd sgd);

  /// Brings the model's float32 values up to date.
  void sync();

  @Override
  void close();
}
