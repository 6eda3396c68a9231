package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The same weights as ever, and as in a JVM without vectors.
class PlanHashTest {
  @ParameterizedTest
  @CsvSource({
    "1, true",
    "2, true",
    "3, true",
    "7, true",
    "16, true",
    "64, true",
    "1, false",
    "3, false"
  })
  void vectorsGiveTheWeightsOfAlways(int threads, boolean fusion) {
    assertThat(KernelChoice.best().vectorBits()).as("SIMD kernels").isPositive();
    assertThat(PlanHashes.lenet(KernelChoice.best(), threads, fusion)).isEqualTo(PlanHashes.LENET);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, false"})
  void plainJavaGivesTheWeightsOfAlways(int threads, boolean fusion) {
    assertThat(PlanHashes.lenet(KernelChoice.scalar(), threads, fusion))
        .isEqualTo(PlanHashes.LENET);
  }

  @Test
  void theSmallRunDoesNotDependOnKernelsEither() {
    assertThat(PlanHashes.small(KernelChoice.best(), 2, true))
        .isEqualTo(PlanHashes.small(KernelChoice.scalar(), 1, false));
  }
}
