package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.NormKernels.Then;
import org.evenkeel.kernel.Slab;

/// The input gradient of a normalization, and in front of it those of activation and pooling: one pass, in registers.
///
/// Source: docs/NUMERICS.md, sections 3, 6 and 7.
final class SimdNormInputGradient {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int STEP = Species.LENGTH;
  private static final int LANES = Slab.LANES;

  private SimdNormInputGradient() {}

  static void plain(
      float[] dY,
      int dYAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] slope,
      float[] shift,
      float[] dX,
      int dXAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum) {
    if (rowFrom == 0) {
      Arrays.fill(sum, 0, channels * LANES, 0f);
    }
    if (height == 1 && width == 1) {
      values(dY, dYAt, x, xAt, hi, lo, scale, slope, shift, dX, dXAt, channels, sum);
      return;
    }
    int row = width * LANES;
    for (int c = 0; c < channels; c++) {
      // Two rows at a time, so that their sums hide each other's latency; an odd last one is taken
      // twice, and added once.
      for (int r = rowFrom; r < rowTo; r += 2) {
        int at = (c * height + r) * row;
        int next = r + 1 < rowTo ? row : 0;
        plainRows(
            dY, dYAt + at, x, xAt + at, hi[c], lo[c], scale[c], slope[c], shift[c], dX, dXAt + at,
            row, next, sum, c * LANES);
      }
    }
  }

  /// Planes of one value, as in dense layers. A sum starts at +0, so that it is never −0.
  private static void values(
      float[] dY,
      int dYAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] slope,
      float[] shift,
      float[] dX,
      int dXAt,
      int channels,
      float[] sum) {
    for (int c = 0; c < channels; c++) {
      for (int i = c * LANES; i < (c + 1) * LANES; i += STEP) {
        FloatVector d = fromArray(S, x, xAt + i).sub(hi[c]).sub(lo[c]);
        d = d.fma(broadcast(S, slope[c]), broadcast(S, shift[c]));
        d = fromArray(S, dY, dYAt + i).fma(broadcast(S, scale[c]), d);
        d.intoArray(dX, dXAt + i);
        d.add(0f).intoArray(sum, i);
      }
    }
  }

  static void pooled(
      Then then,
      float[] dP,
      int dPAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] slope,
      float[] shift,
      float[] dX,
      int dXAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum) {
    if (rowFrom == 0) {
      Arrays.fill(sum, 0, channels * LANES, 0f);
    }
    int row = width * LANES;
    for (int c = 0; c < channels; c++) {
      for (int r = rowFrom; r < rowTo; r += 2) {
        for (int v = 0; v < 2 * LANES; v += 2 * STEP) {
          int lane = v % LANES;
          int at = (c * height + r + v / LANES) * row + lane;
          int half = (c * (height / 2) + r / 2) * (row / 2) + lane;
          int acc = c * LANES + lane;
          switch (then) {
            case SIGMOID ->
                pooledSigmoid(
                    dP,
                    dPAt + half,
                    y,
                    yAt + at,
                    x,
                    xAt + at,
                    hi[c],
                    lo[c],
                    scale[c],
                    slope[c],
                    shift[c],
                    dX,
                    dXAt + at,
                    row,
                    sum,
                    acc);
            case RELU ->
                pooledRelu(
                    dP,
                    dPAt + half,
                    y,
                    yAt + at,
                    x,
                    xAt + at,
                    hi[c],
                    lo[c],
                    scale[c],
                    slope[c],
                    shift[c],
                    dX,
                    dXAt + at,
                    row,
                    sum,
                    acc);
            case NOTHING -> throw new IllegalArgumentException("no activation");
          }
        }
      }
    }
  }

  private static void plainRows(
      float[] dY,
      int dYAt,
      float[] x,
      int xAt,
      float hi,
      float lo,
      float scale,
      float slope,
      float shift,
      float[] dX,
      int dXAt,
      int row,
      int next,
      float[] sum,
      int acc) {
    FloatVector s = broadcast(S, scale);
    FloatVector k = broadcast(S, slope);
    FloatVector b = broadcast(S, shift);
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector r0 = zero(S);
      FloatVector r1 = zero(S);
      for (int i = lane; i < row; i += LANES) {
        FloatVector u = fromArray(S, x, xAt + i).sub(hi).sub(lo).fma(k, b);
        u = fromArray(S, dY, dYAt + i).fma(s, u);
        FloatVector v = fromArray(S, x, xAt + i + next).sub(hi).sub(lo).fma(k, b);
        v = fromArray(S, dY, dYAt + i + next).fma(s, v);
        u.intoArray(dX, dXAt + i);
        v.intoArray(dX, dXAt + i + next);
        r0 = r0.add(u);
        r1 = r1.add(v);
      }
      FloatVector both = fromArray(S, sum, acc + lane).add(r0);
      both = next == 0 ? both : both.add(r1);
      both.intoArray(sum, acc + lane);
    }
  }

  // Two chains side by side: neighbouring vectors of a row, so that a cache line is used up when it
  // comes, or with 512 bits one of each row. Loads are second operands: these need no register.
  private static void pooledSigmoid(
      float[] dP,
      int dPAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float hi,
      float lo,
      float scale,
      float slope,
      float shift,
      float[] dX,
      int dXAt,
      int row,
      float[] sum,
      int acc) {
    int next = STEP / LANES * row + STEP % LANES;
    int last = acc + STEP % LANES;
    FloatVector h = broadcast(S, -hi);
    FloatVector s = broadcast(S, scale);
    FloatVector k = broadcast(S, slope);
    FloatVector b = broadcast(S, shift);
    FloatVector quarter = broadcast(S, 0.25f);
    FloatVector r0 = zero(S);
    FloatVector r1 = zero(S);
    for (int j = 0; j < row / 2; j += LANES) {
      int i = 2 * j;
      // As in pooling the quarter is added to +0, so that −0 becomes +0.
      FloatVector q = quarter.fma(fromArray(S, dP, dPAt + j), zero(S));
      FloatVector c = fromArray(S, y, yAt + i);
      c = q.mul(c.neg().fma(c, c));
      c = c.fma(s, h.add(fromArray(S, x, xAt + i)).sub(lo).fma(k, b));
      c.intoArray(dX, dXAt + i);
      r0 = r0.add(c);
      FloatVector d = fromArray(S, y, yAt + i + LANES);
      d = q.mul(d.neg().fma(d, d));
      d = d.fma(s, h.add(fromArray(S, x, xAt + i + LANES)).sub(lo).fma(k, b));
      d.intoArray(dX, dXAt + i + LANES);
      r0 = r0.add(d);
      q = quarter.fma(fromArray(S, dP, dPAt + j + STEP % LANES), zero(S));
      FloatVector e = fromArray(S, y, yAt + i + next);
      e = q.mul(e.neg().fma(e, e));
      e = e.fma(s, h.add(fromArray(S, x, xAt + i + next)).sub(lo).fma(k, b));
      e.intoArray(dX, dXAt + i + next);
      r1 = r1.add(e);
      FloatVector f = fromArray(S, y, yAt + i + next + LANES);
      f = q.mul(f.neg().fma(f, f));
      f = f.fma(s, h.add(fromArray(S, x, xAt + i + next + LANES)).sub(lo).fma(k, b));
      f.intoArray(dX, dXAt + i + next + LANES);
      r1 = r1.add(f);
    }
    fromArray(S, sum, acc).add(r0).intoArray(sum, acc);
    fromArray(S, sum, last).add(r1).intoArray(sum, last);
  }

  private static void pooledRelu(
      float[] dP,
      int dPAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float hi,
      float lo,
      float scale,
      float slope,
      float shift,
      float[] dX,
      int dXAt,
      int row,
      float[] sum,
      int acc) {
    int next = STEP / LANES * row + STEP % LANES;
    int last = acc + STEP % LANES;
    FloatVector h = broadcast(S, -hi);
    FloatVector s = broadcast(S, scale);
    FloatVector k = broadcast(S, slope);
    FloatVector b = broadcast(S, shift);
    FloatVector quarter = broadcast(S, 0.25f);
    FloatVector r0 = zero(S);
    FloatVector r1 = zero(S);
    for (int j = 0; j < row / 2; j += LANES) {
      int i = 2 * j;
      // As in pooling the quarter is added to +0, so that −0 becomes +0.
      FloatVector q = quarter.fma(fromArray(S, dP, dPAt + j), zero(S));
      FloatVector c = fromArray(S, y, yAt + i);
      c = zero(S).blend(q, c.compare(VectorOperators.GT, 0f));
      c = c.fma(s, h.add(fromArray(S, x, xAt + i)).sub(lo).fma(k, b));
      c.intoArray(dX, dXAt + i);
      r0 = r0.add(c);
      FloatVector d = fromArray(S, y, yAt + i + LANES);
      d = zero(S).blend(q, d.compare(VectorOperators.GT, 0f));
      d = d.fma(s, h.add(fromArray(S, x, xAt + i + LANES)).sub(lo).fma(k, b));
      d.intoArray(dX, dXAt + i + LANES);
      r0 = r0.add(d);
      q = quarter.fma(fromArray(S, dP, dPAt + j + STEP % LANES), zero(S));
      FloatVector e = fromArray(S, y, yAt + i + next);
      e = zero(S).blend(q, e.compare(VectorOperators.GT, 0f));
      e = e.fma(s, h.add(fromArray(S, x, xAt + i + next)).sub(lo).fma(k, b));
      e.intoArray(dX, dXAt + i + next);
      r1 = r1.add(e);
      FloatVector f = fromArray(S, y, yAt + i + next + LANES);
      f = zero(S).blend(q, f.compare(VectorOperators.GT, 0f));
      f = f.fma(s, h.add(fromArray(S, x, xAt + i + next + LANES)).sub(lo).fma(k, b));
      f.intoArray(dX, dXAt + i + next + LANES);
      r1 = r1.add(f);
    }
    fromArray(S, sum, acc).add(r0).intoArray(sum, acc);
    fromArray(S, sum, last).add(r1).intoArray(sum, last);
  }
}
