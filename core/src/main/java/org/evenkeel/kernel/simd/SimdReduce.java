package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.ReduceKernels;
import org.evenkeel.kernel.Slab;

/// Sums over positions, and updates, on vectors. Source: docs/NUMERICS.md, sections 6 and 9.
///
/// A row sum is one chain of dependent additions. Four chains run side by side to hide its latency:
/// the vectors that make up a row of 16 lanes and, where these are fewer than four, those of the
/// next rows.
public final class SimdReduce implements ReduceKernels {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int STEP = Species.LENGTH;
  private static final int LANES = Slab.LANES;

  // Rows that four chains cover: 1, 2 or 4.
  private static final int GROUP = STEP / 4;
  private static final int MASK = LANES - 1;

  /// Makes the kernels; they hold no state.
  public SimdReduce() {}

  @Override
  public void sum(
      float[] x,
      int xAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum) {
    if (height == 1 && width == 1) {
      sumValues(x, xAt, channels * LANES, sum);
      return;
    }
    int row = width * LANES;
    int grouped = rowFrom + (rowTo - rowFrom) / GROUP * GROUP;
    for (int c = 0; c < channels; c++) {
      int acc = c * LANES;
      int plane = xAt + c * height * row;
      if (rowFrom == 0) {
        clear(sum, acc);
      }
      for (int h = rowFrom; h < grouped; h += GROUP) {
        sumGroup(x, plane + h * row, row, sum, acc);
      }
      for (int h = grouped; h < rowTo; h++) {
        for (int lane = 0; lane < LANES; lane += STEP) {
          sumRow(x, plane + h * row + lane, row, sum, acc + lane);
        }
      }
    }
  }

  /// Planes of one value, as in dense layers: all channels are one run.
  private static void sumValues(float[] x, int xAt, int count, float[] sum) {
    for (int i = 0; i < count; i += STEP) {
      fromArray(S, x, xAt + i).add(0f).intoArray(sum, i);
    }
  }

  /// Adds the sums of [#GROUP] rows. Chain k covers row k · STEP / 16, lanes from k · STEP mod 16.
  private static void sumGroup(float[] x, int at, int row, float[] sum, int acc) {
    int at1 = at + STEP / LANES * row + (STEP & MASK);
    int at2 = at + 2 * STEP / LANES * row + (2 * STEP & MASK);
    int at3 = at + 3 * STEP / LANES * row + (3 * STEP & MASK);
    FloatVector r0 = broadcast(S, 0f);
    FloatVector r1 = broadcast(S, 0f);
    FloatVector r2 = broadcast(S, 0f);
    FloatVector r3 = broadcast(S, 0f);
    for (int w = 0; w < row; w += LANES) {
      r0 = r0.add(fromArray(S, x, at + w));
      r1 = r1.add(fromArray(S, x, at1 + w));
      r2 = r2.add(fromArray(S, x, at2 + w));
      r3 = r3.add(fromArray(S, x, at3 + w));
    }
    addTo(sum, acc, r0);
    addTo(sum, acc + (STEP & MASK), r1);
    addTo(sum, acc + (2 * STEP & MASK), r2);
    addTo(sum, acc + (3 * STEP & MASK), r3);
  }

  private static void sumRow(float[] x, int at, int row, float[] sum, int acc) {
    FloatVector r = broadcast(S, 0f);
    for (int w = 0; w < row; w += LANES) {
      r = r.add(fromArray(S, x, at + w));
    }
    addTo(sum, acc, r);
  }

  @Override
  public void sumProduct(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum) {
    if (height == 1 && width == 1 && aStride == LANES && bStride == LANES) {
      sumProducts(a, aAt, b, bAt, channels * LANES, sum);
      return;
    }
    int row = width * LANES;
    int grouped = rowFrom + (rowTo - rowFrom) / GROUP * GROUP;
    for (int c = 0; c < channels; c++) {
      int acc = c * LANES;
      int ac = aAt + c * aStride;
      int bc = bAt + c * bStride;
      if (rowFrom == 0) {
        clear(sum, acc);
      }
      for (int h = rowFrom; h < grouped; h += GROUP) {
        sumProductGroup(a, ac + h * row, b, bc + h * row, row, sum, acc);
      }
      for (int h = grouped; h < rowTo; h++) {
        for (int lane = 0; lane < LANES; lane += STEP) {
          int ah = ac + h * row + lane;
          int bh = bc + h * row + lane;
          sumProductRow(a, ah, b, bh, row, sum, acc + lane);
        }
      }
    }
  }

  private static void sumProducts(float[] a, int aAt, float[] b, int bAt, int count, float[] sum) {
    for (int i = 0; i < count; i += STEP) {
      // The second zero turns a product that rounds to −0 into +0.
      FloatVector r = fromArray(S, a, aAt + i).fma(fromArray(S, b, bAt + i), broadcast(S, 0f));
      r.add(0f).intoArray(sum, i);
    }
  }

