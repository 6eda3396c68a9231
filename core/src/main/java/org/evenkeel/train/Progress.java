package org.evenkeel.train;

/// Where training stands; one object that changes as training goes on.
public final class Progress {
  private final int epochs;
  private final int batches;
  private int epoch;
  private int batch;
  private long examples;
  private double lossSum;
  private double correct;
  private long nanos;

  Progress(int epochs, int batches) {
    this.epochs = epochs;
    this.batches = batches;
  }

  void startEpoch(int number) {
    epoch = number;
    batch = 0;
    examples = 0;
    lossSum = 0;
    correct = 0;
    nanos = 0;
  }

  void add(int count, double loss, double right, long elapsedNanos) {
    batch++;
    examples += count;
    lossSum += loss;
    correct += right;
    nanos = elapsedNanos;
  }

  /// Returns the present epoch, from 1.
  public int epoch() {
    return epoch;
  }

  /// Returns the number of epochs asked for.
  public int epochs() {
    return epochs;
  }

  /// Returns the batches done in this epoch.
  public int batch() {
    return batch;
  }

  /// Returns the batches of an epoch.
  public int batches() {
    return batches;
  }

  /// Returns the examples done in this epoch.
  public long examples() {
    return examples;
  }

  /// Returns the mean loss so far in this epoch.
  public double loss() {
    return lossSum / examples;
  }

  /// Returns the share of right answers so far in this epoch.
  public double accuracy() {
    return correct / examples;
  }

  /// Returns the seconds spent training in this epoch.
  public double seconds() {
    return nanos * 1e-9;
  }

  /// Returns examples per second so far in this epoch.
  public double examplesPerSecond() {
    return nanos == 0 ? 0 : examples / seconds();
  }
}
