package org.evenkeel.kernel;

/// Convolution along image rows in Winograd's form: four neighbouring outputs of one kernel row at a time, by `points` products
/// instead of 4 × kernel width: 8 instead of 20 for a kernel 5 wide, 6 instead of 12 for one 3 wide.
///
/// A tile is four output columns and the `points` = width + 3 input columns that they read. x, w and dY are mapped to values at `points`
/// points (0, 1, −1, 2, −2, ½, −½, ∞ for width 5; 0, 1, −1, 2, −2, ∞ for width 3), multiplied point by point, summed over channels and kernel rows,
/// and mapped back. This class holds what depends on weights alone, in float64 and shared by all kernels; the maps of x and dY are written
/// once with vectors and once without.
///
/// Source: S. Winograd, Arithmetic Complexity of Computations, 1980; docs/NUMERICS.md, section 5.
public final class Winograd {
  /// Output columns of a tile.
  public static final int TILE = 4;

  private static final double NINTHS = 2.0 / 9;
  private static final double NINETIETH = 1.0 / 90;
  private static final double HALVES = 32.0 / 45;

  private Winograd() {}

  /// Returns whether this form is used in all three directions, a question of the shape alone: it pays where each mapped value serves several
  /// channels.
  public static boolean applies(ConvShape shape) {
    return shape.strideX() == 1
        && shape.strideY() == 1
        && (shape.kernelWidth() == 3 || shape.kernelWidth() == 5)
        && shape.outWidth() >= TILE
        && shape.groupInputs() >= 3
        && shape.groupOutputs() >= 4;
  }

  /// Returns whether y and the weight gradient are computed in this form, but not dX: with one input each mapped dY would serve one channel.
  public static boolean appliesToPlane(ConvShape shape) {
    return shape.strideX() == 1
        && shape.strideY() == 1
        && (shape.kernelWidth() == 3 || shape.kernelWidth() == 5)
        && shape.outWidth() >= TILE
        && shape.groupInputs() == 1
        && shape.groupOutputs() >= 4
        && shape.padTop() == 0
        && shape.outHeight() + shape.kernelHeight() - 1 <= shape.height();
  }

  /// Returns whether y and the weight gradient are computed in this form.
  public static boolean maps(ConvShape shape) {
    return applies(shape) || appliesToPlane(shape);
  }

  /// Returns the points of a tile.
  public static int points(ConvShape shape) {
    return shape.kernelWidth() + TILE - 1;
  }

  /// Returns the tiles of a row; the last may reach beyond it.
  public static int tiles(ConvShape shape) {
    return (shape.outWidth() + TILE - 1) / TILE;
  }

  /// Returns the channels of the next register tile when `left` are left: 6, and at the end 4 or 2 where that leaves none over.
  public static int channels(int left) {
    boolean six = left > 8 || left == 6 || left == 5;
    return six ? 6 : left > 2 ? 4 : 2;
  }

  /// Returns the first channel of the register tile that a channel belongs to.
  public static int firstChannel(int channel, int channels) {
    int first = 0;
    while (first + channels(channels - first) <= channel) {
      first += channels(channels - first);
    }
    return first;
  }

  /// Returns the channels that all register tiles have together.
  public static int paddedChannels(int channels) {
    return channels + channels % 2;
  }

  /// Returns the floats of weights mapped by [#prepareForward].
  public static int forwardWeights(ConvShape shape) {
    return shape.groups() * forwardGroup(shape);
  }

  /// Returns the floats of one group's mapped weights.
  public static int forwardGroup(ConvShape shape) {
    return points(shape)
        * paddedChannels(shape.groupOutputs())
        * shape.kernelHeight()
        * shape.groupInputs();
  }

  /// Maps weights for the forward pass: (group, point, register tile, ky, input, channel of the tile); channels that do not exist are 0.
  public static void prepareForward(ConvShape shape, float[] w, float[] prepared) {
    int outputs = shape.groupOutputs();
    for (int group = 0; group < shape.groups(); group++) {
      for (int first = 0; first < outputs; ) {
        int channels = channels(outputs - first);
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {
          for (int i = 0; i < shape.groupInputs(); i++) {
            for (int o = first; o < Math.min(first + channels, outputs); o++) {
              int wi = weight(shape, group * outputs + o, i, ky);
              int to =
                  group * forwardGroup(shape)
                      + (first * shape.kernelHeight() + ky * channels) * shape.groupInputs()
                      + i * channels
                      + o
                      - first;
              map(shape, w, wi, prepared, to, forwardGroup(shape) / points(shape));
            }
          }
        }
        first += channels;
      }
    }
  }

  /// Returns the floats of weights mapped by [#prepareInputGradient].
  public static int inputGradientWeights(ConvShape shape) {
    return shape.groups() * inputGradientGroup(shape);
  }

  /// Returns the floats of one group's mapped weights.
  public static int inputGradientGroup(ConvShape shape) {
    return points(shape)
        * paddedChannels(shape.groupInputs())
        * shape.kernelHeight()
        * shape.groupOutputs();
  }

  /// Maps weights for the input gradient: (group, point, register tile, ky from the last to the first, output, channel of the tile).
  public static void prepareInputGradient(ConvShape shape, float[] w, float[] prepared) {
    int inputs = shape.groupInputs();
    int outputs = shape.groupOutputs();
    int size = inputGradientGroup(shape);
    for (int group = 0; group < shape.groups(); group++) {
      for (int first = 0; first < inputs; ) {
        int channels = channels(inputs - first);
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {
          for (int o = 0; o < outputs; o++) {
            for (int i = first; i < Math.min(first + channels, inputs); i++) {
              int wi = weight(shape, group * outputs + o, i, ky);
              int row = shape.kernelHeight() - 1 - ky;
              int to =
                  group * size
                      + (first * shape.kernelHeight() + row * channels) * outputs
                      + o * channels
                      + i
                      - first;
              map(shape, w, wi, prepared, to, size / points(shape));
            }
          }
        }
        first += channels;
      }
    }
  }

