package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.kernel.ConvShapes.inputFloats;
import static org.evenkeel.kernel.ConvShapes.outputFloats;
import static org.evenkeel.kernel.ConvShapes.random;

import java.util.Arrays;
import java.util.List;
import org.evenkeel.kernel.scalar.ScalarConv;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Scalar convolution against the definition in float64, one term after the other in whatever order is simplest.
///
/// All three results of a convolution are sums over the same quadruples (o, i, ky, kx) × (oy, ox), so one walk computes them all.
/// Bounds: a chain of n float32 multiply-adds errs by at most about n · 2⁻²⁴ · Σ|terms|.
class ConvReferenceTest {
  private static final int LANES = Slab.LANES;

  private final ConvKernels kernels = new ScalarConv();

  static List<ConvShape> shapes() {
    return ConvShapes.small();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void convolutionMatchesTheDefinition(ConvShape shape) {
    float[] x = random(1, inputFloats(shape));
    float[] w = random(2, ConvShapes.weights(shape));
    float[] bias = random(3, shape.outputs());
    float[] dY = random(4, outputFloats(shape));
    Sums y = new Sums(dY.length);
    Sums dX = new Sums(x.length);
    Sums dW = new Sums(w.length);
    int outPositions = shape.outHeight() * shape.outWidth() * LANES;
    for (int at = 0; at < dY.length; at++) {
      y.add(at, bias[at / outPositions], 1);
    }
    int kernel = shape.kernelHeight() * shape.kernelWidth();
    for (int wi = 0; wi < w.length; wi++) {
      int o = wi / shape.weightsPerOutput();
      int i =
          o / shape.groupOutputs() * shape.groupInputs() + wi % shape.weightsPerOutput() / kernel;
      int ky = wi % kernel / shape.kernelWidth();
      int kx = wi % shape.kernelWidth();
      for (int oy = 0; oy < shape.outHeight(); oy++) {
        for (int ox = 0; ox < shape.outWidth(); ox++) {
          int iy = oy * shape.strideY() - shape.padTop() + ky;
          int ix = ox * shape.strideX() - shape.padLeft() + kx;
          if (iy < 0 || iy >= shape.height() || ix < 0 || ix >= shape.width()) {
            continue;
          }
          for (int lane = 0; lane < LANES; lane++) {
            int yi = ((o * shape.outHeight() + oy) * shape.outWidth() + ox) * LANES + lane;
            int xi = ((i * shape.height() + iy) * shape.width() + ix) * LANES + lane;
            y.add(yi, w[wi], x[xi]);
            dX.add(xi, w[wi], dY[yi]);
            if (lane < 13) {
              dW.add(wi, x[xi], dY[yi]);
            }
          }
        }
      }
    }
    float[] actualY = new float[dY.length];
    float[] actualDX = new float[x.length];
    ConvCalls calls = new ConvCalls(kernels);
    calls.forward(shape, x, 0, w, bias, actualY, 0, 0, shape.outHeight());
    calls.inputGradient(shape, dY, 0, w, actualDX, 0, 0, shape.height());
    y.compare(actualY, Winograd.maps(shape));
    dX.compare(actualDX, Winograd.applies(shape));
    dW.compare(
        calls.weightGradient(shape, x, 0, dY, 0, 13, Integer.MAX_VALUE), Winograd.maps(shape));
  }

  /// Sums in float64, with what their error bound needs.
  static final class Sums {
    private final double[] sum;
    private final double[] magnitude;
    private final int[] terms;

    Sums(int count) {
      sum = new double[count];
      magnitude = new double[count];
      terms = new int[count];
    }

    void add(int at, float a, float b) {
      sum[at] += (double) a * b;
      magnitude[at] += Math.abs((double) a * b);
      terms[at]++;
    }

    /// Compares with the bound of a chain; values that went through Winograd's maps share their tile's errors, so there the bound is
    /// that of the tensor's longest and greatest sum.
    void compare(float[] actual, boolean mapped) {
      double greatest = Arrays.stream(magnitude).max().orElseThrow();
      int longest = Arrays.stream(terms).max().orElseThrow();
      for (int at = 0; at < sum.length; at++) {
        double bound =
            mapped ? (longest + 1) * 0x1p-24 * greatest : (terms[at] + 1) * 0x1p-24 * magnitude[at];
        assertThat(Math.abs(actual[at] - sum[at])).as("value %d", at).isLessThanOrEqualTo(bound);
      }
    }
  }
}
