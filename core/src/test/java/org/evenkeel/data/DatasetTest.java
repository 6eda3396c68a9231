package org.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.evenkeel.data.DataException.Kind;
import org.junit.jupiter.api.Test;

final class DatasetTest {
  private static final ImageShape SHAPE = new ImageShape(2, 3, 5);

  @Test
  void keepsTheArraysThatItWasGiven() {
    byte[] pixels = IdxFiles.noise(600);
    byte[] labels = IdxFiles.labels(20);
    Dataset data = Dataset.ofBytes(pixels, labels, SHAPE, 10);
    assertThat(data.pixels()).isSameAs(pixels);
    assertThat(data.labels()).isSameAs(labels);
    assertThat(data.pixelsOffset()).isZero();
    assertThat(data.size()).isEqualTo(20);
    assertThat(data.values()).isEqualTo(30);
    assertThat(List.of(data.channels(), data.height(), data.width())).containsExactly(2, 3, 5);
    assertThat(data.classes()).isEqualTo(10);
    assertThat(data.classNames()).startsWith("0", "1").endsWith("9");
    assertThat(data.label(13)).isEqualTo(3);
  }

  @Test
  void pixelsAreExactQuotients() {
    byte[] pixels = new byte[30];
    pixels[7] = (byte) 200;
    pixels[29] = (byte) 255;
    Dataset data = Dataset.ofBytes(pixels, new byte[1], SHAPE, 1);
    assertThat(data.pixel(0, 7)).isEqualTo(200 / 255f);
    assertThat(data.pixel(0, 29)).isEqualTo(1f);
    assertThat(data.pixel(0, 0)).isZero();
    assertThatThrownBy(() -> data.pixel(0, 30)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> data.pixel(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void viewsShareThePixels() {
    Dataset data = Dataset.ofBytes(IdxFiles.noise(600), IdxFiles.labels(20), SHAPE, 10);
    Dataset view = data.range(5, 15).range(2, 4);
    assertThat(view.pixels()).isSameAs(data.pixels());
    assertThat(view.pixelsOffset()).isEqualTo(7 * 30);
    assertThat(view.size()).isEqualTo(2);
    assertThat(view.label(1)).isEqualTo(8);
    assertThat(view.pixel(1, 3)).isEqualTo(data.pixel(8, 3));
    assertThat(data.first(3).labels()).containsExactly(0, 1, 2);
    assertThatThrownBy(() -> data.first(21))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("to <= 20, got from 0 to 21");
    assertThatThrownBy(() -> data.first(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesTheFirstLabelOutsideTheClasses() {
    byte[] labels = IdxFiles.labels(20);
    labels[17] = 12;
    labels[18] = -1;
    assertThatThrownBy(() -> Dataset.ofBytes(new byte[600], labels, SHAPE, 10))
        .isInstanceOfSatisfying(
            DataException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LABELS))
        .hasMessage("labels: example 17 has class 12, expected 0 to 9");
    assertThatThrownBy(() -> Dataset.ofBytes(new byte[600], labels, SHAPE, 200))
        .hasMessage("labels: example 18 has class 255, expected 0 to 199");
  }

  @Test
  void refusesImagesAndLabelsThatDoNotAgree() {
    assertThatThrownBy(() -> Dataset.ofBytes(new byte[599], new byte[20], SHAPE, 10))
        .hasMessageContaining("expected 600 bytes for 20 labels")
        .hasMessageContaining("found 599");
    assertThatThrownBy(() -> Dataset.ofBytes(new byte[0], new byte[0], SHAPE, 10))
        .hasMessageContaining("at least 1");
  }

  @Test
  void refusesImpossibleShapes() {
    assertThatThrownBy(() -> new ImageShape(1, 0, 3)).hasMessageContaining("got (1, 0, 3)");
    assertThatThrownBy(() -> new ImageShape(1 << 12, 1 << 12, 1 << 12))
        .hasMessageContaining("2^31");
    assertThat(new ImageShape(1, 1, Integer.MAX_VALUE).values()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void aSplitHasOneShapeAndOneListOfClasses() {
    Dataset train = Dataset.ofBytes(new byte[600], new byte[20], SHAPE, 10);
    Dataset turned = Dataset.ofBytes(new byte[600], new byte[20], new ImageShape(2, 5, 3), 10);
    Dataset fewer = Dataset.ofBytes(new byte[600], new byte[20], SHAPE, 9);
    assertThatThrownBy(() -> new Split(train, turned))
        .hasMessageContaining("(2, 3, 5), found (2, 5, 3)");
    assertThatThrownBy(() -> new Split(train, fewer)).hasMessageContaining("test labels");
  }

  @Test
  void aHoldOutThatLeavesNothingIsRefused() {
    Split split = new GeneratedImages(new ImageShape(1, 4, 4), 2, 1).split(10, 4);
    for (int examples : new int[] {0, 10, 11, -1}) {
      assertThatThrownBy(() -> split.holdOut(examples))
          .hasMessageContaining("fewer than the 10 training examples to be kept out");
    }
  }
}
