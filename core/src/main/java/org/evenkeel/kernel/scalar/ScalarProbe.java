package org.evenkeel.kernel.scalar;

import org.evenkeel.kernel.Probe;

/// What plain Java can do at best on one float at a time: twelve chains hide the latency of a multiply-add.
public final class ScalarProbe implements Probe {
  private static final int CHAINS = 12;
  private static final int ROUNDS = 1 << 20;

  /// Makes the probe; it holds no state.
  public ScalarProbe() {}

  @Override
  public int vectorBits() {
    return Float.SIZE;
  }

  @Override
  public double operations() {
    return 2.0 * CHAINS * ROUNDS;
  }

  @Override
  public float multiplyAdds(float a, float b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    float s8 = 0;
    float s9 = 0;
    float s10 = 0;
    float s11 = 0;
    for (int i = 0; i < ROUNDS; i++) {
      s0 = Math.fma(a, b, s0);
      s1 = Math.fma(a, b, s1);
      s2 = Math.fma(a, b, s2);
      s3 = Math.fma(a, b, s3);
      s4 = Math.fma(a, b, s4);
      s5 = Math.fma(a, b, s5);
      s6 = Math.fma(a, b, s6);
      s7 = Math.fma(a, b, s7);
      s8 = Math.fma(a, b, s8);
      s9 = Math.fma(a, b, s9);
      s10 = Math.fma(a, b, s10);
      s11 = Math.fma(a, b, s11);
    }
    return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11;
  }

  @Override
  public void copy(float[] source, float[] target) {
    System.arraycopy(source, 0, target, 0, source.length);
  }
}
