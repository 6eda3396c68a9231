package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Runs in a JVM without the incubator module.
@Tag("no-incubator")
class KernelChoiceFallbackTest {
  @Test
  void fallsBackToScalarKernelsAndSaysWhy() {
    assertThat(KernelChoice.best().vectorBits()).isZero();
    assertThat(KernelChoice.fallbackReason()).contains("--add-modules jdk.incubator.vector");
  }

  @Test
  void refusesAWidthAskedForByName() {
    assertThatThrownBy(() -> KernelChoice.ofBits(256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--add-modules jdk.incubator.vector");
    assertThat(KernelChoice.ofBits(0).vectorBits()).isZero();
  }
}
