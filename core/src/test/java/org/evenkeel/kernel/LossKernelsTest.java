package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.kernel.KernelInputs.around;
import static org.evenkeel.kernel.KernelInputs.assertSameBits;
import static org.evenkeel.kernel.KernelInputs.mixed;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Loss and loading: the bits of the scalar kernels, and the values of float64 formulas.
@Tag("width")
class LossKernelsTest {
  private final SplittableRandom random = new SplittableRandom(17);
  private final LossKernels simd = KernelInputs.simd().loss();
  private final LossKernels scalar = KernelInputs.scalar().loss();

  private interface Call {
    void run(LossKernels kernels, float[] y);
  }

  private void compare(String what, int size, Call call) {
    float[] expected = mixed(random, size);
    float[] actual = expected.clone();
    call.run(scalar, expected);
    call.run(simd, actual);
    assertSameBits(what, actual, expected);
  }

  @Test
  void lossGivesScalarBitsWhateverMissingLanesHold() {
    for (int round = 0; round < 40; round++) {
      int classes = 1 + random.nextInt(12);
      float[] z =
          round % 2 == 0 ? around(random, classes * 16 + 3, 0, 9) : mixed(random, classes * 16 + 3);
      float[] labels = mixed(random, 20);
      for (int lane = 0; lane < 10; lane++) {
        labels[2 + lane] = random.nextInt(classes);
      }
      int size = classes * 16 + 8;
      compare("crossEntropy", 30, (k, y) -> k.crossEntropy(z, 3, classes, labels, 2, y, 5));
      compare("correct", 30, (k, y) -> k.correct(z, 3, classes, labels, 2, y, 5));
      compare("softmax", size, (k, y) -> k.softmax(z, 3, classes, y, 5));
      compare("gradient", size, (k, y) -> k.crossEntropyGradient(z, 3, classes, labels, 2, y, 5));
      compare(
          "gradient in place",
          size,
          (k, y) -> k.crossEntropyGradient(y, 5, classes, labels, 2, y, 5));
    }
  }

  @Test
  void lossAndGradientAreThoseOfTheFormula() {
    int classes = 10;
    float[] z = around(random, classes * 16, 0, 6);
    float[] labels = new float[16];
    for (int lane = 0; lane < 16; lane++) {
      labels[lane] = lane % classes;
    }
    float[] loss = new float[16];
    float[] dZ = new float[classes * 16];
    float[] correct = new float[16];
    simd.crossEntropy(z, 0, classes, labels, 0, loss, 0);
    simd.crossEntropyGradient(z, 0, classes, labels, 0, dZ, 0);
    simd.correct(z, 0, classes, labels, 0, correct, 0);
    for (int lane = 0; lane < 16; lane++) {
      double sum = 0;
      boolean greatest = true;
      int label = lane % classes;
      for (int j = 0; j < classes; j++) {
        sum += Math.exp(z[j * 16 + lane]);
        greatest &= z[j * 16 + lane] <= z[label * 16 + lane];
      }
      assertThat((double) loss[lane]).isCloseTo(Math.log(sum) - z[label * 16 + lane], within(2e-6));
      assertThat(correct[lane]).isEqualTo(greatest ? 1f : 0f);
      for (int j = 0; j < classes; j++) {
        double p = Math.exp(z[j * 16 + lane]) / sum - (j == label ? 1 : 0);
        assertThat((double) dZ[j * 16 + lane]).isCloseTo(p, within(3e-7));
      }
    }
  }

  @Test
  void theFirstGreatestLogitCounts() {
    float[] z = new float[3 * 16];
    float[] labels = new float[16];
    labels[1] = 1f;
    float[] correct = new float[16];
    simd.correct(z, 0, 3, labels, 0, correct, 0);
    assertThat(correct[0]).isEqualTo(1f);
    assertThat(correct[1]).isEqualTo(0f);
  }

  @Test
  void loadsPixelsExactlyAndZeroesMissingLanes() {
    for (int values : new int[] {1, 15, 16, 33, 256, 300}) {
      byte[] pixels = new byte[30 * values + 11];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (values == 256 ? i : random.nextInt());
      }
      int[] order = new int[20];
      for (int i = 0; i < order.length; i++) {
        order[i] = random.nextInt(30);
      }
      for (int lanes : new int[] {1, 7, 8, 15, 16}) {
        float[] expected = mixed(random, values * 16 + 9);
        float[] x = expected.clone();
        for (int i = 0; i < values * 16; i++) {
          int lane = i % 16;
          expected[4 + i] =
              lane < lanes ? (pixels[11 + order[3 + lane] * values + i / 16] & 0xFF) / 255f : 0f;
        }
        float[] y = x.clone();
        simd.load(pixels, 11, values, order, 3, lanes, x, 4);
        scalar.load(pixels, 11, values, order, 3, lanes, y, 4);
        assertSameBits("load " + values + " x " + lanes, x, expected);
        assertSameBits("scalar load " + values + " x " + lanes, y, expected);
      }
    }
  }
}
