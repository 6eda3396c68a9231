package org.evenkeel.train;

import org.evenkeel.model.Model;

/// Is told how training goes on, by the training thread.
public interface TrainingListener {
  /// Called right before the first step.
  default void started() {}

  /// Called after each step; must be quick, it counts as training time.
  ///
  /// @param progress where training stands; the same object every time
  default void step(Progress progress) {}

  /// Called after each epoch that ends with an average over steps, before [#epoch].
  ///
  /// @param averaged the averaged parameters with the states of the trained model, which are not theirs: estimate them anew; the same object every time
  default void averaged(Model averaged) {}

  /// Called after each epoch and its evaluation; the model holds the values of this moment.
  ///
  /// @param result the epoch
  default void epoch(EpochResult result) {}
}