  private static void sumProductGroup(
      float[] a, int aAt, float[] b, int bAt, int row, float[] sum, int acc) {
    int to1 = STEP / LANES * row + (STEP & MASK);
    int to2 = 2 * STEP / LANES * row + (2 * STEP & MASK);
    int to3 = 3 * STEP / LANES * row + (3 * STEP & MASK);
    FloatVector r0 = broadcast(S, 0f);
    FloatVector r1 = broadcast(S, 0f);
    FloatVector r2 = broadcast(S, 0f);
    FloatVector r3 = broadcast(S, 0f);
    for (int w = 0; w < row; w += LANES) {
      r0 = fromArray(S, a, aAt + w).fma(fromArray(S, b, bAt + w), r0);
      r1 = fromArray(S, a, aAt + to1 + w).fma(fromArray(S, b, bAt + to1 + w), r1);
      r2 = fromArray(S, a, aAt + to2 + w).fma(fromArray(S, b, bAt + to2 + w), r2);
      r3 = fromArray(S, a, aAt + to3 + w).fma(fromArray(S, b, bAt + to3 + w), r3);
    }
    addTo(sum, acc, r0);
    addTo(sum, acc + (STEP & MASK), r1);
    addTo(sum, acc + (2 * STEP & MASK), r2);
    addTo(sum, acc + (3 * STEP & MASK), r3);
  }

  private static void sumProductRow(
      float[] a, int aAt, float[] b, int bAt, int row, float[] sum, int acc) {
    FloatVector r = broadcast(S, 0f);
    for (int w = 0; w < row; w += LANES) {
      r = fromArray(S, a, aAt + w).fma(fromArray(S, b, bAt + w), r);
    }
    addTo(sum, acc, r);
  }

