package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangesTest {
  @Test
  void valuesAreNewAtFirstEvenZeros() {
    Changes changes = new Changes(new float[2], new float[2]);

    assertThat(changes.happened()).isTrue();
    assertThat(changes.happened()).isFalse();
  }

  @Test
  void aChangedBitIsSeenOnce() {
    float[] values = {1f, 0f};
    Changes changes = new Changes(values, new float[2]);
    changes.happened();

    values[1] = -0f;

    assertThat(changes.happened()).isTrue();
    assertThat(changes.happened()).isFalse();
  }
}
