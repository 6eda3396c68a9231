package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.GroupKernels;
import org.evenkeel.kernel.NormKernels.Then;
import org.evenkeel.kernel.Slab;

/// Groups of each example's own values with vectors. Values are walked block by block, so that what one pass has read the next finds in the
/// first-level cache.
final class SimdGroup implements GroupKernels {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int STEP = Species.LENGTH;
  private static final int LANES = Slab.LANES;

  /// Values that are normalized, then activated.
  private static final int CHUNK = SimdSigmoid.BLOCK / LANES;

  @Override
  public void sum(float[] x, int xAt, int groups, int values, float[] y, int yAt) {
    for (int g = 0; g < groups; g++) {
      int at = xAt + g * values * LANES;
      int to = yAt + g * LANES;
      clear(y, to);
      for (int v = 0; v < values; v += BLOCK) {
        SimdGroupSums.sum(x, at + v * LANES, Math.min(BLOCK, values - v), y, to);
      }
    }
  }

  @Override
  public void statistics(
      boolean centred,
      double epsilon,
      float[] x,
      int xAt,
      int groups,
      int values,
      float[] statistics,
      int statisticsAt) {
    float scaledEpsilon = (float) (epsilon * SQUARE_SCALE * SQUARE_SCALE);
    for (int g = 0; g < groups; g++) {
      int at = xAt + g * values * LANES;
      int s = statisticsAt + g * NUMBERS * LANES;
      clear(statistics, s);
      clear(statistics, s + LANES);
      clear(statistics, s + 2 * LANES);
      if (centred) {
        int first = Math.min(values, BLOCK);
        SimdGroupSums.sum(x, at, first, statistics, s);
        scale(statistics, s, (float) (1.0 / first));
        for (int v = 0; v < values; v += BLOCK) {
          int count = Math.min(BLOCK, values - v);
          SimdGroupSums.shifted(x, at + v * LANES, count, statistics, s, s + LANES);
        }
        scale(statistics, s + LANES, (float) (1.0 / values));
      }
      for (int v = 0; v < values; v += BLOCK) {
        int count = Math.min(BLOCK, values - v);
        SimdGroupSums.squares(x, at + v * LANES, count, statistics, s, s + 2 * LANES);
      }
      invert(statistics, s + 2 * LANES, (float) (1.0 / values), scaledEpsilon);
    }
  }

  private static void clear(float[] y, int at) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      zero(S).intoArray(y, at + lane);
    }
  }

  private static void scale(float[] y, int at, float factor) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      fromArray(S, y, at + lane).mul(factor).intoArray(y, at + lane);
    }
  }

  private static void invert(float[] y, int at, float share, float epsilon) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector variance = fromArray(S, y, at + lane).mul(share).add(epsilon);
      FloatVector inverse = broadcast(S, 1f).div(variance.lanewise(VectorOperators.SQRT));
      inverse.mul(SQUARE_SCALE).intoArray(y, at + lane);
    }
  }

  @Override
  public void normalize(
      float[] x,
      int xAt,
      float[] statistics,
      int statisticsAt,
      int groups,
      int values,
      float[] y,
      int yAt) {
    for (int g = 0; g < groups; g++) {
      int at = g * values * LANES;
      int s = statisticsAt + g * NUMBERS * LANES;
      for (int v = 0; v < values; v += CHUNK) {
        int count = Math.min(CHUNK, values - v);
        int i = at + v * LANES;
        SimdGroupMaps.normalize(x, xAt + i, statistics, s, y, yAt + i, count);
      }
    }
  }

  @Override
  public void normalizeAffine(
      Then then,
      float[] x,
      int xAt,
      float[] statistics,
      int statisticsAt,
      int groups,
      int values,
      float[] scale,
      float[] shift,
      int plane,
      float[] normal,
      int normalAt,
      float[] y,
      int yAt) {
    for (int g = 0; g < groups; g++) {
      int s = statisticsAt + g * NUMBERS * LANES;
      int end = (g + 1) * values;
      for (int v = g * values; v < end; v += CHUNK) {
        int to = Math.min(end, v + CHUNK);
        if (plane == 1) {
          SimdGroupMaps.affineEach(
              then == Then.SIGMOID,
              x,
              xAt,
              statistics,
              s,
              scale,
              shift,
              normal,
              normalAt,
              y,
              yAt,
              v,
              to);
        } else {
          for (int from = v; from < to; ) {
            int c = from / plane;
            int until = Math.min(to, (c + 1) * plane);
            int i = from * LANES;
            SimdGroupMaps.affine(
                then == Then.SIGMOID,
                x,
                xAt + i,
                statistics,
                s,
                scale[c],
                shift[c],
                normal,
                normalAt + i,
                y,
                yAt + i,
                (until - from) * LANES);
            from = until;
          }
        }
        int at = yAt + v * LANES;
        switch (then) {
          case NOTHING -> {
            // y is complete.
          }
          case SIGMOID -> SimdSigmoid.ofClamped(y, at, (to - v) * LANES);
          case RELU -> SimdGroupMaps.relu(y, at, (to - v) * LANES);
        }
      }
    }
  }

  /// Multiplies values `from` to `to` (exclusive) by the scales of their channels.
  private static void product(
      float[] x, int xAt, float[] scale, int plane, float[] y, int yAt, int from, int to) {
    if (plane == 1) {
      SimdGroupMaps.productEach(
          x, xAt + from * LANES, scale, from, y, yAt + from * LANES, to - from);
      return;
    }
    for (int v = from; v < to; ) {
      int c = v / plane;
      int end = Math.min(to, (c + 1) * plane);
      int i = v * LANES;
      SimdGroupMaps.product(x, xAt + i, scale[c], y, yAt + i, (end - v) * LANES);
      v = end;
    }
  }

  @Override
  public void gradient(
      boolean centred,
      float[] dY,
      int dYAt,
      float[] scale,
      int plane,
      float[] y,
      int yAt,
      float[] statistics,
      int statisticsAt,
      int groups,
      int values,
      float[] dX,
      int dXAt,
      float[] sums) {
    // With scales dZ passes through dX: a block is read again while it is in the first-level cache.
    boolean scaled = scale.length != 0;
    float[] dZ = scaled ? dX : dY;
    int dZAt = scaled ? dXAt : dYAt;
    float share = (float) (1.0 / values);
    for (int g = 0; g < groups; g++) {
      clear(sums, 0);
      clear(sums, LANES);
      int end = (g + 1) * values;
      for (int v = g * values; v < end; v += BLOCK) {
        int count = Math.min(BLOCK, end - v);
        int i = v * LANES;
        if (scaled) {
          product(dY, dYAt, scale, plane, dX, dXAt, v, v + count);
        }
        SimdGroupSums.sumAndProducts(dZ, dZAt + i, y, yAt + i, count, sums);
      }
      scale(sums, 0, share);
      scale(sums, LANES, share);
      if (!centred) {
        clear(sums, 0);
      }
      int i = g * values * LANES;
      int s = statisticsAt + (g * NUMBERS + 2) * LANES;
      SimdGroupMaps.gradient(dZ, dZAt + i, y, yAt + i, sums, statistics, s, dX, dXAt + i, values);
    }
  }
}
