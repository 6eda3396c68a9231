package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PredictCommandTest {
  @TempDir private Path folder;

  private Path train() throws IOException {
    Path run = folder.resolve("run");
    Path layers = folder.resolve("linear.json");
    Files.writeString(
        layers, "{\"layers\": [{\"type\": \"flatten\"}, {\"type\": \"dense\", \"outputs\": 10}]}");
    Path data = TinyData.write(folder.resolve("data"), 12);
    Ran ran =
        Ran.command(
            "train",
            "--dataset",
            "idx",
            "--data",
            data,
            "--out",
            run,
            "--epochs",
            30,
            "--batch",
            16,
            "--model",
            layers,
            "--lr",
            0.5);
    assertThat(ran.code()).as(ran.err()).isZero();
    return run;
  }

  /// A bright bar where class `row` has its bright row, `scale` times as large.
  private Path picture(int row, int scale, boolean inverted, String kind) throws IOException {
    int size = 12 * scale;
    int type = kind.equals("png") ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(size, size, type);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        image.setRGB(x, y, (y / scale == row) != inverted ? 0xffffff : 0);
      }
    }
    Path file = folder.resolve("row" + row + "x" + scale + inverted + "." + kind);
    ImageIO.write(image, kind, file.toFile());
    return file;
  }

  @Test
  void namesPicturesOfAnySizeTheLikeliestFirst() throws IOException {
    Path run = train();
    Path small = picture(3, 1, false, "png");
    Path large = picture(7, 9, false, "jpg");

    Ran ran = Ran.command("predict", run, small, large, "--top", 2);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .matches(
            small + "\n +\\S+ %  3\n +\\S+ %  \\d\n" + large + "\n +\\S+ %  7\n +\\S+ %  \\d\n");
  }

  @Test
  void invertsPicturesOnAWhiteGround() throws IOException {
    assertThat(
            Ran.command("predict", train(), picture(5, 2, true, "png"), "--invert", "--top", 1)
                .out())
        .endsWith("%  5\n");
  }

  @Test
  void goesOnAfterAFileThatIsNoPicture() throws IOException {
    Path run = train();
    Path text = Files.writeString(folder.resolve("notes.txt"), "not a picture");

    Ran ran = Ran.command("predict", run, text, picture(4, 3, false, "png"), "--top", 1);

    assertThat(ran.code()).isEqualTo(ExitCode.DATA_CORRUPT.code());
    assertThat(ran.err()).hasLineCount(1).contains("notes.txt", "PNG or JPEG");
    assertThat(ran.out()).endsWith("%  4\n");
    assertThat(Ran.command("predict", run, folder.resolve("none.png")).code())
        .isEqualTo(ExitCode.DATA_MISSING.code());
  }
}
