package org.evenkeel.kernel.scalar;

import java.util.Arrays;
import org.evenkeel.kernel.ConvKernels;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Slab;
import org.evenkeel.kernel.Winograd;

/// Convolution in plain Java, the chains of docs/NUMERICS.md written down term by term.
///
/// The innermost loops run over the 16 lanes of a slab and hold one multiply-add, which the compiler turns into vector
/// instructions where it can.
public final class ScalarConv implements ConvKernels {
  private static final int LANES = Slab.LANES;

  /// Creates the kernels; they hold no state.
  public ScalarConv() {}

  @Override
  public int forwardWeights(ConvShape shape) {
    return Winograd.maps(shape)
        ? Winograd.forwardWeights(shape)
        : shape.outputs() * shape.weightsPerOutput();
  }

  @Override
  public void prepareForward(ConvShape shape, float[] w, float[] prepared) {
    if (Winograd.maps(shape)) {
      Winograd.prepareForward(shape, w, prepared);
    } else {
      System.arraycopy(w, 0, prepared, 0, forwardWeights(shape));
    }
  }

  @Override
  public int forwardScratch(ConvShape shape) {
    return Winograd.maps(shape) ? ScalarWinograd.forwardScratch(shape) : 0;
  }

  @Override
  public void convForward(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] w,
      float[] bias,
      float[] y,
      int yAt,
      int rowFrom,
      int rowTo,
      float[] scratch) {
    if (Winograd.maps(shape)) {
      ScalarWinograd.forward(shape, x, xAt, w, bias, y, yAt, rowFrom, rowTo, scratch);
      return;
    }
    for (int o = 0; o < shape.outputs(); o++) {
      for (int oy = rowFrom; oy < rowTo; oy++) {
        for (int ox = 0; ox < shape.outWidth(); ox++) {
          int yi = yAt + position(o, oy, ox, shape.outHeight(), shape.outWidth());
          Arrays.fill(y, yi, yi + LANES, bias.length == 0 ? 0f : bias[o]);
          forwardSum(shape, x, xAt, w, o, oy, ox, y, yi);
        }
      }
    }
  }

  private static void forwardSum(
      ConvShape shape, float[] x, int xAt, float[] w, int o, int oy, int ox, float[] y, int yi) {
    int wi = o * shape.weightsPerOutput();
    int firstInput = o / shape.groupOutputs() * shape.groupInputs();
    for (int i = firstInput; i < firstInput + shape.groupInputs(); i++) {
      for (int ky = 0; ky < shape.kernelHeight(); ky++) {
        int iy = oy * shape.strideY() - shape.padTop() + ky;
        for (int kx = 0; kx < shape.kernelWidth(); kx++, wi++) {
          int ix = ox * shape.strideX() - shape.padLeft() + kx;
          if (iy >= 0 && iy < shape.height() && ix >= 0 && ix < shape.width()) {
            multiplyAdd(w[wi], x, xAt + position(i, iy, ix, shape.height(), shape.width()), y, yi);
          }
        }
      }
    }
  }

  @Override
  public int inputGradientWeights(ConvShape shape) {
    return Winograd.applies(shape)
        ? Winograd.inputGradientWeights(shape)
        : shape.outputs() * shape.weightsPerOutput();
  }

  @Override
  public void prepareInputGradient(ConvShape shape, float[] w, float[] prepared) {
    if (Winograd.applies(shape)) {
      Winograd.prepareInputGradient(shape, w, prepared);
    } else {
      System.arraycopy(w, 0, prepared, 0, inputGradientWeights(shape));
    }
  }

  @Override
  public int inputGradientScratch(ConvShape shape) {
    return Winograd.applies(shape) ? ScalarWinograd.inputGradientScratch(shape) : 0;
  }

  @Override
  public void convInputGradient(
      ConvShape shape,
      float[] dY,
      int dYAt,
      float[] w,
      float[] dX,
      int dXAt,
      int rowFrom,
      int rowTo,
      float[] scratch) {
    if (Winograd.applies(shape)) {
      ScalarWinograd.inputGradient(shape, dY, dYAt, w, dX, dXAt, rowFrom, rowTo, scratch);
      return;
    }
    for (int i = 0; i < shape.inputs(); i++) {
      for (int iy = rowFrom; iy < rowTo; iy++) {
        for (int ix = 0; ix < shape.width(); ix++) {
          int dXi = dXAt + position(i, iy, ix, shape.height(), shape.width());
          Arrays.fill(dX, dXi, dXi + LANES, 0f);
          inputGradientSum(shape, dY, dYAt, w, i, iy, ix, dX, dXi);
        }
      }
    }
  }

  private static void inputGradientSum(
      ConvShape shape,
      float[] dY,
      int dYAt,
      float[] w,
      int i,
      int iy,
      int ix,
      float[] dX,
      int dXi) {
    int firstOutput = i / shape.groupInputs() * shape.groupOutputs();
    int kernel = shape.kernelHeight() * shape.kernelWidth();
    for (int o = firstOutput; o < firstOutput + shape.groupOutputs(); o++) {
      int wi = o * shape.weightsPerOutput() + i % shape.groupInputs() * kernel;
      for (int ky = 0; ky < shape.kernelHeight(); ky++) {
        int oy = outputOf(iy + shape.padTop() - ky, shape.strideY(), shape.outHeight());
        for (int kx = 0; kx < shape.kernelWidth(); kx++, wi++) {
          int ox = outputOf(ix + shape.padLeft() - kx, shape.strideX(), shape.outWidth());
          if (oy >= 0 && ox >= 0) {
            multiplyAdd(
                w[wi],
                dY,
                dYAt + position(o, oy, ox, shape.outHeight(), shape.outWidth()),
                dX,
                dXi);
          }
        }
      }
    }
  }

  @Override
  public int weightGradientOutputs(ConvShape shape, boolean whole) {
    return Winograd.applies(shape) && whole ? shape.groupOutputs() : 4;
  }

  @Override
  public int weightGradientInputs(ConvShape shape) {
    return Winograd.applies(shape) ? shape.groupInputs() : 1;
  }

  @Override
  public int weightGradientScratch(ConvShape shape, int outputs, int inputs) {
    return Winograd.maps(shape) ? ScalarWinograd.weightGradientScratch(shape) : LANES;
  }

  @Override
  public void convWeightGradient(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] dY,
      int dYAt,
      int lanes,
      int outFrom,
      int outTo,
      int inFrom,
      int inTo,
      float[] sums,
      int sumsAt,
      float[] scratch) {
    if (Winograd.applies(shape)) {
      ScalarWinograd.weightGradient(
          shape, x, xAt, dY, dYAt, lanes, outFrom, outTo, sums, sumsAt, scratch);
      return;
    }
    if (Winograd.appliesToPlane(shape)) {
      ScalarWinograd.planeWeightGradient(
          shape, x, xAt, dY, dYAt, lanes, outFrom, outTo, sums, sumsAt, scratch);
      return;
    }
    int next = sumsAt;
    for (int o = outFrom; o < outTo; o++) {
      int firstInput = o / shape.groupOutputs() * shape.groupInputs();
      for (int i = firstInput + inFrom; i < firstInput + inTo; i++) {
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {
          for (int kx = 0; kx < shape.kernelWidth(); kx++) {
            Arrays.fill(scratch, 0, LANES, 0f);
            weightGradientSum(shape, x, xAt, dY, dYAt, o, i, ky, kx, scratch);
            sums[next++] = laneTree(scratch, 0, lanes);
          }
        }
      }
    }
  }

  private static void weightGradientSum(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] dY,
      int dYAt,
      int o,
      int i,
      int ky,
      int kx,
      float[] sum) {
    for (int oy = 0; oy < shape.outHeight(); oy++) {
      int iy = oy * shape.strideY() - shape.padTop() + ky;
      for (int ox = 0; ox < shape.outWidth(); ox++) {
        int ix = ox * shape.strideX() - shape.padLeft() + kx;
        if (iy >= 0 && iy < shape.height() && ix >= 0 && ix < shape.width()) {
          int dYi = dYAt + position(o, oy, ox, shape.outHeight(), shape.outWidth());
          int xi = xAt + position(i, iy, ix, shape.height(), shape.width());
          for (int lane = 0; lane < LANES; lane++) {
            sum[lane] = Math.fma(dY[dYi + lane], x[xi + lane], sum[lane]);
          }
        }
      }
    }
  }

  /// Sums 16 floats of `sum` from `at` on over the lane tree and destroys them; lanes from `lanes` on count as +0.
  static float laneTree(float[] sum, int at, int lanes) {
    Arrays.fill(sum, at + lanes, at + LANES, 0f);
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int lane = at; lane < at + half; lane++) {
        sum[lane] += sum[lane + half];
      }
    }
    return sum[at];
  }

  /// Returns the output that `distance` input positions fall on, or -1 where it does not exist.
  private static int outputOf(int distance, int stride, int outputs) {
    boolean exists = distance >= 0 && distance % stride == 0 && distance / stride < outputs;
    return exists ? distance / stride : -1;
  }

  /// Returns the offset of a position's 16 lanes inside a slab.
  private static int position(int channel, int row, int column, int height, int width) {
    return ((channel * height + row) * width + column) * LANES;
  }

  /// Computes y = fma(w, x, y) for the 16 lanes of one position.
  static void multiplyAdd(float w, float[] x, int xi, float[] y, int yi) {
    for (int lane = 0; lane < LANES; lane++) {
      y[yi + lane] = Math.fma(w, x[xi + lane], y[yi + lane]);
    }
  }
}