  private static int weight(ConvShape shape, int o, int i, int ky) {
    return ((o * shape.groupInputs() + i) * shape.kernelHeight() + ky) * shape.kernelWidth();
  }

  /// Maps one kernel row, in float64 and rounded once; values at neighbouring points are `step` floats apart.
  private static void map(ConvShape shape, float[] w, int wi, float[] u, int at, int step) {
    double w0 = w[wi];
    double w1 = w[wi + 1];
    double w2 = w[wi + 2];
    if (shape.kernelWidth() == 3) {
      double one = w0 + w2;
      double two = w0 + 4 * w2;
      u[at] = (float) (w0 / 4);
      u[at + step] = (float) (-(one + w1) / 6);
      u[at + 2 * step] = (float) (-(one - w1) / 6);
      u[at + 3 * step] = (float) ((two + 2 * w1) / 24);
      u[at + 4 * step] = (float) ((two - 2 * w1) / 24);
      u[at + 5 * step] = w[wi + 2];
      return;
    }
    double w3 = w[wi + 3];
    double w4 = w[wi + 4];
    double one = w0 + w2 + w4;
    double oneOdd = w1 + w3;
    double two = w0 + 4 * w2 + 16 * w4;
    double twoOdd = 2 * w1 + 8 * w3;
    double half = w0 + w2 / 4 + w4 / 16;
    double halfOdd = w1 / 2 + w3 / 8;
    u[at] = w[wi];
    u[at + step] = (float) (-NINTHS * (one + oneOdd));
    u[at + 2 * step] = (float) (-NINTHS * (one - oneOdd));
    u[at + 3 * step] = (float) (NINETIETH * (two + twoOdd));
    u[at + 4 * step] = (float) (NINETIETH * (two - twoOdd));
    u[at + 5 * step] = (float) (HALVES * (half + halfOdd));
    u[at + 6 * step] = (float) (HALVES * (half - halfOdd));
    u[at + 7 * step] = w[wi + 4];
  }

  /// Returns the floats of one tile's sums, (point, ky, input, output), outputs filled up to a multiple of 16.
  public static int gradientSums(ConvShape shape, int outputs) {
    return points(shape) * shape.kernelHeight() * shape.groupInputs() * paddedOutputs(outputs);
  }

  /// Returns outputs filled up to a multiple of 16.
  public static int paddedOutputs(int outputs) {
    return (outputs + Slab.LANES - 1) / Slab.LANES * Slab.LANES;
  }

  /// Maps summed products back to the gradients of weights, in float64 and rounded once.
  ///
  /// @param shape sizes
  /// @param outFrom first output channel of the sums
  /// @param outTo output channel to stop before
  /// @param rowFrom first row of the kernels
  /// @param rowTo row to stop before
  /// @param sums read: (point, ky, input, output) from `sumsAt` on, as [#gradientSums] says
  /// @param sumsAt offset
  /// @param gradient written: these rows of these outputs in (outputs, inputs / groups, kernelHeight, kernelWidth)
  public static void finishGradient(
      ConvShape shape,
      int outFrom,
      int outTo,
      int rowFrom,
      int rowTo,
      float[] sums,
      int sumsAt,
      float[] gradient) {
    int padded = paddedOutputs(outTo - outFrom);
    int step = gradientSums(shape, outTo - outFrom) / points(shape);
    for (int ky = rowFrom; ky < rowTo; ky++) {
      for (int i = 0; i < shape.groupInputs(); i++) {
        int at = sumsAt + (ky * shape.groupInputs() + i) * padded;
        for (int o = outFrom; o < outTo; o++) {
          mapBack(shape, sums, at + o - outFrom, step, gradient, weight(shape, o, i, ky));
        }
      }
    }
  }

  private static void mapBack(
      ConvShape shape, float[] s, int at, int step, float[] gradient, int to) {
    double s1 = s[at + step];
    double s2 = s[at + 2 * step];
    double s3 = s[at + 3 * step];
    double s4 = s[at + 4 * step];
    double s5 = s[at + 5 * step];
    double one = s1 + s2;
    double oneOdd = s1 - s2;
    double two = s3 + s4;
    double twoOdd = s3 - s4;
    if (shape.kernelWidth() == 3) {
      gradient[to] = (float) (s[at] / 4.0 - one / 6 + two / 24);
      gradient[to + 1] = (float) (twoOdd / 12 - oneOdd / 6);
      gradient[to + 2] = (float) (two / 6 - one / 6 + s5);
      return;
    }
    double s6 = s[at + 6 * step];
    double half = HALVES * (s5 + s6);
    double halfOdd = HALVES * (s5 - s6);
    one *= NINTHS;
    oneOdd *= NINTHS;
    two *= NINETIETH;
    twoOdd *= NINETIETH;
    gradient[to] = (float) (s[at] - one + two + half);
    gradient[to + 1] = (float) (2 * twoOdd - oneOdd + halfOdd / 2);
    gradient[to + 2] = (float) (4 * two - one + half / 4);
    gradient[to + 3] = (float) (8 * twoOdd - oneOdd + halfOdd / 8);
    gradient[to + 4] = (float) (16 * two - one + half / 16 + s[at + 7 * step]);
  }
}
