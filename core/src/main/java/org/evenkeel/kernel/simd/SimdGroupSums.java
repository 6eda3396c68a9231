package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.GroupKernels;
import org.evenkeel.kernel.Slab;

/// Sums over one block of values, each added to a row of lanes: four chains, so that additions do not wait for one another. Written out for
/// each kind of term, because a vector that crosses a call may become an object.
///
/// Source: docs/NUMERICS.md, section 6.
final class SimdGroupSums {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int STEP = Species.LENGTH;
  private static final int LANES = Slab.LANES;
  private static final int CHAINS = 4;

  private SimdGroupSums() {}

  /// Adds Σ x.
  static void sum(float[] x, int xAt, int count, float[] sum, int sumAt) {
    int whole = xAt + count / CHAINS * CHAINS * LANES;
    int rest = count % CHAINS;
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector a = zero(S);
      FloatVector b = zero(S);
      FloatVector c = zero(S);
      FloatVector d = zero(S);
      for (int i = xAt + lane; i < whole; i += CHAINS * LANES) {
        a = a.add(fromArray(S, x, i));
        b = b.add(fromArray(S, x, i + LANES));
        c = c.add(fromArray(S, x, i + 2 * LANES));
        d = d.add(fromArray(S, x, i + 3 * LANES));
      }
      int i = whole + lane;
      if (rest > 0) {
        a = a.add(fromArray(S, x, i));
      }
      if (rest > 1) {
        b = b.add(fromArray(S, x, i + LANES));
      }
      if (rest > 2) {
        c = c.add(fromArray(S, x, i + 2 * LANES));
      }
      fromArray(S, sum, sumAt + lane).add(a.add(b).add(c.add(d))).intoArray(sum, sumAt + lane);
    }
  }

  /// Adds Σ (x − shift), the shift at `shiftAt` of the same array as the sum.
  static void shifted(float[] x, int xAt, int count, float[] sum, int shiftAt, int sumAt) {
    int whole = xAt + count / CHAINS * CHAINS * LANES;
    int rest = count % CHAINS;
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector k = fromArray(S, sum, shiftAt + lane);
      FloatVector a = zero(S);
      FloatVector b = zero(S);
      FloatVector c = zero(S);
      FloatVector d = zero(S);
      for (int i = xAt + lane; i < whole; i += CHAINS * LANES) {
        a = a.add(fromArray(S, x, i).sub(k));
        b = b.add(fromArray(S, x, i + LANES).sub(k));
        c = c.add(fromArray(S, x, i + 2 * LANES).sub(k));
        d = d.add(fromArray(S, x, i + 3 * LANES).sub(k));
      }
      int i = whole + lane;
      if (rest > 0) {
        a = a.add(fromArray(S, x, i).sub(k));
      }
      if (rest > 1) {
        b = b.add(fromArray(S, x, i + LANES).sub(k));
      }
      if (rest > 2) {
        c = c.add(fromArray(S, x, i + 2 * LANES).sub(k));
      }
      fromArray(S, sum, sumAt + lane).add(a.add(b).add(c.add(d))).intoArray(sum, sumAt + lane);
    }
  }

  /// Adds Σ ((x − shift) − distance)², scaled; shift and distance are two rows from `shiftAt` on of the same array as the sum.
  static void squares(float[] x, int xAt, int count, float[] sum, int shiftAt, int sumAt) {
    float scale = GroupKernels.SQUARE_SCALE;
    int whole = xAt + count / CHAINS * CHAINS * LANES;
    int rest = count % CHAINS;
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector k = fromArray(S, sum, shiftAt + lane);
      FloatVector m = fromArray(S, sum, shiftAt + LANES + lane);
      FloatVector a = zero(S);
      FloatVector b = zero(S);
      FloatVector c = zero(S);
      FloatVector d = zero(S);
      for (int i = xAt + lane; i < whole; i += CHAINS * LANES) {
        FloatVector e = fromArray(S, x, i).sub(k).sub(m).mul(scale);
        a = e.fma(e, a);
        FloatVector f = fromArray(S, x, i + LANES).sub(k).sub(m).mul(scale);
        b = f.fma(f, b);
        FloatVector g = fromArray(S, x, i + 2 * LANES).sub(k).sub(m).mul(scale);
        c = g.fma(g, c);
        FloatVector h = fromArray(S, x, i + 3 * LANES).sub(k).sub(m).mul(scale);
        d = h.fma(h, d);
      }
      int i = whole + lane;
      if (rest > 0) {
        FloatVector e = fromArray(S, x, i).sub(k).sub(m).mul(scale);
        a = e.fma(e, a);
      }
      if (rest > 1) {
        FloatVector e = fromArray(S, x, i + LANES).sub(k).sub(m).mul(scale);
        b = e.fma(e, b);
      }
      if (rest > 2) {
        FloatVector e = fromArray(S, x, i + 2 * LANES).sub(k).sub(m).mul(scale);
        c = e.fma(e, c);
      }
      fromArray(S, sum, sumAt + lane).add(a.add(b).add(c.add(d))).intoArray(sum, sumAt + lane);
    }
  }

  /// Adds Σ x to the first row of sums and Σ x·y to the second.
  static void sumAndProducts(float[] x, int xAt, float[] y, int yAt, int count, float[] sums) {
    int whole = count / CHAINS * CHAINS * LANES;
    int rest = count % CHAINS;
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector a = zero(S);
      FloatVector b = zero(S);
      FloatVector c = zero(S);
      FloatVector d = zero(S);
      FloatVector e = zero(S);
      FloatVector f = zero(S);
      FloatVector g = zero(S);
      FloatVector h = zero(S);
      for (int i = lane; i < whole; i += CHAINS * LANES) {
        int at = xAt + i;
        int to = yAt + i;
        FloatVector x0 = fromArray(S, x, at);
        a = a.add(x0);
        e = x0.fma(fromArray(S, y, to), e);
        FloatVector x1 = fromArray(S, x, at + LANES);
        b = b.add(x1);
        f = x1.fma(fromArray(S, y, to + LANES), f);
        FloatVector x2 = fromArray(S, x, at + 2 * LANES);
        c = c.add(x2);
        g = x2.fma(fromArray(S, y, to + 2 * LANES), g);
        FloatVector x3 = fromArray(S, x, at + 3 * LANES);
        d = d.add(x3);
        h = x3.fma(fromArray(S, y, to + 3 * LANES), h);
      }
      int at = xAt + whole + lane;
      int to = yAt + whole + lane;
      if (rest > 0) {
        FloatVector last = fromArray(S, x, at);
        a = a.add(last);
        e = last.fma(fromArray(S, y, to), e);
      }
      if (rest > 1) {
        FloatVector last = fromArray(S, x, at + LANES);
        b = b.add(last);
        f = last.fma(fromArray(S, y, to + LANES), f);
      }
      if (rest > 2) {
        FloatVector last = fromArray(S, x, at + 2 * LANES);
        c = c.add(last);
        g = last.fma(fromArray(S, y, to + 2 * LANES), g);
      }
      fromArray(S, sums, lane).add(a.add(b).add(c.add(d))).intoArray(sums, lane);
      fromArray(S, sums, LANES + lane).add(e.add(f).add(g.add(h))).intoArray(sums, LANES + lane);
    }
  }
}
