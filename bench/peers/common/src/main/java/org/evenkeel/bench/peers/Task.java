package org.evenkeel.bench.peers;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/// What a peer's process is asked to do: `KIND key=value …`, all keys given.
///
/// @param kind `train`, `predict` (whole batches) or `predict-one` (one image at a time)
/// @param network `lenet`, `mlp` or `resnet20`
/// @param data folder of the IDX files; for `resnet20`, whose images are generated, not read
/// @param threads threads of the library
/// @param batch examples in a batch
/// @param examples examples in an epoch, at most
/// @param warmUp seconds before the first measured epoch, at least
/// @param epochs measured epochs
/// @param limit seconds after which no other measured epoch begins
public record Task(
    String kind,
    String network,
    String data,
    int threads,
    int batch,
    int examples,
    double warmUp,
    int epochs,
    double limit) {

  /// Reads the arguments of a process.
  public static Task of(String... arguments) {
    Map<String, String> values =
        Arrays.stream(arguments)
            .skip(1)
            .map(argument -> argument.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return new Task(
        arguments[0],
        values.get("network"),
        values.get("data"),
        Integer.parseInt(values.get("threads")),
        Integer.parseInt(values.get("batch")),
        Integer.parseInt(values.get("examples")),
        Double.parseDouble(values.get("warm-up")),
        Integer.parseInt(values.get("epochs")),
        Double.parseDouble(values.get("limit")));
  }

  /// The images that the network is fed with.
  public Images images() throws java.io.IOException {
    Images all =
        network.equals("resnet20")
            ? Images.generated(examples, 3, 32, 32)
            : Images.readTraining(java.nio.file.Path.of(data));
    return all.first(examples);
  }
}
