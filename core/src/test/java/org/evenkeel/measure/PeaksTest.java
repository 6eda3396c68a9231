package org.evenkeel.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.evenkeel.kernel.Probe;
import org.evenkeel.kernel.scalar.ScalarProbe;
import org.evenkeel.plan.KernelChoice;
import org.junit.jupiter.api.Test;

class PeaksTest {
  @Test
  void measuresWithTheProcessorsOwnVectors() {
    assertThat(KernelChoice.probe().vectorBits()).isGreaterThanOrEqualTo(128);

    Peaks peaks = Peaks.measure(2);

    assertThat(peaks.threads()).isEqualTo(2);
    assertThat(peaks.multiplyAdds()).isPositive().isFinite();
    assertThat(peaks.copy()).isPositive().isFinite();
  }

  @Test
  void keepsTheBetterOfTwoMeasurements() {
    assertThat(new Peaks(1, 90, 50).best(new Peaks(1, 100, 40))).isEqualTo(new Peaks(1, 100, 50));
  }

  @Test
  void bothProbesDoTheWork() {
    for (Probe probe : new Probe[] {new ScalarProbe(), KernelChoice.probe()}) {
      float chain = 0;
      double chains = probe.operations() * Float.SIZE / 2 / probe.vectorBits() / (1 << 20);
      for (int i = 0; i < 1 << 20; i++) {
        chain = Math.fma(0.5f, 0.25f, chain);
      }
      assertThat(probe.multiplyAdds(0.5f, 0.25f)).isEqualTo((float) (chains * chain));
      float[] copied = new float[64];
      float[] source = new float[64];
      source[63] = 3;
      probe.copy(source, copied);
      assertThat(copied).isEqualTo(source);
    }
  }
}