  @Override
  public void moments(
      float[] x,
      int xAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] shift,
      float[] s1,
      float[] s2) {
    int row = width * LANES;
    int grouped = rowFrom + (rowTo - rowFrom) / GROUP * GROUP;
    float share = (float) (1.0 / width);
    for (int c = 0; c < channels; c++) {
      int acc = c * LANES;
      int plane = xAt + c * height * row;
      if (rowFrom == 0) {
        for (int lane = 0; lane < LANES; lane += STEP) {
          shift(x, plane + lane, row, share, shift, acc + lane);
        }
        clear(s1, acc);
        clear(s2, acc);
      }
      for (int h = rowFrom; h < grouped; h += GROUP) {
        momentsGroup(x, plane + h * row, row, shift, s1, s2, acc);
      }
      for (int h = grouped; h < rowTo; h++) {
        for (int lane = 0; lane < LANES; lane += STEP) {
          momentsRow(x, plane + h * row + lane, row, shift, s1, s2, acc + lane);
        }
      }
    }
  }

  private static void shift(float[] x, int at, int row, float share, float[] shift, int acc) {
    FloatVector r = broadcast(S, 0f);
    for (int w = 0; w < row; w += LANES) {
      r = r.add(fromArray(S, x, at + w));
    }
    r.mul(share).intoArray(shift, acc);
  }

  private static void momentsGroup(
      float[] x, int at, int row, float[] shift, float[] s1, float[] s2, int acc) {
    int at1 = at + STEP / LANES * row + (STEP & MASK);
    int at2 = at + 2 * STEP / LANES * row + (2 * STEP & MASK);
    int at3 = at + 3 * STEP / LANES * row + (3 * STEP & MASK);
    FloatVector k0 = fromArray(S, shift, acc);
    FloatVector k1 = fromArray(S, shift, acc + (STEP & MASK));
    FloatVector k2 = fromArray(S, shift, acc + (2 * STEP & MASK));
    FloatVector k3 = fromArray(S, shift, acc + (3 * STEP & MASK));
    FloatVector r0 = broadcast(S, 0f);
    FloatVector r1 = broadcast(S, 0f);
    FloatVector r2 = broadcast(S, 0f);
    FloatVector r3 = broadcast(S, 0f);
    FloatVector q0 = broadcast(S, 0f);
    FloatVector q1 = broadcast(S, 0f);
    FloatVector q2 = broadcast(S, 0f);
    FloatVector q3 = broadcast(S, 0f);
    for (int w = 0; w < row; w += LANES) {
      FloatVector d0 = fromArray(S, x, at + w).sub(k0);
      FloatVector d1 = fromArray(S, x, at1 + w).sub(k1);
      FloatVector d2 = fromArray(S, x, at2 + w).sub(k2);
      FloatVector d3 = fromArray(S, x, at3 + w).sub(k3);
      r0 = r0.add(d0);
      r1 = r1.add(d1);
      r2 = r2.add(d2);
      r3 = r3.add(d3);
      q0 = d0.fma(d0, q0);
      q1 = d1.fma(d1, q1);
      q2 = d2.fma(d2, q2);
      q3 = d3.fma(d3, q3);
    }
    addTo(s1, acc, r0);
    addTo(s1, acc + (STEP & MASK), r1);
    addTo(s1, acc + (2 * STEP & MASK), r2);
    addTo(s1, acc + (3 * STEP & MASK), r3);
    addTo(s2, acc, q0);
    addTo(s2, acc + (STEP & MASK), q1);
    addTo(s2, acc + (2 * STEP & MASK), q2);
    addTo(s2, acc + (3 * STEP & MASK), q3);
  }

  private static void momentsRow(
      float[] x, int at, int row, float[] shift, float[] s1, float[] s2, int acc) {
    FloatVector k = fromArray(S, shift, acc);
    FloatVector r = broadcast(S, 0f);
    FloatVector q = broadcast(S, 0f);
    for (int w = 0; w < row; w += LANES) {
      FloatVector d = fromArray(S, x, at + w).sub(k);
      r = r.add(d);
      q = d.fma(d, q);
    }
    addTo(s1, acc, r);
    addTo(s2, acc, q);
  }

  // Chains of one row go to different lanes; chains of the same lanes are added in row order.
  private static void addTo(float[] sum, int at, FloatVector r) {
    fromArray(S, sum, at).add(r).intoArray(sum, at);
  }

  private static void clear(float[] sum, int at) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      broadcast(S, 0f).intoArray(sum, at + lane);
    }
  }

  @Override
  public void finishSums(
      float[] sum, int channels, int lanes, double[] scratch, double[] parts, int partsAt) {
    if (lanes == LANES) {
      SimdLaneTree.sums(sum, channels, scratch, parts, partsAt);
    } else {
      ReduceKernels.super.finishSums(sum, channels, lanes, scratch, parts, partsAt);
    }
  }

  @Override
  public void finishMoments(
      float[] shift,
      float[] s1,
      float[] s2,
      int channels,
      int values,
      int lanes,
      double[] scratch,
      double[] parts,
      int partsAt) {
    boolean exact = Integer.bitCount(values) == 1;
    if (lanes == LANES && exact) {
      SimdLaneTree.moments(shift, s1, s2, channels, values, scratch, parts, partsAt);
    } else {
      ReduceKernels.super.finishMoments(
          shift, s1, s2, channels, values, lanes, scratch, parts, partsAt);
    }
  }

  @Override
  public void momentsOfValues(
      float[] x, int xAt, int channels, int lanes, double[] scratch, double[] parts, int partsAt) {
    if (lanes == LANES) {
      SimdLaneTree.momentsOfValues(x, xAt, channels, scratch, parts, partsAt);
    } else {
      ReduceKernels.super.momentsOfValues(x, xAt, channels, lanes, scratch, parts, partsAt);
    }
  }

  @Override
  public void weightedMoments(
      float[] x,
      int xAt,
      float[] weights,
      int weightsAt,
      int channels,
      int values,
      int lanes,
      double[] scratch,
      double[] parts,
      int partsAt) {
    if (lanes == LANES) {
      SimdWeightedMoments.slab(
          x, xAt, weights, weightsAt, channels, values, scratch, parts, partsAt);
    } else {
      ReduceKernels.super.weightedMoments(
          x, xAt, weights, weightsAt, channels, values, lanes, scratch, parts, partsAt);
    }
  }

  @Override
  public void accumulate(float[] sum, int at, float[] part, int partAt, int count) {
    int whole = S.loopBound(count);
    for (int i = 0; i < whole; i += STEP) {
      fromArray(S, sum, at + i).add(fromArray(S, part, partAt + i)).intoArray(sum, at + i);
    }
    for (int i = whole; i < count; i++) {
      sum[at + i] += part[partAt + i];
    }
  }

  // Plain loops: the compiler vectorizes them, and parameters come in any number.
  @Override
  public void sgd(
      float[] w,
      float[] g,
      float[] velocity,
      int from,
      int count,
      float rate,
      float momentum,
      float decay) {
    if (momentum == 0f && decay == 0f) {
      for (int i = from; i < from + count; i++) {
        w[i] = Math.fma(-rate, g[i], w[i]);
      }
      return;
    }
    for (int i = from; i < from + count; i++) {
      float step = decay == 0f ? g[i] : Math.fma(decay, w[i], g[i]);
      if (momentum != 0f) {
        step = Math.fma(momentum, velocity[i], step);
        velocity[i] = step;
      }
      w[i] = Math.fma(-rate, step, w[i]);
    }
  }
}
