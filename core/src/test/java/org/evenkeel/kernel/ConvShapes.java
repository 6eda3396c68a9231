package org.evenkeel.kernel;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.evenkeel.kernel.simd.Species;

/// Shapes and data that the convolution tests share.
final class ConvShapes {
  private ConvShapes() {}

  /// Small shapes with every oddity; cheap enough for vectors wider than the processor's, which are very slow.
  static List<ConvShape> small() {
    return List.of(
        shape(1, 3, 3, 1, 1, 1, 0),
        shape(1, 7, 6, 6, 5, 1, 0),
        shape(2, 5, 5, 3, 3, 1, 1),
        shape(3, 6, 7, 4, 3, 2, 1),
        shape(2, 5, 7, 5, 1, 1, 0),
        shape(2, 6, 5, 2, 1, 2, 0),
        shape(1, 2, 2, 2, 5, 1, 2),
        // Asymmetric padding, different strides, rectangular kernel.
        new ConvShape(2, 5, 9, 3, 4, 3, 3, 4, 2, 3, 2, 1, 1),
        new ConvShape(1, 4, 5, 2, 6, 5, 2, 3, 1, 1, 2, 0, 1),
        // Kernel larger than the input; an output position without any input.
        new ConvShape(1, 2, 3, 2, 4, 5, 3, 3, 1, 1, 2, 2, 1),
        new ConvShape(1, 2, 2, 1, 3, 3, 1, 1, 2, 2, 1, 1, 1),
        // Stride larger than the kernel, so that some inputs reach no output.
        new ConvShape(2, 7, 8, 2, 3, 3, 1, 2, 3, 3, 0, 0, 1),
        // Winograd's form: channels that fill no register tile, columns that fill no tile, padding,
        // groups, inputs beyond the last tile.
        shape(3, 5, 6, 4, 3, 1, 1),
        shape(4, 8, 8, 6, 5, 1, 0),
        shape(5, 6, 7, 7, 5, 1, 2),
        shape(9, 3, 4, 16, 3, 1, 1),
        new ConvShape(6, 4, 5, 10, 4, 5, 3, 3, 1, 1, 1, 1, 2),
        new ConvShape(3, 4, 9, 5, 2, 4, 2, 3, 1, 1, 0, 1, 1),
        new ConvShape(3, 2, 5, 4, 5, 6, 4, 5, 1, 1, 3, 3, 1),
        // Winograd's form in the weight gradient alone: one input, outputs that fill no tile of 2
        // or 6, kernel rows that fill none of 4 or 3.
        shape(1, 7, 9, 7, 5, 1, 0),
        new ConvShape(1, 9, 7, 5, 5, 6, 5, 3, 1, 1, 0, 1, 1),
        new ConvShape(2, 5, 6, 12, 3, 4, 3, 3, 1, 1, 0, 0, 2),
        // Groups; depthwise.
        new ConvShape(4, 5, 4, 6, 5, 4, 3, 3, 1, 1, 1, 1, 2),
        new ConvShape(3, 5, 5, 3, 5, 5, 3, 3, 1, 1, 1, 1, 3),
        new ConvShape(2, 6, 6, 4, 3, 3, 2, 2, 2, 2, 0, 0, 2));
  }

  /// Shapes of real networks and large odd ones, where vectors are not wider than the processor's.
  static List<ConvShape> all() {
    if (Species.BITS > Species.PREFERRED_BITS) {
      return small();
    }
    List<ConvShape> large =
        List.of(
            shape(1, 28, 28, 6, 5, 1, 0),
            shape(6, 12, 12, 16, 5, 1, 0),
            shape(16, 8, 8, 32, 3, 1, 1),
            shape(16, 32, 32, 16, 3, 1, 1),
            shape(16, 9, 9, 13, 3, 2, 1),
            shape(8, 32, 32, 7, 3, 1, 1),
            shape(5, 11, 13, 9, 7, 1, 3),
            shape(4, 17, 15, 11, 4, 3, 2),
            shape(7, 10, 10, 8, 1, 1, 0),
            new ConvShape(12, 14, 14, 24, 14, 14, 3, 3, 1, 1, 1, 1, 12),
            new ConvShape(9, 10, 20, 12, 6, 19, 6, 2, 1, 1, 0, 0, 3));
    return Stream.concat(small().stream(), large.stream()).toList();
  }

  /// Returns a shape with a square kernel and the same padding all around.
  static ConvShape shape(
      int inputs, int height, int width, int outputs, int kernel, int stride, int pad) {
    int outHeight = (height + 2 * pad - kernel) / stride + 1;
    int outWidth = (width + 2 * pad - kernel) / stride + 1;
    return new ConvShape(
        inputs, height, width, outputs, outHeight, outWidth, kernel, kernel, stride, stride, pad,
        pad, 1);
  }

  static int inputFloats(ConvShape shape) {
    return shape.inputs() * shape.height() * shape.width() * Slab.LANES;
  }

  static int outputFloats(ConvShape shape) {
    return shape.outputs() * shape.outHeight() * shape.outWidth() * Slab.LANES;
  }

  static int weights(ConvShape shape) {
    return shape.outputs() * shape.weightsPerOutput();
  }

  /// Returns normally distributed floats.
  static float[] random(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /// Returns the bits of the values, so that a comparison tells −0 from +0.
  static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
