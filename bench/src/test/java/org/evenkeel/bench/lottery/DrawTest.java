package org.evenkeel.bench.lottery;

import static org.assertj.core.api.Assertions.assertThat;

import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.data.Shuffle;
import org.evenkeel.data.Split;
import org.evenkeel.train.Execution;
import org.junit.jupiter.api.Test;

class DrawTest {
  private static final Split IMAGES =
      new GeneratedImages(new ImageShape(1, 28, 28), 10, 3).split(120, 50);

  @Test
  void evaluatesInEveryWayAndIsReproducibleOnAnyNumberOfThreads() {
    Ticket ticket = new Ticket(Shuffle.EXAMPLES, 5);
    Outcome one = new Draw(IMAGES, 2, 16, Execution.best().threads(1)).of(ticket);
    Outcome other = new Draw(IMAGES, 2, 16, Execution.best().threads(3)).of(ticket);

    assertThat(one).isEqualTo(other);
    assertThat(one.testAccuracies()).containsOnlyKeys(Method.values());
    assertThat(one.testAccuracies().values())
        .allSatisfy(accuracy -> assertThat(accuracy).isBetween(0.0, 1.0));
    assertThat(one.weights()).hasSize(64);
  }

  @Test
  void loadersAndSeedsDiffer() {
    Draw draw = new Draw(IMAGES, 1, 16, Execution.best().threads(1));
    String weights = draw.of(new Ticket(Shuffle.EXAMPLES, 1)).weights();

    assertThat(draw.of(new Ticket(Shuffle.BATCHES, 1)).weights()).isNotEqualTo(weights);
    assertThat(draw.of(new Ticket(Shuffle.EXAMPLES, 2)).weights()).isNotEqualTo(weights);
  }
}
