package org.evenkeel.kernel.scalar;

import org.evenkeel.kernel.BinaryOp;
import org.evenkeel.kernel.CounterRandom;
import org.evenkeel.kernel.ElementKernels;
import org.evenkeel.kernel.FloatMath;
import org.evenkeel.kernel.Slab;
import org.evenkeel.kernel.UnaryOp;

/// Element-wise kernels in plain Java. Source: docs/NUMERICS.md, section 3.
public final class ScalarElement implements ElementKernels {
  /// Makes the kernels; they hold no state.
  public ScalarElement() {}

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
    for (int c = 0; c < channels; c++) {
      unaryPlane(op, x, xAt + c * stride + from, y, yAt + c * stride + from, count);
    }
  }

  private static void unaryPlane(UnaryOp op, float[] x, int xAt, float[] y, int yAt, int count) {
    switch (op) {
      case NEGATE -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = -x[xAt + i];
        }
      }
      case SQUARE -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = x[xAt + i] * x[xAt + i];
        }
      }
      case SQRT -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = (float) Math.sqrt(x[xAt + i]);
        }
      }
      case RSQRT -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = 1f / (float) Math.sqrt(x[xAt + i]);
        }
      }
      case RECIPROCAL -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = 1f / x[xAt + i];
        }
      }
      case EXP -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = FloatMath.exp(x[xAt + i]);
        }
      }
      case LOG -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = FloatMath.log(x[xAt + i]);
        }
      }
      case SIGMOID -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = FloatMath.sigmoid(x[xAt + i]);
        }
      }
      case RELU -> {
        for (int i = 0; i < count; i++) {
          // Written so that NaN is kept and −0 becomes +0.
          y[yAt + i] = x[xAt + i] <= 0f ? 0f : x[xAt + i];
        }
      }
      case TANH -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = FloatMath.tanh(x[xAt + i]);
        }
      }
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

  private static void binaryPlane(
      BinaryOp op, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    switch (op) {
      case ADD -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = a[aAt + i] + b[bAt + i];
        }
      }
      case SUBTRACT -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = a[aAt + i] - b[bAt + i];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = a[aAt + i] * b[bAt + i];
        }
      }
      case DIVIDE -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = a[aAt + i] / b[bAt + i];
        }
      }
      case SIGMOID_GRADIENT -> {
        for (int i = 0; i < count; i++) {
          float s = b[bAt + i];
          y[yAt + i] = a[aAt + i] * Math.fma(-s, s, s);
        }
      }
      case RELU_GRADIENT, SELECT -> {
        for (int i = 0; i < count; i++) {
          y[yAt + i] = b[bAt + i] > 0f ? a[aAt + i] : 0f;
        }
      }
      case TANH_GRADIENT -> {
        for (int i = 0; i < count; i++) {
          float t = b[bAt + i];
          y[yAt + i] = a[aAt + i] * Math.fma(-t, t, 1f);
        }
      }
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
    for (int c = 0; c < channels; c++) {
      int xc = xAt + c * xStride + from;
      int yc = yAt + c * yStride + from;
      float m = hi[c];
      switch (op) {
        case ADD -> {
          for (int i = 0; i < count; i++) {
            y[yc + i] = x[xc + i] + m;
          }
        }
        case SUBTRACT -> {
          float rest = lo[c];
          for (int i = 0; i < count; i++) {
            y[yc + i] = (x[xc + i] - m) - rest;
          }
        }
        case MULTIPLY -> {
          for (int i = 0; i < count; i++) {
            y[yc + i] = x[xc + i] * m;
          }
        }
        case DIVIDE -> {
          for (int i = 0; i < count; i++) {
            y[yc + i] = x[xc + i] / m;
          }
        }
        default -> throw new IllegalArgumentException("binaryWide: no such operation: " + op);
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
    for (int channel = 0; channel < channels; channel++) {
      int ac = aAt + channel * aStride + from;
      int bc = bAt + channel * bStride + from;
      int cc = cAt + channel * cStride + from;
      int yc = yAt + channel * yStride + from;
      for (int i = 0; i < count; i++) {
        y[yc + i] = Math.fma(a[ac + i], b[bc + i], c[cc + i]);
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
      float factor = scale[channel];
      for (int i = 0; i < count; i++) {
        y[yc + i] = Math.fma(a[ac + i], factor, c[cc + i]);
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
      float term = shift[channel];
      for (int i = 0; i < count; i++) {
        y[yc + i] = Math.fma(a[ac + i], b[bc + i], term);
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
      float factor = scale[channel];
      float term = shift[channel];
      for (int i = 0; i < count; i++) {
        y[yc + i] = Math.fma(a[ac + i], factor, term);
      }
    }
  }

  @Override
  public void channelSum(
      float[] x, int xAt, int xStride, float[] y, int yAt, int channels, int from, int count) {
    for (int i = from; i < from + count; i++) {
      float sum = 0f;
      for (int c = 0; c < channels; c++) {
        sum += x[xAt + c * xStride + i];
      }
      y[yAt + i] = sum;
    }
  }

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
