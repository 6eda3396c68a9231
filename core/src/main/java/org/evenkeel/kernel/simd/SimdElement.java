package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.BinaryOp;
import org.evenkeel.kernel.CounterRandom;
import org.evenkeel.kernel.ElementKernels;
import org.evenkeel.kernel.Slab;
import org.evenkeel.kernel.UnaryOp;

/// Element-wise kernels on vectors. Source: docs/NUMERICS.md, section 3.
///
/// Planes that lie one behind the other are taken as one long plane, so that a dense layer's many
/// planes of 16 floats cost no more than one of a convolution.
public final class SimdElement implements ElementKernels {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int STEP = Species.LENGTH;

  /// Makes the kernels; they hold no state.
  public SimdElement() {}

  @Override
  public void unary(
      UnaryOp op,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int stride,
      int channels,
      int from,
      int count) {
    if (stride == count) {
      unaryPlane(op, x, xAt + from, y, yAt + from, channels * count);
      return;
    }
    for (int c = 0; c < channels; c++) {
      unaryPlane(op, x, xAt + c * stride + from, y, yAt + c * stride + from, count);
    }
  }

  private static void unaryPlane(UnaryOp op, float[] x, int xAt, float[] y, int yAt, int count) {
    switch (op) {
      case NEGATE -> negate(x, xAt, y, yAt, count);
      case SQUARE -> square(x, xAt, y, yAt, count);
      case SQRT -> sqrt(x, xAt, y, yAt, count);
      case RSQRT -> rsqrt(x, xAt, y, yAt, count);
      case RECIPROCAL -> reciprocal(x, xAt, y, yAt, count);
      case EXP -> exp(x, xAt, y, yAt, count);
      case LOG -> log(x, xAt, y, yAt, count);
      case SIGMOID -> SimdSigmoid.apply(x, xAt, y, yAt, count);
      case RELU -> relu(x, xAt, y, yAt, count);
      case TANH -> tanh(x, xAt, y, yAt, count);
    }
  }

