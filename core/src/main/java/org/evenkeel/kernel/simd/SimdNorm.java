package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.NormKernels;
import org.evenkeel.kernel.Slab;

/// Fused normalization with vectors. Loops are written out per activation, so that nothing but the vector operations themselves has to be inlined.
final class SimdNorm implements NormKernels {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int STEP = Species.LENGTH;
  private static final int LANES = Slab.LANES;

  @Override
  public void normalize(
      Then then,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] shift,
      float[] y,
      int yAt,
      int stride,
      int channels,
      int from,
      int count) {
    // Planes that lie one behind the other are activated together: dense layers have many of 16 floats.
    int group = stride == count ? Math.max(1, SimdSigmoid.BLOCK / count) : 1;
    for (int first = 0; first < channels; first += group) {
      int end = Math.min(channels, first + group);
      for (int i = 0; i < count; i += SimdSigmoid.BLOCK) {
        int part = Math.min(SimdSigmoid.BLOCK, count - i);
        for (int c = first; c < end; c++) {
          int at = c * stride + from + i;
          affine(then, x, xAt + at, hi[c], lo[c], scale[c], shift[c], y, yAt + at, part);
        }
        if (then == Then.SIGMOID) {
          SimdSigmoid.ofClamped(y, yAt + first * stride + from + i, (end - first) * part);
        }
      }
    }
  }

  @Override
  public void normalizePool(
      Then then,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] shift,
      float[] y,
      int yAt,
      float[] p,
      int pAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo) {
    int row = width * LANES;
    for (int c = 0; c < channels; c++) {
      for (int r = rowFrom; r < rowTo; r++) {
        int at = (c * height + 2 * r) * row;
        affine(then, x, xAt + at, hi[c], lo[c], scale[c], shift[c], y, yAt + at, 2 * row);
        if (then == Then.SIGMOID) {
          SimdSigmoid.ofClamped(y, yAt + at, 2 * row);
        }
        int to = pAt + (c * (height / 2) + r) * (row / 2);
        SimdPool.avgRow(y, yAt + at, row, p, to, row / 2);
      }
    }
  }

  /// The affine map and what goes with it in one pass: for a sigmoid, negation and clamping.
  private static void affine(
      Then then,
      float[] x,
      int xAt,
      float hi,
      float lo,
      float scale,
      float shift,
      float[] y,
      int yAt,
      int count) {
    switch (then) {
      case NOTHING -> affine(x, xAt, hi, lo, scale, shift, y, yAt, count);
      case SIGMOID -> clampedAffine(x, xAt, hi, lo, -scale, -shift, y, yAt, count);
      case RELU -> affineRelu(x, xAt, hi, lo, scale, shift, y, yAt, count);
    }
  }

  private static void affine(
      float[] x,
      int xAt,
      float hi,
      float lo,
      float scale,
      float shift,
      float[] y,
      int yAt,
      int count) {
    FloatVector a = broadcast(S, scale);
    FloatVector b = broadcast(S, shift);
    for (int i = 0; i < count; i += STEP) {
      fromArray(S, x, xAt + i).sub(hi).sub(lo).fma(a, b).intoArray(y, yAt + i);
    }
  }

  private static void clampedAffine(
      float[] x,
      int xAt,
      float hi,
      float lo,
      float scale,
      float shift,
      float[] y,
      int yAt,
      int count) {
    FloatVector a = broadcast(S, scale);
    FloatVector b = broadcast(S, shift);
    for (int i = 0; i < count; i += STEP) {
      FloatVector c = fromArray(S, x, xAt + i).sub(hi).sub(lo).fma(a, b);
      c = c.blend(87f, c.compare(VectorOperators.GT, 87f));
      c = c.blend(-87f, c.compare(VectorOperators.LT, -87f));
      c.intoArray(y, yAt + i);
    }
  }

  private static void affineRelu(
      float[] x,
      int xAt,
      float hi,
      float lo,
      float scale,
      float shift,
      float[] y,
      int yAt,
      int count) {
    FloatVector a = broadcast(S, scale);
    FloatVector b = broadcast(S, shift);
    for (int i = 0; i < count; i += STEP) {
      FloatVector v = fromArray(S, x, xAt + i).sub(hi).sub(lo).fma(a, b);
      v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(y, yAt + i);
    }
  }

  @Override
  public void normGradient(
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
      int stride,
      int channels,
      int from,
      int count) {
    for (int c = 0; c < channels; c++) {
      int at = c * stride + from;
      gradient(
          dY, dYAt + at, x, xAt + at, hi[c], lo[c], scale[c], slope[c], shift[c], dX, dXAt + at,
          count);
    }
  }

  private static void gradient(
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
      int count) {
    FloatVector k = broadcast(S, slope);
    FloatVector b = broadcast(S, shift);
    FloatVector s = broadcast(S, scale);
    for (int i = 0; i < count; i += STEP) {
      FloatVector inner = fromArray(S, x, xAt + i).sub(hi).sub(lo).fma(k, b);
      fromArray(S, dY, dYAt + i).fma(s, inner).intoArray(dX, dXAt + i);
    }
  }

  @Override
  public void gradientSums(
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
    start(rowFrom, channels, sum, product);
    for (int c = 0; c < channels; c++) {
      for (int row = rowFrom; row < rowTo; row++) {
        int i = (c * height + row) * width * LANES;
        activationGradient(then, dY, dYAt + i, y, yAt + i, dZ, dZAt + i, width * LANES);
        rowSums(dZ, dZAt + i, x, xAt + i, hi[c], lo[c], width, sum, product, c * LANES);
      }
    }
  }

  @Override
  public void pooledGradientSums(
      Then then,
      float[] dP,
      int dPAt,
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
    start(rowFrom, channels, sum, product);
    for (int c = 0; c < channels; c++) {
      for (int row = rowFrom; row < rowTo; row++) {
        int i = (c * height + row) * width * LANES;
        int half = (c * (height / 2) + row / 2) * (width / 2) * LANES;
        switch (then) {
          case SIGMOID -> pooledSigmoid(dP, dPAt + half, y, yAt + i, dZ, dZAt + i, width);
          case RELU -> pooledRelu(dP, dPAt + half, y, yAt + i, dZ, dZAt + i, width);
          case NOTHING -> throw new IllegalArgumentException("no activation");
        }
        rowSums(dZ, dZAt + i, x, xAt + i, hi[c], lo[c], width, sum, product, c * LANES);
      }
    }
  }

  private static void start(int rowFrom, int channels, float[] sum, float[] product) {
    if (rowFrom == 0) {
      Arrays.fill(sum, 0, channels * LANES, 0f);
      Arrays.fill(product, 0, channels * LANES, 0f);
    }
  }

  private static void activationGradient(
      Then then, float[] dY, int dYAt, float[] y, int yAt, float[] dZ, int dZAt, int count) {
    if (then == Then.SIGMOID) {
      for (int i = 0; i < count; i += STEP) {
        FloatVector v = fromArray(S, y, yAt + i);
        fromArray(S, dY, dYAt + i).mul(v.neg().fma(v, v)).intoArray(dZ, dZAt + i);
      }
    } else {
      for (int i = 0; i < count; i += STEP) {
        FloatVector v = fromArray(S, y, yAt + i);
        zero(S)
            .blend(fromArray(S, dY, dYAt + i), v.compare(VectorOperators.GT, 0f))
            .intoArray(dZ, dZAt + i);
      }
    }
  }

  private static void pooledSigmoid(
      float[] dP, int dPAt, float[] y, int yAt, float[] dZ, int dZAt, int width) {
    for (int column = 0; column < width; column += 2) {
      for (int lane = 0; lane < LANES; lane += STEP) {
        int i = column * LANES + lane;
        FloatVector d = quarter(dP, dPAt + column / 2 * LANES + lane);
        FloatVector left = fromArray(S, y, yAt + i);
        FloatVector right = fromArray(S, y, yAt + i + LANES);
        d.mul(left.neg().fma(left, left)).intoArray(dZ, dZAt + i);
        d.mul(right.neg().fma(right, right)).intoArray(dZ, dZAt + i + LANES);
      }
    }
  }

  private static void pooledRelu(
      float[] dP, int dPAt, float[] y, int yAt, float[] dZ, int dZAt, int width) {
    for (int column = 0; column < width; column += 2) {
      for (int lane = 0; lane < LANES; lane += STEP) {
        int i = column * LANES + lane;
        FloatVector d = quarter(dP, dPAt + column / 2 * LANES + lane);
        FloatVector left = fromArray(S, y, yAt + i);
        FloatVector right = fromArray(S, y, yAt + i + LANES);
        zero(S).blend(d, left.compare(VectorOperators.GT, 0f)).intoArray(dZ, dZAt + i);
        zero(S).blend(d, right.compare(VectorOperators.GT, 0f)).intoArray(dZ, dZAt + i + LANES);
      }
    }
  }

  /// What average pooling over 2 x 2 gives each of its inputs; added to +0 as there, so that −0 becomes +0.
  private static FloatVector quarter(float[] dP, int at) {
    return fromArray(S, dP, at).fma(broadcast(S, 0.25f), zero(S));
  }

  /// Adds one row's Σ d and Σ d · centred x to the sums at `to`.
  private static void rowSums(
      float[] d,
      int dAt,
      float[] x,
      int xAt,
      float hi,
      float lo,
      int width,
      float[] sum,
      float[] product,
      int to) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector rowSum = zero(S);
      FloatVector rowProduct = zero(S);
      for (int i = lane; i < width * LANES; i += LANES) {
        FloatVector v = fromArray(S, d, dAt + i);
        rowSum = rowSum.add(v);
        rowProduct = v.fma(fromArray(S, x, xAt + i).sub(hi).sub(lo), rowProduct);
      }
      fromArray(S, sum, to + lane).add(rowSum).intoArray(sum, to + lane);
      fromArray(S, product, to + lane).add(rowProduct).intoArray(product, to + lane);
    }
  }
}
