package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.Slab;

/// Maps from value to value inside a group, one plain loop each.
final class SimdGroupMaps {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int STEP = Species.LENGTH;
  private static final int LANES = Slab.LANES;

  private SimdGroupMaps() {}

  /// Normalizes `count` values; the statistics of their group are at `s`.
  static void normalize(
      float[] x, int xAt, float[] statistics, int s, float[] y, int yAt, int count) {
    int floats = count * LANES;
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector shift = fromArray(S, statistics, s + lane);
      FloatVector distance = fromArray(S, statistics, s + LANES + lane);
      FloatVector inverse = fromArray(S, statistics, s + 2 * LANES + lane);
      for (int i = lane; i < floats; i += LANES) {
        fromArray(S, x, xAt + i).sub(shift).sub(distance).mul(inverse).intoArray(y, yAt + i);
      }
    }
  }

  /// Computes y = x · scale for `floats` floats of one channel.
  static void product(float[] x, int xAt, float scale, float[] y, int yAt, int floats) {
    FloatVector a = broadcast(S, scale);
    for (int i = 0; i < floats; i += STEP) {
      fromArray(S, x, xAt + i).mul(a).intoArray(y, yAt + i);
    }
  }

  /// Computes `y = x * scale[c]` for `count` channels of one value from channel `first` on.
  static void productEach(
      float[] x, int xAt, float[] scale, int first, float[] y, int yAt, int count) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      for (int v = 0; v < count; v++) {
        int i = v * LANES + lane;
        fromArray(S, x, xAt + i).mul(scale[first + v]).intoArray(y, yAt + i);
      }
    }
  }

  /// Normalizes `floats` floats of one channel as `normal` and computes y = fma(normal, scale, shift), negated and clamped to ±87 in front of a
  /// sigmoid.
  static void affine(
      boolean clamped,
      float[] x,
      int xAt,
      float[] statistics,
      int s,
      float scale,
      float shift,
      float[] normal,
      int normalAt,
      float[] y,
      int yAt,
      int floats) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      if (clamped) {
        clampedAffine(
            x, xAt, statistics, s + lane, -scale, -shift, normal, normalAt, y, yAt, lane, floats);
      } else {
        affine(x, xAt, statistics, s + lane, scale, shift, normal, normalAt, y, yAt, lane, floats);
      }
    }
  }

  private static void affine(
      float[] x,
      int xAt,
      float[] statistics,
      int s,
      float scale,
      float shift,
      float[] normal,
      int normalAt,
      float[] y,
      int yAt,
      int from,
      int floats) {
    FloatVector k = fromArray(S, statistics, s);
    FloatVector m = fromArray(S, statistics, s + LANES);
    FloatVector r = fromArray(S, statistics, s + 2 * LANES);
    FloatVector a = broadcast(S, scale);
    FloatVector b = broadcast(S, shift);
    for (int i = from; i < floats; i += LANES) {
      FloatVector n = fromArray(S, x, xAt + i).sub(k).sub(m).mul(r);
      n.intoArray(normal, normalAt + i);
      n.fma(a, b).intoArray(y, yAt + i);
    }
  }

  private static void clampedAffine(
      float[] x,
      int xAt,
      float[] statistics,
      int s,
      float scale,
      float shift,
      float[] normal,
      int normalAt,
      float[] y,
      int yAt,
      int from,
      int floats) {
    FloatVector k = fromArray(S, statistics, s);
    FloatVector m = fromArray(S, statistics, s + LANES);
    FloatVector r = fromArray(S, statistics, s + 2 * LANES);
    FloatVector a = broadcast(S, scale);
    FloatVector b = broadcast(S, shift);
    for (int i = from; i < floats; i += LANES) {
      FloatVector n = fromArray(S, x, xAt + i).sub(k).sub(m).mul(r);
      n.intoArray(normal, normalAt + i);
      FloatVector c = n.fma(a, b);
      c = c.blend(87f, c.compare(VectorOperators.GT, 87f));
      c = c.blend(-87f, c.compare(VectorOperators.LT, -87f));
      c.intoArray(y, yAt + i);
    }
  }

  /// As [#affine] for values `from` to `to` (exclusive), each a channel of its own.
  static void affineEach(
      boolean clamped,
      float[] x,
      int xAt,
      float[] statistics,
      int s,
      float[] scale,
      float[] shift,
      float[] normal,
      int normalAt,
      float[] y,
      int yAt,
      int from,
      int to) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      if (clamped) {
        clampedAffineEach(
            x,
            xAt + lane,
            statistics,
            s + lane,
            scale,
            shift,
            normal,
            normalAt + lane,
            y,
            yAt + lane,
            from,
            to);
      } else {
        affineEach(
            x,
            xAt + lane,
            statistics,
            s + lane,
            scale,
            shift,
            normal,
            normalAt + lane,
            y,
            yAt + lane,
            from,
            to);
      }
    }
  }

  private static void affineEach(
      float[] x,
      int xAt,
      float[] statistics,
      int s,
      float[] scale,
      float[] shift,
      float[] normal,
      int normalAt,
      float[] y,
      int yAt,
      int from,
      int to) {
    FloatVector k = fromArray(S, statistics, s);
    FloatVector m = fromArray(S, statistics, s + LANES);
    FloatVector r = fromArray(S, statistics, s + 2 * LANES);
    for (int v = from; v < to; v++) {
      int i = v * LANES;
      FloatVector n = fromArray(S, x, xAt + i).sub(k).sub(m).mul(r);
      n.intoArray(normal, normalAt + i);
      n.fma(broadcast(S, scale[v]), broadcast(S, shift[v])).intoArray(y, yAt + i);
    }
  }

  private static void clampedAffineEach(
      float[] x,
      int xAt,
      float[] statistics,
      int s,
      float[] scale,
      float[] shift,
      float[] normal,
      int normalAt,
      float[] y,
      int yAt,
      int from,
      int to) {
    FloatVector k = fromArray(S, statistics, s);
    FloatVector m = fromArray(S, statistics, s + LANES);
    FloatVector r = fromArray(S, statistics, s + 2 * LANES);
    for (int v = from; v < to; v++) {
      int i = v * LANES;
      FloatVector n = fromArray(S, x, xAt + i).sub(k).sub(m).mul(r);
      n.intoArray(normal, normalAt + i);
      FloatVector c = n.fma(broadcast(S, -scale[v]), broadcast(S, -shift[v]));
      c = c.blend(87f, c.compare(VectorOperators.GT, 87f));
      c = c.blend(-87f, c.compare(VectorOperators.LT, -87f));
      c.intoArray(y, yAt + i);
    }
  }

  /// Replaces y by max(y, 0).
  static void relu(float[] y, int yAt, int floats) {
    for (int i = 0; i < floats; i += STEP) {
      FloatVector v = fromArray(S, y, yAt + i);
      v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(y, yAt + i);
    }
  }

  /// Computes dX = inverse · ((dZ − mean) − product · y) for the values of one group; mean and product are the two rows of `sums`, the inverse
  /// deviation is at `s`.
  static void gradient(
      float[] dZ,
      int dZAt,
      float[] y,
      int yAt,
      float[] sums,
      float[] statistics,
      int s,
      float[] dX,
      int dXAt,
      int count) {
    int floats = count * LANES;
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector mean = fromArray(S, sums, lane);
      FloatVector minusProduct = fromArray(S, sums, LANES + lane).neg();
      FloatVector inverse = fromArray(S, statistics, s + lane);
      for (int i = lane; i < floats; i += LANES) {
        FloatVector d = fromArray(S, dZ, dZAt + i).sub(mean);
        minusProduct.fma(fromArray(S, y, yAt + i), d).mul(inverse).intoArray(dX, dXAt + i);
      }
    }
  }
}
