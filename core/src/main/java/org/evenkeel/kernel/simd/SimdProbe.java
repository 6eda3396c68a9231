package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.Probe;

/// What the processor's own vectors can do at best, whatever width [Species] has fixed for the kernels.
///
/// Twelve chains hide the latency of a multiply-add (4 cycles, two a cycle) and, with the two
/// factors, still fit into sixteen vector registers.
public final class SimdProbe implements Probe {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;
  private static final int ROUNDS = 1 << 20;

  /// Makes the probe; it holds no state.
  public SimdProbe() {}

  @Override
  public int vectorBits() {
    return SPECIES.vectorBitSize();
  }

  @Override
  public double operations() {
    return 2.0 * CHAINS * SPECIES.length() * ROUNDS;
  }

  /// ROUNDS times s = a · b + s in each chain (the sum is the addend: only so the compiler updates
  /// it in place). The sums stay in local variables: vectors in fields or arrays would be boxed.
  @Override
  public float multiplyAdds(float left, float right) {
    FloatVector a = FloatVector.broadcast(SPECIES, left);
    FloatVector b = FloatVector.broadcast(SPECIES, right);
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    FloatVector s8 = s0;
    FloatVector s9 = s0;
    FloatVector s10 = s0;
    FloatVector s11 = s0;
    for (int i = 0; i < ROUNDS; i++) {
      s0 = a.fma(b, s0);
      s1 = a.fma(b, s1);
      s2 = a.fma(b, s2);
      s3 = a.fma(b, s3);
      s4 = a.fma(b, s4);
      s5 = a.fma(b, s5);
      s6 = a.fma(b, s6);
      s7 = a.fma(b, s7);
      s8 = a.fma(b, s8);
      s9 = a.fma(b, s9);
      s10 = a.fma(b, s10);
      s11 = a.fma(b, s11);
    }
    FloatVector sum = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    return sum.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
  }

  @Override
  public void copy(float[] source, float[] target) {
    int step = SPECIES.length();
    for (int i = 0; i < source.length; i += 4 * step) {
      FloatVector.fromArray(SPECIES, source, i).intoArray(target, i);
      FloatVector.fromArray(SPECIES, source, i + step).intoArray(target, i + step);
      FloatVector.fromArray(SPECIES, source, i + 2 * step).intoArray(target, i + 2 * step);
      FloatVector.fromArray(SPECIES, source, i + 3 * step).intoArray(target, i + 3 * step);
    }
  }
}
