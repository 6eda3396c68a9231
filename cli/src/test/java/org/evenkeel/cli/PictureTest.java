package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PictureTest {
  private static int[] white(int pixels) {
    int[] samples = new int[pixels];
    Arrays.fill(samples, 255);
    return samples;
  }

  private static BufferedImage grey(int width, int height, int... samples) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, width, height, 0, samples);
    return image;
  }

  @Test
  void keepsAPictureOfTheRightSizeAsItIs() {
    Picture picture = Picture.of(grey(2, 2, 0, 100, 200, 255), 1, false);

    assertThat(picture.fit(2, 2)).containsExactly(0, 100, 200, 255);
  }

  @Test
  void keepsASampleOfALargePicture(@TempDir Path folder) throws IOException {
    BufferedImage image = new BufferedImage(5000, 2500, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(2500, 0, 2500, 2500, 0, white(2500 * 2500));
    Path file = folder.resolve("large.png");
    ImageIO.write(image, "png", file.toFile());

    Picture picture = Picture.read(file, 1, false);

    assertThat(picture.width()).isEqualTo(1667);
    assertThat(picture.height()).isEqualTo(833);
    assertThat(picture.fit(4, 2)).containsExactly(0, 0, 255, 255, 0, 0, 255, 255);
  }

  @Test
  void readsALineOfPixels(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("line.png");
    ImageIO.write(new BufferedImage(10_000, 1, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());

    assertThat(Picture.read(file, 1, true).fit(2, 1)).containsExactly(255, 255);
  }

  @Test
  void averagesAreas() {
    Picture picture = Picture.of(grey(3, 1, 30, 60, 90), 1, false);

    // Two pixels of one and a half each, in a frame of two rows: (30 + 60/2)/1.5 and (60/2 +
    // 90)/1.5.
    assertThat(picture.fit(2, 1)).containsExactly(40, 80);
  }

  @Test
  void padsWithBlackWhenProportionsDiffer() {
    Picture picture = Picture.of(grey(4, 2, 8, 8, 8, 8, 8, 8, 8, 8), 1, true);

    assertThat(picture.fit(4, 4))
        .containsExactly(0, 0, 0, 0, 247, 247, 247, 247, 247, 247, 247, 247, 0, 0, 0, 0);
  }

  @Test
  void weighsColoursByLuminanceOrKeepsThem() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x640000);

    assertThat(Picture.of(image, 1, false).fit(1, 1)).containsExactly(30);
    assertThat(Picture.of(image, 3, false).fit(1, 1)).containsExactly(100, 0, 0);
  }

  @Test
  void takesTransparentPixelsForGround() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00ffffff);

    assertThat(Picture.of(image, 1, false).fit(1, 1)).containsExactly(0);
    assertThat(Picture.of(image, 1, true).fit(1, 1)).containsExactly(0);
  }
}
