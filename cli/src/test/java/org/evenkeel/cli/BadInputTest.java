package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.evenkeel.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each bad input gets one line on standard error, and its exit code.
final class BadInputTest {
  @TempDir private Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(folder.resolve("data"), 12);
    run = folder.resolve("run");
  }

  private Ran train(Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("train", "--dataset", "idx", "--data", data, "--out", run, "--epochs", 1));
    arguments.addAll(List.of(more));
    return Ran.command(arguments.toArray());
  }

  private static void refused(Ran ran, ExitCode exit, String... parts) {
    assertThat(ran.err()).startsWith("evenkeel: ").contains(parts).hasLineCount(1);
    assertThat(ran.code()).isEqualTo(exit.code());
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--batch, 0, at least 1",
    "--epochs, 0, at least 1",
    "--threads, 0, 1 to 1024",
    "--lr, NaN, above 0",
    "--lr, -1, above 0",
    "--lr, Infinity, above 0",
    "--lr, 1e-60, above 0",
    "--momentum, 1, below 1",
    "--weight-decay, -1, at least 0",
    "--schedule, polynomial, 'expected constant, step:FACTOR@SHARE'",
    "--schedule, linear:2, 'above 0, at most 1'",
    "--warmup, 1.5, 'above 0, at most 1'",
    "--average-weights, 1, between 0 and 1",
    "--average-weights, last:99, give at most last:10",
    "--average-weights, some, last:EPOCHS",
    "--validation, -1, at least 0",
    "--vector-bits, 64, 512",
    "--engine, gpu, simd or reference",
    "--fusion, maybe, on or off",
    "--norm, channel, scratch or batch or layer or group or rms or none",
    "--shuffle, nothing, examples or batches",
    "--dataset, cifar, fashion-mnist or idx",
    "--model, resnet, lenet",
    "--batch, many, 'many'",
    "--seed, 1.5, '1.5'",
    "--epoch, 3, did you mean --epochs",
  })
  void refusesImpossibleOptions(String option, String value, String part) {
    refused(Ran.command("train", option, value), ExitCode.USAGE, part);
  }

  @Test
  void refusesUnknownCommands() {
    refused(Ran.command("tran"), ExitCode.USAGE, "unknown command 'tran'", "did you mean train?");
  }

  @Test
  void refusesToKeepAllExamplesOut() {
    refused(
        train("--validation", TinyData.TRAIN),
        ExitCode.USAGE,
        "--validation",
        "fewer than the 48 training examples");
  }

  @Test
  void refusesValidationDataOfARunThatHasNone() {
    assertThat(train("--model", "mlp", "--batch", 16, "--quiet").code()).isZero();
    refused(
        Ran.command("evaluate", run, "--on", "validation"),
        ExitCode.USAGE,
        "--validation N",
        "--on test");
  }

  @Test
  void refusesIdxWithoutAFolder() {
    refused(Ran.command("train", "--dataset", "idx"), ExitCode.USAGE, "--data DIR");
  }

  @Test
  void refusesANormalizationForAModelFile() throws IOException {
    Path file =
        Files.writeString(folder.resolve("net.json"), "{\"layers\": [{\"type\": \"flatten\"}]}");

    refused(train("--model", file, "--norm", "batch"), ExitCode.USAGE, "--norm", "net.json");
  }

  @Test
  void tellsMissingData() throws IOException {
    Files.delete(data.resolve("t10k-labels-idx1-ubyte"));

    refused(train(), ExitCode.DATA_MISSING, "t10k-labels-idx1-ubyte", "found none");
    assertThat(run).doesNotExist();
  }

  @Test
  void tellsWhichFashionMnistFileIsMissing() {
    refused(
        Ran.command("train", "--data", folder, "--out", run),
        ExitCode.DATA_MISSING,
        "train-images-idx3-ubyte",
        folder.toString());
    refused(
        Ran.command("data", "--data", folder), ExitCode.DATA_MISSING, "train-images-idx3-ubyte");
  }

  @Test
  void tellsAWrongChecksum() {
    refused(
        Ran.command("train", "--data", data, "--out", run),
        ExitCode.DATA_CORRUPT,
        "-idx", // two files are read at once
        "SHA-256");
  }

  @Test
  void tellsTruncatedData() throws IOException {
    Path images = data.resolve("train-images-idx3-ubyte");
    byte[] bytes = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(bytes, bytes.length - 7));

    refused(train(), ExitCode.DATA_CORRUPT, images.toString(), "truncated", "6928", "6921");
  }

  @Test
  void tellsAHeaderThatPromisesTooMuch() throws IOException {
    Path images = data.resolve("train-images-idx3-ubyte");
    Files.write(images, TinyData.idx(new byte[10], 2_000_000_000, 1, 1));

    refused(train(), ExitCode.DATA_CORRUPT, images.toString(), "2000000016");
  }

  @Test
  void tellsDamagedGzip() throws IOException {
    Path plain = data.resolve("train-images-idx3-ubyte");
    Path images = data.resolve("train-images-idx3-ubyte.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(images))) {
      out.write(Files.readAllBytes(plain));
    }
    Files.delete(plain);
    byte[] bytes = Files.readAllBytes(images);
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(images, bytes);

    refused(train(), ExitCode.DATA_CORRUPT, images.toString());
  }

  @Test
  void tellsLabelsOutsideTheClasses() throws IOException {
    byte[] labels = new byte[TinyData.TRAIN];
    labels[5] = 10;
    Files.write(data.resolve("train-labels-idx1-ubyte"), TinyData.idx(labels, TinyData.TRAIN));

    refused(train(), ExitCode.DATA_CORRUPT, "example 5 has class 10", "0 to 9");
  }

  @Test
  void refusesOneValuePerChannelBeforeTraining() {
    refused(
        train("--model", "mlp", "--batch", 47),
        ExitCode.UNSUITABLE,
        "scratchBatchNorm1",
        "one value per channel",
        "every value 0");
    refused(train("--model", "mlp", "--batch", 1), ExitCode.UNSUITABLE, "one value per channel");
    refused(
        train("--model", "mlp", "--batch", 3, "--micro-batch", 2),
        ExitCode.UNSUITABLE,
        "choose a micro-batch size");
    refused(train("--micro-batch", 0), ExitCode.USAGE, "--micro-batch", "at least 1");
    assertThat(run).doesNotExist();
  }

  @Test
  void refusesANetworkThatDoesNotSuitTheImages() {
    refused(train("--model", "lenet"), ExitCode.UNSUITABLE, "lenet", "(1, 12, 12)");
  }

  @Test
  void refusesABatchThatNoPlanCanHold() throws IOException {
    int many = 20_000; // with 144,000 values each, more than an array holds
    Files.write(
        data.resolve("train-images-idx3-ubyte"),
        TinyData.idx(new byte[many * 12 * 12], many, 12, 12));
    Files.write(data.resolve("train-labels-idx1-ubyte"), TinyData.idx(new byte[many], many));
    Path layers =
        Files.writeString(
            folder.resolve("wide.json"),
            """
            {"layers": [{"type": "conv2d", "outputs": 1000, "kernel": 1}, {"type": "sigmoid"},
              {"type": "globalAvgPool2d"}, {"type": "dense", "outputs": 10}]}
            """);

    refused(
        train("--model", layers, "--batch", many), ExitCode.UNSUITABLE, "choose a smaller batch");
    assertThat(run).doesNotExist();
  }

  @Test
  void refusesARunFolderThatHoldsSomething() throws IOException {
    Files.createDirectories(run);
    Files.writeString(run.resolve("precious.txt"), "keep");

    refused(train("--model", "mlp"), ExitCode.OUTPUT, "precious.txt", run.toString());
    assertThat(run.resolve("precious.txt")).hasContent("keep");
  }

  @Test
  void tellsAFolderThatCannotBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    run = file.resolve("run");

    refused(train("--model", "mlp"), ExitCode.OUTPUT, run.toString());
  }

  @Test
  void stopsWhenTheLossDivergesAndKeepsTheLastWholeEpoch() {
    Ran ran = train("--model", "mlp", "--norm", "none", "--lr", "1e30", "--batch", 16);

    assertThat(ran.code()).isEqualTo(ExitCode.DIVERGED.code());
    assertThat(ran.err())
        .hasLineCount(1)
        .contains("loss is", "layer \"", "step ", "epoch 1", run.toString());
    assertThat(run.resolve("summary.json")).content().contains("\"diverged\"");
    assertThat(Model.load(run).values("dense1.bias")).containsOnly(0f);
  }

  @Test
  void tellsModelFilesThatCannotBe() throws IOException {
    Path file = folder.resolve("net.json");
    refused(train("--model", file), ExitCode.MODEL_FILE, "net.json", "no such file");
    Files.writeString(file, "{\"layers\": [{\"type\": \"dens\"}]}");
    refused(train("--model", file), ExitCode.MODEL_FILE, "layers[0]", "dens");
    Files.writeString(file, "{\"layers\": ");
    refused(train("--model", file), ExitCode.MODEL_FILE, "net.json");
  }

  @Test
  void tellsWhichLayerOfASavedModelDoesNotFit() throws IOException {
    assertThat(train("--model", "mlp").code()).isZero();
    Path layers = run.resolve("model.json");
    Files.writeString(
        layers, Files.readString(layers).replace("\"outputs\": 10", "\"outputs\": 9"));

    refused(Ran.command("inspect", run), ExitCode.MODEL_FILE, "dense3", "[9, 256]", "[10, 256]");
  }

  @Test
  void tellsAMissingRun() {
    refused(Ran.command("inspect", folder.resolve("none")), ExitCode.MODEL_FILE, "found nothing");
    refused(Ran.command("evaluate", data), ExitCode.MODEL_FILE, "model.json");
  }

  @Test
  void showsStackTracesWhenDebugging() {
    assertThat(Ran.command("inspect", "--debug", folder.resolve("none")).err())
        .contains("\tat org.evenkeel");
  }
}
