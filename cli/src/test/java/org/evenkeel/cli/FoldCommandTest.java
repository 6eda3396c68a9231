package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Json;
import org.evenkeel.model.JsonCursor;
import org.evenkeel.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path run;
  private Path out;

  @BeforeEach
  void chooseFolders() throws IOException {
    data = TinyData.write(folder.resolve("data"), 16);
    run = folder.resolve("run");
    out = folder.resolve("folded");
  }

  private void train(Object... more) {
    ArrayList<Object> arguments =
        new ArrayList<>(
            List.of("train", "--dataset", "idx", "--data", data, "--out", run, "--epochs", 2));
    arguments.addAll(List.of("--batch", 16, "--lr", 0.5));
    arguments.addAll(List.of(more));
    Ran ran = Ran.command(arguments.toArray());
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  private Path layers(String json) throws IOException {
    return Files.writeString(folder.resolve("layers.json"), "{\"layers\": " + json + "}");
  }

  @Test
  void foldsTheLayersThatAUserWroteAndSaysHowClose() {
    train();

    Ran ran = Ran.command("fold", run, "--out", out);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains(
            "Folded: 4 layers, scratchBatchNorm1 to scratchBatchNorm4",
            "0 of 20 predictions changed",
            "saved in " + out);
    assertThat(ran.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(200));
    Model model = Model.load(out);
    assertThat(model.variables().variables()).allMatch(Variable::learnable);
    assertThat(Ran.command("inspect", out).out())
        .contains("No normalization layer.", "Folded: 4 layers", "of their scale");
    assertThat(Ran.command("evaluate", out).out()).isEqualTo(Ran.command("evaluate", run).out());
  }

  @Test
  void printsTheCertificateAsJson() {
    train("--norm", "batch");

    Ran ran = Ran.command("fold", run, "--out", out, "--json");

    JsonCursor json = JsonCursor.of("fold", Json.parse(ran.out()));
    assertThat(json.field("folded_layers").items()).hasSize(4);
    assertThat(json.field("maximum_difference").asDouble()).isBetween(0.0, 1e-5);
    assertThat(json.field("changed_predictions").asInt()).isZero();
    assertThat(json.field("folded_from_sha256").asString())
        .isEqualTo(Model.load(run).weightsSha256());
  }

  @Test
  void refusesANormThatStaysUnlessPartOfThemWillDo() throws IOException {
    train(
        "--model",
        layers(
            """
            [{"type": "flatten"}, {"type": "batchNorm"}, {"type": "dense", "outputs": 10},
             {"type": "batchNorm"}]
            """));

    Ran refused = Ran.command("fold", run, "--out", out);
    assertThat(refused.code()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(refused.err())
        .hasLineCount(1)
        .contains("layer \"batchNorm1\"", "no convolution or dense layer");
    assertThat(out).doesNotExist();

    Ran partial = Ran.command("fold", run, "--out", out, "--partial");
    assertThat(partial.code()).isZero();
    assertThat(partial.err()).hasLineCount(1).contains("not folded: layer \"batchNorm1\"");
    assertThat(partial.out()).contains("Folded: batchNorm2\n");
  }

  @Test
  void predictsTheSameWithAndWithoutFolding() throws IOException {
    train();
    Path picture = folder.resolve("row.png");
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    image.setRGB(3, 4, 0xffffff);
    ImageIO.write(image, "png", picture.toFile());

    Ran folded = Ran.command("predict", run, picture);
    assertThat(folded.code()).as(folded.err()).isZero();
    assertThat(Ran.command("predict", run, picture, "--no-fold").out()).isEqualTo(folded.out());
  }

  @Test
  void badInputGetsOneLineAndItsCode() throws IOException {
    refused(Ran.command("fold", folder.resolve("none"), "--out", out), ExitCode.MODEL_FILE, "none");
    train();
    refused(Ran.command("fold", run), ExitCode.USAGE, "--out");
    refused(Ran.command("fold", run, "--out", run), ExitCode.OUTPUT, "expected an empty");
    refused(
        Ran.command("fold", run, "--out", out, "--data", folder.resolve("nowhere")),
        ExitCode.DATA_MISSING,
        "nowhere");
    assertThat(out).doesNotExist();
  }

  private static void refused(Ran ran, ExitCode exit, String part) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(exit.code());
    assertThat(ran.err()).hasLineCount(1).contains(part);
    assertThat(ran.out()).isEmpty();
  }
}
