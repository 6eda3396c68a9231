package org.evenkeel.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The machine's peak of fused single-precision multiply-adds, from independent chains kept in
/// registers.
///
/// Twelve chains hide the latency of a multiply-add (4 cycles, two a cycle) and, with the two
/// factors, still fit into sixteen vector registers.
public final class MultiplyAddPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;
  private static final int ROUNDS = 1 << 20;
  private static final int WARM_UP_SLICES = 20;

  private MultiplyAddPeak() {}

  /// Measures `slices` slices of about two milliseconds on `threads` threads at once; in GFLOP/s,
  /// all threads together, a multiply-add counting as two operations.
  public static Rates measure(int threads, int slices) {
    double operations = 2.0 * CHAINS * SPECIES.length() * ROUNDS;
    return TimedSlices.measure(
        threads, WARM_UP_SLICES, slices, operations, () -> () -> chains(1e-3f, 1e-3f));
  }

  /// Width of the vectors used, in bits.
  public static int vectorBits() {
    return SPECIES.vectorBitSize();
  }

  /// ROUNDS times s = a · b + s in each chain (the sum is the addend: only so the compiler updates
  /// it in place). The sums stay in local variables: vectors in fields or arrays would be boxed.
  private static float chains(float left, float right) {
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
}
