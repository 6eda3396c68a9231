package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.kernel.ConvShapes.inputFloats;
import static org.evenkeel.kernel.ConvShapes.outputFloats;
import static org.evenkeel.kernel.ConvShapes.random;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.evenkeel.kernel.simd.SimdConv;
import org.evenkeel.kernel.simd.SimdDense;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Compiled SIMD convolution allocates nothing: a vector that is boxed shows here before it shows as lost time.
@Tag("allocation")
class ConvAllocationTest {
  /// Calls between two looks at the counter.
  private static final int CALLS = 10;

  /// Time within which the compiler has to have finished; a round without garbage ends the test.
  private static final long DEADLINE_NANOS = 60_000_000_000L;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ConvKernels kernels = new SimdConv();

  static List<ConvShape> shapes() {
    return List.of(
        ConvShapes.shape(1, 12, 12, 6, 5, 1, 0),
        ConvShapes.shape(6, 12, 12, 8, 5, 1, 0),
        ConvShapes.shape(3, 8, 8, 9, 3, 1, 1),
        ConvShapes.shape(4, 9, 9, 5, 3, 2, 1));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void convolution(ConvShape shape) {
    float[] x = random(1, inputFloats(shape));
    float[] y = random(2, outputFloats(shape));
    float[] w = random(3, ConvShapes.weights(shape));
    float[] bias = random(4, shape.outputs());
    float[] forward = new float[kernels.forwardWeights(shape)];
    float[] backward = new float[kernels.inputGradientWeights(shape)];
    int outputs = shape.outputs();
    int inputs = shape.inputs();
    float[] sums = new float[kernels.weightGradientSums(shape, outputs, inputs)];
    float[] forwardScratch = new float[kernels.forwardScratch(shape)];
    float[] inputScratch = new float[kernels.inputGradientScratch(shape)];
    float[] weightScratch = new float[kernels.weightGradientScratch(shape, outputs, inputs)];
    allocatesNothing(
        () -> {
          kernels.prepareForward(shape, w, forward);
          kernels.prepareInputGradient(shape, w, backward);
          kernels.convForward(
              shape, x, 0, forward, bias, y, 0, 0, shape.outHeight(), forwardScratch);
          kernels.convInputGradient(shape, y, 0, backward, x, 0, 0, shape.height(), inputScratch);
          kernels.convWeightGradient(
              shape, x, 0, y, 0, 16, 0, outputs, 0, inputs, sums, 0, weightScratch);
          int pieces = kernels.weightGradientPieces(shape, outputs);
          kernels.finishWeightGradient(shape, 0, outputs, 0, inputs, 0, pieces, sums, 0, w);
        });
  }

  @Test
  void dense() {
    DenseKernels dense = new SimdDense();
    int inputs = 84;
    int outputs = 10;
    float[] x = random(1, inputs * Slab.LANES);
    float[] y = random(2, outputs * Slab.LANES);
    float[] packed = random(3, PackedWeights.floats(inputs, outputs));
    float[] bias = random(4, outputs);
    float[] panels = new float[dense.panelFloats(inputs)];
    float[] gradient = new float[inputs * outputs];
    float[] scratch = new float[DenseKernels.SCRATCH];
    int stride = dense.panel() * Slab.LANES;
    allocatesNothing(
        () -> {
          dense.weightedSums(inputs, outputs, x, 0, packed, bias, y, 0, 1);
          dense.transpose(inputs, x, 0, panels, 0, stride);
          dense.weightGradient(
              inputs, outputs, panels, 0, y, 0, 16, 0, 0, outputs, gradient, scratch);
        });
  }

  private void allocatesNothing(Runnable kernel) {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    long allocated;
    do {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int call = 0; call < CALLS; call++) {
        kernel.run();
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    } while (allocated > 0 && System.nanoTime() < deadline);
    assertThat(allocated).isZero();
  }
}
