package org.evenkeel.bench;

import java.util.Locale;

/// What one process may tell, under its name in JSON.
enum Figure {
  /// Median over the measured epochs.
  EXAMPLES_PER_SECOND,
  /// Of the very first epoch, warm-up included.
  FIRST_EPOCH_SECONDS,
  /// Median over the measured epochs.
  STEADY_EPOCH_SECONDS,
  /// Median over single images.
  MEDIAN_LATENCY_SECONDS,
  /// 99th percentile over single images.
  P99_LATENCY_SECONDS,
  /// From the start of the process to the first training step.
  LAUNCH_SECONDS,
  /// Bytes of objects made in a training step.
  BYTES_PER_STEP,
  /// The greatest resident memory of the process.
  PEAK_RESIDENT_BYTES,
  /// Time of pooled statistics of the training set, as a multiple of the epoch before; median.
  POOLED_OF_EPOCH,
  /// Time of exact statistics of the training set, as a multiple of the epoch before; median.
  EXACT_OF_EPOCH,
  /// Examples trained in the time that 10^9 operations of multiply-adds take, in turns with them;
  /// median over the turns.
  EXAMPLES_PER_GFLOP,
  /// Rate of the multiply-adds in turns with training; median over the turns.
  GFLOPS_IN_TURNS,
  /// Multiply-add peak just before the process, with as many threads.
  GFLOPS_PEAK_BEFORE,
  /// Multiply-add peak just after the process, with as many threads.
  GFLOPS_PEAK_AFTER,
  /// Median of the slices of which the peak before is the best.
  GFLOPS_MEDIAN_BEFORE,
  /// Median of the slices of which the peak after is the best.
  GFLOPS_MEDIAN_AFTER;

  /// Returns the name in JSON.
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
