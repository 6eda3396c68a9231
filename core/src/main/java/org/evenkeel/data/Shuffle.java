package org.evenkeel.data;

/// What is put in a new order before each epoch.
public enum Shuffle {
  /// Nothing: the examples come as they are, as in evaluation.
  NONE,
  /// The examples: every epoch cuts its minibatches anew.
  EXAMPLES,
  /// The minibatches: they are consecutive examples, fixed once, and come in a new order. A last,
  /// smaller one stays smaller wherever it comes.
  BATCHES
}
