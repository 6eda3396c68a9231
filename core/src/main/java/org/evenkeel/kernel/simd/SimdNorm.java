package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

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
    // Planes that lie one behind the other are activated together: dense layers have many of 16
    // floats.
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
        int to = pAt + (c * (height / 2) + r) * (row / 2);
        if (then == Then.SIGMOID) {
          SimdSigmoid.ofClampedPooled(y, yAt + at, row, p, to);
        } else {
          SimdPool.avgRow(y, yAt + at, row, p, to, row / 2);
        }
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
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum) {
    SimdNormInputGradient.plain(
        dY, dYAt, x, xAt, hi, lo, scale, slope, shift, dX, dXAt, channels, height, width, rowFrom,
        rowTo, sum);
  }

  @Override
  public void pooledNormGradient(
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
    SimdNormInputGradient.pooled(
        then, dP, dPAt, y, yAt, x, xAt, hi, lo, scale, slope, shift, dX, dXAt, channels, height,
        width, rowFrom, rowTo, sum);
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
    SimdNormSums.plain(
        then, dY, dYAt, y, yAt, x, xAt, hi, lo, dZ, dZAt, channels, height, width, rowFrom, rowTo,
        sum, product);
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
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum,
      float[] product) {
    SimdNormSums.pooled(
        then, dP, dPAt, y, yAt, x, xAt, hi, lo, channels, height, width, rowFrom, rowTo, sum,
        product);
  }
}
