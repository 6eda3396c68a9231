package org.evenkeel.cli;

import org.evenkeel.model.Json;
import org.evenkeel.train.Trainer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Minibatches computed in parts.
final class MicroBatchOption {
  @Option(
      names = "--micro-batch",
      paramLabel = "N",
      description =
          "Compute each minibatch in parts of at most N examples, with one step for the whole:"
              + " takes less memory. Batch statistics are those of the parts. Default: all at"
              + " once.")
  private @Nullable Integer examples;

  /// Checks the option.
  void check() {
    if (examples != null && examples < 1) {
      throw Failure.usage("--micro-batch: expected at least 1, got " + examples);
    }
  }

  /// Returns the trainer with what was asked for.
  Trainer with(Trainer trainer) {
    return examples == null ? trainer : trainer.microBatch(examples);
  }

  /// Returns how many examples of a minibatch are computed at a time, at most.
  int of(int batch) {
    return examples == null ? batch : Math.min(examples, batch);
  }

  /// Returns the value for `config.json`, null where a minibatch is computed at once.
  Json config() {
    return examples == null ? Json.ofNull() : Json.of(examples);
  }
}