  private static void negate(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector v = fromArray(S, x, xAt + i);
      v.neg().intoArray(y, yAt + i);
    }
  }

  private static void square(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector v = fromArray(S, x, xAt + i);
      v.mul(v).intoArray(y, yAt + i);
    }
  }

  private static void sqrt(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector v = fromArray(S, x, xAt + i);
      v.lanewise(VectorOperators.SQRT).intoArray(y, yAt + i);
    }
  }

  private static void rsqrt(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector v = fromArray(S, x, xAt + i);
      broadcast(S, 1f).div(v.lanewise(VectorOperators.SQRT)).intoArray(y, yAt + i);
    }
  }

  private static void reciprocal(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector v = fromArray(S, x, xAt + i);
      broadcast(S, 1f).div(v).intoArray(y, yAt + i);
    }
  }

  private static void exp(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector v = fromArray(S, x, xAt + i);
      SimdMath.exp(v).intoArray(y, yAt + i);
    }
  }

  static void log(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector v = fromArray(S, x, xAt + i);
      SimdMath.log(v).intoArray(y, yAt + i);
    }
  }

  private static void relu(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector v = fromArray(S, x, xAt + i);
      v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(y, yAt + i);
    }
  }

  private static void tanh(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector v = fromArray(S, x, xAt + i);
      SimdMath.tanh(v).intoArray(y, yAt + i);
    }
  }

  @Override
  public void binary(
      BinaryOp op,
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count) {
    if (aStride == count && bStride == count && yStride == count) {
      binaryPlane(op, a, aAt + from, b, bAt + from, y, yAt + from, channels * count);
      return;
    }
    for (int c = 0; c < channels; c++) {
      binaryPlane(
          op,
          a,
          aAt + c * aStride + from,
          b,
          bAt + c * bStride + from,
          y,
          yAt + c * yStride + from,
          count);
    }
  }

  static void binaryPlane(
      BinaryOp op, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    switch (op) {
      case ADD -> add(a, aAt, b, bAt, y, yAt, count);
      case SUBTRACT -> subtract(a, aAt, b, bAt, y, yAt, count);
      case MULTIPLY -> multiply(a, aAt, b, bAt, y, yAt, count);
      case DIVIDE -> divide(a, aAt, b, bAt, y, yAt, count);
      case SIGMOID_GRADIENT -> sigmoidGradient(a, aAt, b, bAt, y, yAt, count);
      case RELU_GRADIENT, SELECT -> reluGradient(a, aAt, b, bAt, y, yAt, count);
      case TANH_GRADIENT -> tanhGradient(a, aAt, b, bAt, y, yAt, count);
    }
  }

  private static void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector u = fromArray(S, a, aAt + i);
      FloatVector v = fromArray(S, b, bAt + i);
      u.add(v).intoArray(y, yAt + i);
    }
  }

  private static void subtract(
      float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector u = fromArray(S, a, aAt + i);
      FloatVector v = fromArray(S, b, bAt + i);
      u.sub(v).intoArray(y, yAt + i);
    }
  }

  private static void multiply(
      float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector u = fromArray(S, a, aAt + i);
      FloatVector v = fromArray(S, b, bAt + i);
      u.mul(v).intoArray(y, yAt + i);
    }
  }

  private static void divide(
      float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector u = fromArray(S, a, aAt + i);
      FloatVector v = fromArray(S, b, bAt + i);
      u.div(v).intoArray(y, yAt + i);
    }
  }

  private static void sigmoidGradient(
      float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector u = fromArray(S, a, aAt + i);
      FloatVector v = fromArray(S, b, bAt + i);
      u.mul(v.neg().fma(v, v)).intoArray(y, yAt + i);
    }
  }

  private static void reluGradient(
      float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector u = fromArray(S, a, aAt + i);
      FloatVector v = fromArray(S, b, bAt + i);
      broadcast(S, 0f).blend(u, v.compare(VectorOperators.GT, 0f)).intoArray(y, yAt + i);
    }
  }

  private static void tanhGradient(
      float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += STEP) {
      FloatVector u = fromArray(S, a, aAt + i);
      FloatVector v = fromArray(S, b, bAt + i);
      u.mul(v.neg().fma(v, broadcast(S, 1f))).intoArray(y, yAt + i);
    }
  }

  @Override
  public void binaryWide(
      BinaryOp op,
      float[] x,
      int xAt,
      int xStride,
      float[] hi,
      float[] lo,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count) {
    int xc = xAt + from;
    int yc = yAt + from;
    switch (op) {
      case ADD -> addWide(x, xc, xStride, hi, y, yc, yStride, channels, count);
      case SUBTRACT -> subtractWide(x, xc, xStride, hi, lo, y, yc, yStride, channels, count);
      case MULTIPLY -> multiplyWide(x, xc, xStride, hi, y, yc, yStride, channels, count);
      case DIVIDE -> divideWide(x, xc, xStride, hi, y, yc, yStride, channels, count);
      default -> throw new IllegalArgumentException("binaryWide: no such operation: " + op);
    }
  }

  private static void addWide(
      float[] x,
      int xAt,
      int xStride,
      float[] hi,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int count) {
    for (int c = 0; c < channels; c++) {
      int xc = xAt + c * xStride;
      int yc = yAt + c * yStride;
      FloatVector m = broadcast(S, hi[c]);
      for (int i = 0; i < count; i += STEP) {
        fromArray(S, x, xc + i).add(m).intoArray(y, yc + i);
      }
    }
  }

  private static void multiplyWide(
      float[] x,
      int xAt,
      int xStride,
      float[] hi,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int count) {
    for (int c = 0; c < channels; c++) {
      int xc = xAt + c * xStride;
      int yc = yAt + c * yStride;
      FloatVector m = broadcast(S, hi[c]);
      for (int i = 0; i < count; i += STEP) {
        fromArray(S, x, xc + i).mul(m).intoArray(y, yc + i);
      }
    }
  }

  private static void divideWide(
      float[] x,
      int xAt,
      int xStride,
      float[] hi,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int count) {
    for (int c = 0; c < channels; c++) {
      int xc = xAt + c * xStride;
      int yc = yAt + c * yStride;
      FloatVector m = broadcast(S, hi[c]);
      for (int i = 0; i < count; i += STEP) {
        fromArray(S, x, xc + i).div(m).intoArray(y, yc + i);
      }
    }
  }

  private static void subtractWide(
      float[] x,
      int xAt,
      int xStride,
      float[] hi,
      float[] lo,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int count) {
    for (int c = 0; c < channels; c++) {
      int xc = xAt + c * xStride;
      int yc = yAt + c * yStride;
      FloatVector m = broadcast(S, hi[c]);
      FloatVector rest = broadcast(S, lo[c]);
      for (int i = 0; i < count; i += STEP) {
        fromArray(S, x, xc + i).sub(m).sub(rest).intoArray(y, yc + i);
      }
    }
  }

  @Override
  public void multiplyAdd(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      float[] c,
      int cAt,
      int cStride,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count) {
    boolean one = aStride == count && bStride == count && cStride == count && yStride == count;
    int planes = one ? 1 : channels;
    int floats = one ? channels * count : count;
    for (int channel = 0; channel < planes; channel++) {
      int ac = aAt + channel * aStride + from;
      int bc = bAt + channel * bStride + from;
      int cc = cAt + channel * cStride + from;
      int yc = yAt + channel * yStride + from;
      for (int i = 0; i < floats; i += STEP) {
        FloatVector u = fromArray(S, a, ac + i);
        u.fma(fromArray(S, b, bc + i), fromArray(S, c, cc + i)).intoArray(y, yc + i);
      }
    }
  }

  @Override
  public void multiplyAddScale(
      float[] a,
      int aAt,
      int aStride,
      float[] scale,
      float[] c,
      int cAt,
      int cStride,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count) {
    for (int channel = 0; channel < channels; channel++) {
      int ac = aAt + channel * aStride + from;
      int cc = cAt + channel * cStride + from;
      int yc = yAt + channel * yStride + from;
      FloatVector factor = broadcast(S, scale[channel]);
      for (int i = 0; i < count; i += STEP) {
        fromArray(S, a, ac + i).fma(factor, fromArray(S, c, cc + i)).intoArray(y, yc + i);
      }
    }
  }

  @Override
  public void multiplyAddShift(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      float[] shift,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count) {
    for (int channel = 0; channel < channels; channel++) {
      int ac = aAt + channel * aStride + from;
      int bc = bAt + channel * bStride + from;
      int yc = yAt + channel * yStride + from;
      FloatVector term = broadcast(S, shift[channel]);
      for (int i = 0; i < count; i += STEP) {
        fromArray(S, a, ac + i).fma(fromArray(S, b, bc + i), term).intoArray(y, yc + i);
      }
    }
  }

  @Override
  public void multiplyAddWide(
      float[] a,
      int aAt,
      int aStride,
      float[] scale,
      float[] shift,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count) {
    for (int channel = 0; channel < channels; channel++) {
      int ac = aAt + channel * aStride + from;
      int yc = yAt + channel * yStride + from;
      FloatVector factor = broadcast(S, scale[channel]);
      FloatVector term = broadcast(S, shift[channel]);
      for (int i = 0; i < count; i += STEP) {
        fromArray(S, a, ac + i).fma(factor, term).intoArray(y, yc + i);
      }
    }
  }

  @Override
  public void channelSum(
      float[] x, int xAt, int xStride, float[] y, int yAt, int channels, int from, int count) {
    for (int i = from; i < from + count; i += STEP) {
      FloatVector sum = broadcast(S, 0f);
      for (int c = 0; c < channels; c++) {
        sum = sum.add(fromArray(S, x, xAt + c * xStride + i));
      }
      sum.intoArray(y, yAt + i);
    }
  }

  // The random bits cost far more than the rest, which the compiler's own loops do well enough.
  @Override
  public void dropout(
      long key,
      double rate,
      int values,
      int firstExample,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int from,
      int count) {
    float scale = (float) (1 / (1 - rate));
    for (int i = from; i < from + count; i++) {
      long example = (long) firstExample + i % Slab.LANES;
      long counter = example * values + i / Slab.LANES;
      boolean keep = CounterRandom.uniform(CounterRandom.bits(key, counter)) >= (float) rate;
      y[yAt + i] = keep ? x[xAt + i] * scale : 0f;
    }
  }
}
