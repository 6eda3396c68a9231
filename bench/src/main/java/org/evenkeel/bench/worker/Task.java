package org.evenkeel.bench.worker;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What one process is asked to do. As arguments: `KIND key=value …`; ours and the peers read the
/// same ones.
///
/// @param kind `train`, `predict` (whole batches), `predict-one` (one image at a time);
///   `statistics` and `allocation` (ours only)
/// @param network `lenet`, `lenet-scratch` (ours only), `mlp` or `resnet20`
/// @param data folder of the IDX files; for `resnet20`, whose images are generated, not read
/// @param threads threads of the library
/// @param batch examples in a batch
/// @param pace how much of it
public record Task(String kind, String network, String data, int threads, int batch, Pace pace) {
  /// How much is done in a process.
  ///
  /// @param examples examples in an epoch, at most
  /// @param warmUp seconds before the first measured epoch, at least
  /// @param epochs measured epochs
  /// @param limit seconds after which no other measured epoch begins
  /// @param turns seconds of training in turns with multiply-adds, behind the measured epochs; ours
  ///   only
  public record Pace(int examples, double warmUp, int epochs, double limit, double turns) {}

  /// Returns this with another number of threads.
  public Task threads(int number) {
    return new Task(kind, network, data, number, batch, pace);
  }

  /// Returns this for another network.
  public Task network(String other) {
    return new Task(kind, other, data, threads, batch, pace);
  }

  /// Returns this with more or less to do.
  public Task pace(Pace other) {
    return new Task(kind, network, data, threads, batch, other);
  }

  /// Returns the arguments of the process.
  public List<String> arguments() {
    return List.of(
        kind,
        "network=" + network,
        "data=" + data,
        "threads=" + threads,
        "batch=" + batch,
        "examples=" + pace.examples,
        String.format(Locale.ROOT, "warm-up=%.3f", pace.warmUp),
        "epochs=" + pace.epochs,
        String.format(Locale.ROOT, "limit=%.3f", pace.limit),
        String.format(Locale.ROOT, "turns=%.3f", pace.turns));
  }

  /// Reads the arguments of a process.
  ///
  /// Throws: [IllegalArgumentException] where one is missing or no number.
  public static Task of(String... arguments) {
    Map<String, String> values =
        Arrays.stream(arguments)
            .skip(1)
            .map(argument -> argument.split("=", 2))
            .filter(pair -> pair.length == 2)
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    Pace pace =
        new Pace(
            Integer.parseInt(value(values, "examples")),
            Double.parseDouble(value(values, "warm-up")),
            Integer.parseInt(value(values, "epochs")),
            Double.parseDouble(value(values, "limit")),
            Double.parseDouble(value(values, "turns")));
    return new Task(
        arguments[0],
        value(values, "network"),
        value(values, "data"),
        Integer.parseInt(value(values, "threads")),
        Integer.parseInt(value(values, "batch")),
        pace);
  }

  private static String value(Map<String, String> values, String key) {
    return Optional.ofNullable(values.get(key))
        .orElseThrow(() -> new IllegalArgumentException("task: expected " + key + "=…"));
  }
}
