package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.evenkeel.kernel.Kernels;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The choice of kernels where vectors are there: nothing falls back.
@Tag("width")
class KernelChoiceTest {
  @Test
  void bestIsTheVectorKernelsOfThisProcess() {
    String preset = System.getProperty("evenkeel.vectorBits", "auto");
    Kernels best = KernelChoice.best();
    assertThat(KernelChoice.fallbackReason()).isEmpty();
    assertThat(best.vectorBits()).isIn(128, 256, 512);
    if (!preset.equals("auto")) {
      assertThat(best.vectorBits()).isEqualTo(Integer.parseInt(preset));
    }
    assertThat(KernelChoice.ofBits(best.vectorBits()).vectorBits()).isEqualTo(best.vectorBits());
  }

  @Test
  void zeroBitsAreTheScalarKernels() {
    assertThat(KernelChoice.ofBits(0).vectorBits()).isZero();
    assertThat(KernelChoice.scalar().vectorBits()).isZero();
  }

  @Test
  void refusesWidthsThatDoNotExist() {
    assertThatThrownBy(() -> KernelChoice.ofBits(64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0, 128, 256 or 512, got 64");
  }

  @Test
  void refusesASecondWidthInOneProcess() {
    int bits = KernelChoice.best().vectorBits();
    int other = bits == 128 ? 256 : 128;
    assertThatThrownBy(() -> KernelChoice.ofBits(other))
        .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class)
        .hasMessageContaining("got " + other);
    assertThat(KernelChoice.best().vectorBits()).isEqualTo(bits);
  }
}
