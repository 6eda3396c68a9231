package org.evenkeel.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The kinds of work that can be asked for.
enum Workload {
  /// The network of the section on batch normalization, whole epochs.
  LENET("LeNet with batch norm, training", "train", "lenet"),
  /// Two hidden dense layers.
  MLP("MLP 784-256-256-10 with batch norm, training", "train", "mlp"),
  /// Batch norm as user code against the built-in layer.
  SCRATCH("LeNet, batch norm from scratch against built in", "train", "lenet"),
  /// `./evenkeel train`, from the start of the process, with the built-in layer.
  LAUNCH("./evenkeel train --norm batch: launch and warm-up", "launch", "lenet"),
  /// `./evenkeel train` without options: memory, and the bytes allocated in a step.
  DEFAULT_RUN("./evenkeel train: memory", "default-run", "lenet"),
  /// One image at a time.
  PREDICT_ONE("LeNet, prediction of one image at a time", "predict-one", "lenet"),
  /// Whole batches.
  PREDICT("LeNet, prediction in batches", "predict", "lenet"),
  /// With a process that keeps one of two cores busy.
  BUSY("LeNet training, a busy process on the other core", "train", "lenet"),
  /// A small residual network.
  RESNET20("ResNet-20 on 3x32x32, training", "train", "resnet20"),
  /// Moments of the training set after each epoch, pooled and exact.
  STATISTICS("LeNet, statistics of the training set", "statistics", "lenet");

  private final String title;
  private final String task;
  private final String network;

  Workload(String title, String task, String network) {
    this.title = title;
    this.task = task;
    this.network = network;
  }

  /// Returns what people read.
  String title() {
    return title;
  }

  /// Returns the word in options and JSON.
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Returns the kind of task that processes are given.
  String task() {
    return task;
  }

  /// Returns the network that they work on.
  String network() {
    return network;
  }

  /// Returns the numbers of threads that it is run with if nothing else is asked for.
  List<Integer> threads() {
    return switch (this) {
      case LENET, BUSY -> List.of(1, 2);
      case PREDICT_ONE -> List.of(1);
      default -> List.of(2);
    };
  }

  /// Returns examples in a batch.
  int batch() {
    return this == RESNET20 ? 128 : 256;
  }

  /// Returns whether the number of threads can be chosen.
  boolean threadsCanBeChosen() {
    return switch (this) {
      case LENET, MLP, RESNET20, SCRATCH, PREDICT, STATISTICS -> true;
      case PREDICT_ONE, BUSY, LAUNCH, DEFAULT_RUN -> false;
    };
  }

  /// Returns the workload of a word.
  ///
  /// Throws: [BenchException] that lists the words.
  static Workload of(String word) {
    return Arrays.stream(values())
        .filter(workload -> workload.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new BenchException(
                    BenchException.USAGE,
                    "--workload: expected one of %s, got '%s'"
                        .formatted(
                            String.join(", ", Arrays.stream(values()).map(Workload::word).toList()),
                            word)));
  }
}
