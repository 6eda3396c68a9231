package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.BinaryOp;
import org.evenkeel.kernel.NormKernels.Then;
import org.evenkeel.kernel.Slab;

/// The two sums of a normalization's gradient, and the gradients of activation and pooling in front of them: one pass, in registers.
///
/// Source: docs/NUMERICS.md, sections 3, 6 and 7.
final class SimdNormSums {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int STEP = Species.LENGTH;
  private static final int LANES = Slab.LANES;

  private SimdNormSums() {}

  static void plain(
      Then then,
      float[] dY,
      int dYAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] dZ,
      int dZAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum,
      float[] product) {
    if (rowFrom == 0) {
      Arrays.fill(sum, 0, channels * LANES, 0f);
      Arrays.fill(product, 0, channels * LANES, 0f);
    }
    if (height == 1 && width == 1) {
      values(then, dY, dYAt, y, yAt, x, xAt, hi, lo, dZ, dZAt, channels, sum, product);
      return;
    }
    int row = width * LANES;
    for (int c = 0; c < channels; c++) {
      int acc = c * LANES;
      // Two rows at a time, so that their sums hide each other's latency; an odd last one is taken
      // twice, and added once.
      for (int r = rowFrom; r < rowTo; r += 2) {
        int i = (c * height + r) * row;
        int next = r + 1 < rowTo ? row : 0;
        switch (then) {
          case NOTHING ->
              plainRows(dY, dYAt + i, x, xAt + i, hi[c], lo[c], row, next, sum, product, acc);
          case SIGMOID ->
              sigmoidRows(
                  dY, dYAt + i, y, yAt + i, x, xAt + i, hi[c], lo[c], dZ, dZAt + i, row, next, sum,
                  product, acc);
          case RELU ->
              reluRows(
                  dY, dYAt + i, y, yAt + i, x, xAt + i, hi[c], lo[c], dZ, dZAt + i, row, next, sum,
                  product, acc);
        }
      }
    }
  }

  /// Planes of one value, as in dense layers: all channels are one run.
  private static void values(
      Then then,
      float[] dY,
      int dYAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] dZ,
      int dZAt,
      int channels,
      float[] sum,
      float[] product) {
    BinaryOp gradient = then == Then.SIGMOID ? BinaryOp.SIGMOID_GRADIENT : BinaryOp.RELU_GRADIENT;
    if (then == Then.NOTHING) {
      products(dY, dYAt, x, xAt, hi, lo, channels, sum, product);
    } else {
      SimdElement.binaryPlane(gradient, dY, dYAt, y, yAt, dZ, dZAt, channels * LANES);
      products(dZ, dZAt, x, xAt, hi, lo, channels, sum, product);
    }
  }

  // A sum starts at +0, so that it is never −0; a product that rounds to −0 becomes +0 with the
  // second zero.
  private static void products(
      float[] d,
      int dAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      int channels,
      float[] sum,
      float[] product) {
    for (int c = 0; c < channels; c++) {
      for (int i = c * LANES; i < (c + 1) * LANES; i += STEP) {
        FloatVector v = fromArray(S, d, dAt + i);
        FloatVector centred = fromArray(S, x, xAt + i).sub(hi[c]).sub(lo[c]);
        v.add(0f).intoArray(sum, i);
        v.fma(centred, zero(S)).add(0f).intoArray(product, i);
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
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum,
      float[] product) {
    if (rowFrom == 0) {
      Arrays.fill(sum, 0, channels * LANES, 0f);
      Arrays.fill(product, 0, channels * LANES, 0f);
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
                    row,
                    sum,
                    product,
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
                    row,
                    sum,
                    product,
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
      int row,
      int next,
      float[] sum,
      float[] product,
      int acc) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector r0 = zero(S);
      FloatVector p0 = zero(S);
      FloatVector r1 = zero(S);
      FloatVector p1 = zero(S);
      for (int i = lane; i < row; i += LANES) {
        FloatVector u = fromArray(S, dY, dYAt + i);
        FloatVector v = fromArray(S, dY, dYAt + i + next);
        r0 = r0.add(u);
        p0 = u.fma(fromArray(S, x, xAt + i).sub(hi).sub(lo), p0);
        r1 = r1.add(v);
        p1 = v.fma(fromArray(S, x, xAt + i + next).sub(hi).sub(lo), p1);
      }
      FloatVector r = fromArray(S, sum, acc + lane).add(r0);
      FloatVector p = fromArray(S, product, acc + lane).add(p0);
      r = next == 0 ? r : r.add(r1);
      p = next == 0 ? p : p.add(p1);
      r.intoArray(sum, acc + lane);
      p.intoArray(product, acc + lane);
    }
  }

  private static void sigmoidRows(
      float[] dY,
      int dYAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float hi,
      float lo,
      float[] dZ,
      int dZAt,
      int row,
      int next,
      float[] sum,
      float[] product,
      int acc) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector r0 = zero(S);
      FloatVector p0 = zero(S);
      FloatVector r1 = zero(S);
      FloatVector p1 = zero(S);
      for (int i = lane; i < row; i += LANES) {
        FloatVector u = fromArray(S, y, yAt + i);
        u = fromArray(S, dY, dYAt + i).mul(u.neg().fma(u, u));
        FloatVector v = fromArray(S, y, yAt + i + next);
        v = fromArray(S, dY, dYAt + i + next).mul(v.neg().fma(v, v));
        u.intoArray(dZ, dZAt + i);
        v.intoArray(dZ, dZAt + i + next);
        r0 = r0.add(u);
        p0 = u.fma(fromArray(S, x, xAt + i).sub(hi).sub(lo), p0);
        r1 = r1.add(v);
        p1 = v.fma(fromArray(S, x, xAt + i + next).sub(hi).sub(lo), p1);
      }
      FloatVector r = fromArray(S, sum, acc + lane).add(r0);
      FloatVector p = fromArray(S, product, acc + lane).add(p0);
      r = next == 0 ? r : r.add(r1);
      p = next == 0 ? p : p.add(p1);
      r.intoArray(sum, acc + lane);
      p.intoArray(product, acc + lane);
    }
  }

  private static void reluRows(
      float[] dY,
      int dYAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float hi,
      float lo,
      float[] dZ,
      int dZAt,
      int row,
      int next,
      float[] sum,
      float[] product,
      int acc) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector r0 = zero(S);
      FloatVector p0 = zero(S);
      FloatVector r1 = zero(S);
      FloatVector p1 = zero(S);
      for (int i = lane; i < row; i += LANES) {
        FloatVector u = fromArray(S, y, yAt + i);
        u = zero(S).blend(fromArray(S, dY, dYAt + i), u.compare(VectorOperators.GT, 0f));
        FloatVector v = fromArray(S, y, yAt + i + next);
        v = zero(S).blend(fromArray(S, dY, dYAt + i + next), v.compare(VectorOperators.GT, 0f));
        u.intoArray(dZ, dZAt + i);
        v.intoArray(dZ, dZAt + i + next);
        r0 = r0.add(u);
        p0 = u.fma(fromArray(S, x, xAt + i).sub(hi).sub(lo), p0);
        r1 = r1.add(v);
        p1 = v.fma(fromArray(S, x, xAt + i + next).sub(hi).sub(lo), p1);
      }
      FloatVector r = fromArray(S, sum, acc + lane).add(r0);
      FloatVector p = fromArray(S, product, acc + lane).add(p0);
      r = next == 0 ? r : r.add(r1);
      p = next == 0 ? p : p.add(p1);
      r.intoArray(sum, acc + lane);
      p.intoArray(product, acc + lane);
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
      int row,
      float[] sum,
      float[] product,
      int acc) {
    int next = STEP / LANES * row + STEP % LANES;
    int last = acc + STEP % LANES;
    FloatVector h = broadcast(S, -hi);
    FloatVector quarter = broadcast(S, 0.25f);
    FloatVector r0 = zero(S);
    FloatVector p0 = zero(S);
    FloatVector r1 = zero(S);
    FloatVector p1 = zero(S);
    for (int j = 0; j < row / 2; j += LANES) {
      int i = 2 * j;
      // As in pooling the quarter is added to +0, so that −0 becomes +0.
      FloatVector q = quarter.fma(fromArray(S, dP, dPAt + j), zero(S));
      FloatVector a = fromArray(S, y, yAt + i);
      a = q.mul(a.neg().fma(a, a));
      r0 = r0.add(a);
      p0 = a.fma(h.add(fromArray(S, x, xAt + i)).sub(lo), p0);
      FloatVector b = fromArray(S, y, yAt + i + LANES);
      b = q.mul(b.neg().fma(b, b));
      r0 = r0.add(b);
      p0 = b.fma(h.add(fromArray(S, x, xAt + i + LANES)).sub(lo), p0);
      q = quarter.fma(fromArray(S, dP, dPAt + j + STEP % LANES), zero(S));
      FloatVector c = fromArray(S, y, yAt + i + next);
      c = q.mul(c.neg().fma(c, c));
      r1 = r1.add(c);
      p1 = c.fma(h.add(fromArray(S, x, xAt + i + next)).sub(lo), p1);
      FloatVector d = fromArray(S, y, yAt + i + next + LANES);
      d = q.mul(d.neg().fma(d, d));
      r1 = r1.add(d);
      p1 = d.fma(h.add(fromArray(S, x, xAt + i + next + LANES)).sub(lo), p1);
    }
    fromArray(S, sum, acc).add(r0).intoArray(sum, acc);
    fromArray(S, sum, last).add(r1).intoArray(sum, last);
    fromArray(S, product, acc).add(p0).intoArray(product, acc);
    fromArray(S, product, last).add(p1).intoArray(product, last);
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
      int row,
      float[] sum,
      float[] product,
      int acc) {
    int next = STEP / LANES * row + STEP % LANES;
    int last = acc + STEP % LANES;
    FloatVector h = broadcast(S, -hi);
    FloatVector quarter = broadcast(S, 0.25f);
    FloatVector r0 = zero(S);
    FloatVector p0 = zero(S);
    FloatVector r1 = zero(S);
    FloatVector p1 = zero(S);
    for (int j = 0; j < row / 2; j += LANES) {
      int i = 2 * j;
      // As in pooling the quarter is added to +0, so that −0 becomes +0.
      FloatVector q = quarter.fma(fromArray(S, dP, dPAt + j), zero(S));
      FloatVector a = fromArray(S, y, yAt + i);
      a = zero(S).blend(q, a.compare(VectorOperators.GT, 0f));
      r0 = r0.add(a);
      p0 = a.fma(h.add(fromArray(S, x, xAt + i)).sub(lo), p0);
      FloatVector b = fromArray(S, y, yAt + i + LANES);
      b = zero(S).blend(q, b.compare(VectorOperators.GT, 0f));
      r0 = r0.add(b);
      p0 = b.fma(h.add(fromArray(S, x, xAt + i + LANES)).sub(lo), p0);
      q = quarter.fma(fromArray(S, dP, dPAt + j + STEP % LANES), zero(S));
      FloatVector c = fromArray(S, y, yAt + i + next);
      c = zero(S).blend(q, c.compare(VectorOperators.GT, 0f));
      r1 = r1.add(c);
      p1 = c.fma(h.add(fromArray(S, x, xAt + i + next)).sub(lo), p1);
      FloatVector d = fromArray(S, y, yAt + i + next + LANES);
      d = zero(S).blend(q, d.compare(VectorOperators.GT, 0f));
      r1 = r1.add(d);
      p1 = d.fma(h.add(fromArray(S, x, xAt + i + next + LANES)).sub(lo), p1);
    }
    fromArray(S, sum, acc).add(r0).intoArray(sum, acc);
    fromArray(S, sum, last).add(r1).intoArray(sum, last);
    fromArray(S, product, acc).add(p0).intoArray(product, acc);
    fromArray(S, product, last).add(p1).intoArray(product, last);
  }
}
