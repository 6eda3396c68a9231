package org.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class GeneratedImagesTest {
  private static final GeneratedImages IMAGES = new GeneratedImages(new ImageShape(2, 7, 9), 5, 12);

  @Test
  void isTheSameEachTimeAndForEveryNumberOfExamples() {
    Dataset few = IMAGES.dataset(20);
    Dataset many = IMAGES.dataset(50);
    assertThat(many.first(20).labels()).isEqualTo(few.labels());
    assertThat(java.util.Arrays.copyOf(many.pixels(), few.pixels().length)).isEqualTo(few.pixels());
  }

  @Test
  void otherSeedsMakeOtherImages() {
    assertThat(new GeneratedImages(IMAGES.shape(), 5, 13).dataset(20).pixels())
        .isNotEqualTo(IMAGES.dataset(20).pixels());
  }

  @Test
  void classesAreBalancedAndNoTwoExamplesEqual() {
    Dataset data = IMAGES.dataset(50);
    int[] counts = new int[5];
    for (int i = 0; i < data.size(); i++) {
      counts[data.label(i)]++;
    }
    assertThat(counts).containsOnly(10);
    assertThat(distance(data, 0, data, 5)).isPositive();
  }

  @Test
  void theNearestTrainingExampleTellsTheClass() {
    Split split = IMAGES.split(25, 100);
    for (int i = 0; i < split.test().size(); i++) {
      int nearest = 0;
      for (int j = 1; j < split.train().size(); j++) {
        if (distance(split.test(), i, split.train(), j)
            < distance(split.test(), i, split.train(), nearest)) {
          nearest = j;
        }
      }
      assertThat(split.train().label(nearest)).isEqualTo(split.test().label(i));
    }
  }

  @Test
  void refusesImpossibleNumbers() {
    assertThatThrownBy(() -> new GeneratedImages(IMAGES.shape(), 257, 1))
        .hasMessageContaining("1 to 256 classes, got 257");
    assertThatThrownBy(() -> IMAGES.dataset(0)).hasMessageContaining("got 0");
    assertThatThrownBy(() -> IMAGES.dataset(Integer.MAX_VALUE)).hasMessageContaining("expected 1");
  }

  private static double distance(Dataset a, int i, Dataset b, int j) {
    double sum = 0;
    for (int value = 0; value < a.values(); value++) {
      double difference = a.pixel(i, value) - b.pixel(j, value);
      sum += difference * difference;
    }
    return sum;
  }
}
