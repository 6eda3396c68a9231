package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The same weights as ever, and as in a JVM without vectors.
class PlanHashTest {
  @Test
  void vectorsGiveTheWeightsOfAlways() {
    assertThat(KernelChoice.best().vectorBits()).as("SIMD kernels").isPositive();
    assertThat(PlanHashes.lenet(KernelChoice.best(), 2)).isEqualTo(PlanHashes.LENET);
  }

  @Test
  void plainJavaGivesTheWeightsOfAlways() {
    assertThat(PlanHashes.lenet(KernelChoice.scalar(), 1)).isEqualTo(PlanHashes.LENET);
  }
}
