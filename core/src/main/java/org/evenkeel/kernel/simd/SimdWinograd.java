package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import java.util.Arrays;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Slab;
import org.evenkeel.kernel.Winograd;

/// Forward pass and input gradient of a convolution in Winograd's form, block of rows by block of rows.
///
/// Scratch: one row with its padding; mapped rows of x, (point, row, channel, tile, lane), or of dY, (row, channel, tile, point, lane); summed products, (point, channel, row, tile, lane)
/// of y, or (channel, row, tile, point, lane) of dX. A block holds as many rows as stay in the second-level cache. The terms of a sum, rows then channels, lie at equal
/// distances, so that the product is one loop.
final class SimdWinograd {
  /// Floats of mapped rows and products of one block, 384 KB.
  private static final int BLOCK_FLOATS = 96 << 10;

  /// Sets of a first-level cache, one line of 16 floats each.
  private static final int SETS = 64;

  /// Where the row lies in scratch.
  static final int ROW = Slab.FRONT;

  private SimdWinograd() {}

  static int forwardScratch(ConvShape shape) {
    int rows = forwardRows(shape);
    return rowEnd(shape)
        + mapped(shape, rows + shape.kernelHeight() - 1, shape.groupInputs())
        + mapped(shape, rows, Winograd.paddedChannels(shape.groupOutputs()));
  }

  static int inputGradientScratch(ConvShape shape) {
    int rows = inputGradientRows(shape);
    return rowEnd(shape)
        + (rows + shape.kernelHeight() - 1) * tileRow(shape, shape.groupOutputs())
        + rows * tileRow(shape, Winograd.paddedChannels(shape.groupInputs()));
  }

  private static int forwardRows(ConvShape shape) {
    int x = mappedRow(shape, shape.groupInputs());
    int y = mappedRow(shape, Winograd.paddedChannels(shape.groupOutputs()));
    return blockRows(shape, x, y, shape.outHeight());
  }

  private static int inputGradientRows(ConvShape shape) {
    int dY = tileRow(shape, shape.groupOutputs());
    int dX = tileRow(shape, Winograd.paddedChannels(shape.groupInputs()));
    return blockRows(shape, dY, dX, shape.height());
  }

  private static int blockRows(ConvShape shape, int read, int written, int rows) {
    int left = BLOCK_FLOATS - (shape.kernelHeight() - 1) * read;
    return Math.clamp(left / (read + written), 1, rows);
  }

  /// Returns the floats of one row of so many channels, the points of a tile together.
  static int tileRow(ConvShape shape, int channels) {
    return channels * Winograd.tiles(shape) * tile(shape);
  }

  /// Returns the floats from a tile to the next where the points of a tile lie together.
  static int tile(ConvShape shape) {
    return shape.kernelWidth() == 5 ? SimdWinograd5.MAPPED : SimdWinograd3.MAPPED;
  }

  /// Returns the floats of one mapped row of so many channels.
  static int mappedRow(ConvShape shape, int channels) {
    return Winograd.points(shape) * channels * Winograd.tiles(shape) * LANES;
  }

  /// Returns the floats of so many mapped rows, [#step] included.
  static int mapped(ConvShape shape, int rows, int channels) {
    return Winograd.points(shape) * step(shape, rows, channels);
  }

  /// Returns the floats from one point to the next: what is between them, and as much more as puts neighbouring points into different sets of a
  /// first-level cache of 64 sets. A multiple of 4 KB would put all of them into one.
  static int step(ConvShape shape, int rows, int channels) {
    int lines = rows * channels * Winograd.tiles(shape);
    return (lines + Math.floorMod(SETS / Winograd.points(shape) - lines, SETS)) * LANES;
  }

  /// Returns where scratch goes on behind one row.
  static int rowEnd(ConvShape shape) {
    return ROW + rowFloats(shape);
  }

  /// Returns the floats of one row as tiles cover it, padding included.
  static int rowFloats(ConvShape shape) {
    return (Winograd.tiles(shape) * Winograd.TILE + shape.kernelWidth() - 1) * LANES;
  }

  static void forward(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] prepared,
      float[] bias,
      float[] y,
      int yAt,
      int rowFrom,
      int rowTo,
      float[] scratch) {
    int block = forwardRows(shape);
    int mappedAt = rowEnd(shape);
    int productsAt =
        mappedAt + mapped(shape, block + shape.kernelHeight() - 1, shape.groupInputs());
    for (int group = 0; group < shape.groups(); group++) {
      for (int from = rowFrom; from < rowTo; from += block) {
        int to = Math.min(rowTo, from + block);
        int first = Math.max(0, from - shape.padTop());
        int last = Math.min(shape.height(), to - 1 - shape.padTop() + shape.kernelHeight());
        mapInput(
            shape,
            x,
            xAt,
            group * shape.groupInputs(),
            first,
            Math.max(first, last),
            scratch,
            mappedAt,
            step(shape, Math.max(0, last - first), shape.groupInputs()));
        forwardProducts(
            shape,
            prepared,
            group * Winograd.forwardGroup(shape),
            first,
            from,
            to,
            scratch,
            mappedAt,
            Math.max(0, last - first),
            productsAt);
        mapOutput(shape, group * shape.groupOutputs(), bias, y, yAt, from, to, scratch, productsAt);
      }
    }
  }

  /// Maps rows `first` to `last` (exclusive) of a group's input channels, `step` floats from point to point.
  static void mapInput(
      ConvShape shape,
      float[] x,
      int xAt,
      int channel,
      int first,
      int last,
      float[] scratch,
      int mappedAt,
      int step) {
    int channels = shape.groupInputs();
    int width = shape.width() * LANES;
    int tiles = Winograd.tiles(shape);
    int row = rowFloats(shape);
    int left = shape.padLeft() * LANES;
    int inside = Math.min(width, row - left);
    boolean direct = left == 0 && row <= width;
    if (!direct) {
      Arrays.fill(scratch, ROW, ROW + left, 0f);
      Arrays.fill(scratch, ROW + left + inside, ROW + row, 0f);
    }
    int to = mappedAt;
    for (int iy = first; iy < last; iy++) {
      for (int i = 0; i < channels; i++) {
        int xi = xAt + ((channel + i) * shape.height() + iy) * width;
        if (direct) {
          mapInputRow(shape, x, xi, tiles, scratch, to, step);
        } else {
          System.arraycopy(x, xi, scratch, ROW + left, inside);
          mapInputRow(shape, scratch, ROW, tiles, scratch, to, step);
        }
        to += tiles * LANES;
      }
    }
  }

  private static void mapInputRow(
      ConvShape shape, float[] x, int xi, int tiles, float[] to, int at, int step) {
    int column = shape.strideX() * LANES;
    if (shape.kernelWidth() == 5) {
      SimdWinograd5.input(x, xi, column, tiles, to, at, step);
    } else {
      SimdWinograd3.input(x, xi, column, tiles, to, at, step);
    }
  }

  private static void forwardProducts(
      ConvShape shape,
      float[] prepared,
      int wAt,
      int first,
      int from,
      int to,
      float[] scratch,
      int mappedAt,
      int mappedRows,
      int productsAt) {
    int inputs = shape.groupInputs();
    int count = Winograd.tiles(shape) * LANES;
    int padded = Winograd.paddedChannels(shape.groupOutputs());
    int channelStep = (to - from) * count;
    int productStep = step(shape, to - from, padded);
    int wPoint = padded * shape.kernelHeight() * inputs;
    for (int point = 0; point < Winograd.points(shape); point++) {
      int xi = mappedAt + point * step(shape, mappedRows, inputs);
      // The mapped rows that one row of sums needs stay in the first-level cache for all its
      // channels.
      for (int oy = from; oy < to; oy++) {
        int top = oy - shape.padTop();
        int kyFrom = Math.max(0, -top);
        int rows = Math.max(0, Math.min(shape.kernelHeight(), shape.height() - top) - kyFrom);
        int firstRow = rows == 0 ? 0 : top + kyFrom - first;
        for (int o = 0; o < padded; ) {
          int channels = Winograd.channels(padded - o);
          int w = wAt + point * wPoint + o * shape.kernelHeight() * inputs;
          SimdWinogradProducts.sums(
              channels,
              rows * inputs,
              scratch,
              xi + firstRow * inputs * count,
              count,
              LANES,
              prepared,
              w + kyFrom * inputs * channels,
              scratch,
              productsAt + point * productStep + o * channelStep + (oy - from) * count,
              channelStep,
              LANES,
              Winograd.tiles(shape));
          o += channels;
        }
      }
    }
  }

  private static void mapOutput(
      ConvShape shape,
      int channel,
      float[] bias,
      float[] y,
      int yAt,
      int from,
      int to,
      float[] scratch,
      int productsAt) {
    int channelStep = (to - from) * Winograd.tiles(shape) * LANES;
    int step = step(shape, to - from, Winograd.paddedChannels(shape.groupOutputs()));
    for (int o = 0; o < shape.groupOutputs(); o++) {
      float b = bias.length == 0 ? 0f : bias[channel + o];
      int products = productsAt + o * channelStep;
      int yi = yAt + ((channel + o) * shape.outHeight() + from) * shape.outWidth() * LANES;
      mapOutputRows(shape, scratch, products, step, to - from, b, y, yi);
    }
  }

  /// Maps the products of some rows of a channel to y and adds the bias.
  static void mapOutputRows(
      ConvShape shape,
      float[] scratch,
      int from,
      int step,
      int rows,
      float bias,
      float[] y,
      int yAt) {
    int tiles = Winograd.tiles(shape);
    if (tiles * Winograd.TILE == shape.outWidth()) {
      mapOutputTiles(shape, scratch, from, step, rows * tiles, bias, y, yAt);
      return;
    }
    int width = shape.outWidth() * LANES;
    for (int row = 0; row < rows; row++) {
      mapOutputTiles(shape, scratch, from + row * tiles * LANES, step, tiles, bias, scratch, ROW);
      System.arraycopy(scratch, ROW, y, yAt + row * width, width);
    }
  }

  private static void mapOutputTiles(
      ConvShape shape,
      float[] scratch,
      int from,
      int step,
      int tiles,
      float bias,
      float[] y,
      int yAt) {
    if (shape.kernelWidth() == 5) {
      SimdWinograd5.output(scratch, from, step, tiles, bias, y, yAt);
    } else {
      SimdWinograd3.output(scratch, from, step, tiles, bias, y, yAt);
    }
  }

  static void inputGradient(
      ConvShape shape,
      float[] dY,
      int dYAt,
      float[] prepared,
      float[] dX,
      int dXAt,
      int rowFrom,
      int rowTo,
      float[] scratch) {
    int block = inputGradientRows(shape);
    int mappedAt = rowEnd(shape);
    int productsAt =
        mappedAt + (block + shape.kernelHeight() - 1) * tileRow(shape, shape.groupOutputs());
    for (int group = 0; group < shape.groups(); group++) {
      for (int from = rowFrom; from < rowTo; from += block) {
        int to = Math.min(rowTo, from + block);
        int first = Math.max(0, from + shape.padTop() - shape.kernelHeight() + 1);
        int last = Math.max(first, Math.min(shape.outHeight(), to + shape.padTop()));
        mapGradient(shape, dY, dYAt, group * shape.groupOutputs(), first, last, scratch, mappedAt);
        inputGradientProducts(
            shape,
            prepared,
            group * Winograd.inputGradientGroup(shape),
            first,
            from,
            to,
            scratch,
            mappedAt,
            productsAt);
        mapInputGradient(
            shape, group * shape.groupInputs(), dX, dXAt, from, to, scratch, productsAt);
      }
    }
  }

  private static void mapGradient(
      ConvShape shape,
      float[] dY,
      int dYAt,
      int channel,
      int first,
      int last,
      float[] scratch,
      int mappedAt) {
    int channels = shape.groupOutputs();
    int width = shape.outWidth() * LANES;
    int tiles = Winograd.tiles(shape);
    boolean direct = tiles * Winograd.TILE == shape.outWidth();
    if (!direct) {
      Arrays.fill(scratch, ROW + width, ROW + tiles * Winograd.TILE * LANES, 0f);
    }
    int to = mappedAt;
    for (int oy = first; oy < last; oy++) {
      for (int o = 0; o < channels; o++) {
        int dYi = dYAt + ((channel + o) * shape.outHeight() + oy) * width;
        if (!direct) {
          System.arraycopy(dY, dYi, scratch, ROW, width);
        }
        float[] from = direct ? dY : scratch;
        int at = direct ? dYi : ROW;
        if (shape.kernelWidth() == 5) {
          SimdWinograd5.gradient(from, at, LANES, Winograd.TILE * LANES, tiles, scratch, to);
        } else {
          SimdWinograd3.gradient(from, at, LANES, Winograd.TILE * LANES, tiles, scratch, to);
        }
        to += tileRow(shape, 1);
      }
    }
  }

  private static void inputGradientProducts(
      ConvShape shape,
      float[] prepared,
      int wAt,
      int first,
      int from,
      int to,
      float[] scratch,
      int mappedAt,
      int productsAt) {
    int outputs = shape.groupOutputs();
    int term = tileRow(shape, 1);
    int padded = Winograd.paddedChannels(shape.groupInputs());
    int channelStep = (to - from) * term;
    int wPoint = padded * shape.kernelHeight() * outputs;
    for (int point = 0; point < Winograd.points(shape); point++) {
      int dYi = mappedAt + point * LANES;
      for (int iy = from; iy < to; iy++) {
        int reach = iy + shape.padTop();
        int oyFrom = Math.max(0, reach - shape.kernelHeight() + 1);
        int rows = Math.max(0, Math.min(shape.outHeight(), reach + 1) - oyFrom);
        int firstRow = rows == 0 ? 0 : oyFrom - first;
        // Weights lie from the kernel's last row to its first.
        int skipped = rows == 0 ? 0 : shape.kernelHeight() - 1 - (reach - oyFrom);
        for (int i = 0; i < padded; ) {
          int channels = Winograd.channels(padded - i);
          int w = wAt + point * wPoint + i * shape.kernelHeight() * outputs;
          SimdWinogradProducts.sums(
              channels,
              rows * outputs,
              scratch,
              dYi + firstRow * outputs * term,
              term,
              tile(shape),
              prepared,
              w + skipped * outputs * channels,
              scratch,
              productsAt + point * LANES + i * channelStep + (iy - from) * term,
              channelStep,
              tile(shape),
              Winograd.tiles(shape));
          i += channels;
        }
      }
    }
  }

  private static void mapInputGradient(
      ConvShape shape,
      int channel,
      float[] dX,
      int dXAt,
      int from,
      int to,
      float[] scratch,
      int productsAt) {
    int tiles = Winograd.tiles(shape);
    int width = shape.width() * LANES;
    int row = rowFloats(shape);
    int left = shape.padLeft() * LANES;
    int inside = Math.min(width, row - left);
    boolean direct = left == 0 && row == width;
    for (int i = 0; i < shape.groupInputs(); i++) {
      for (int iy = from; iy < to; iy++) {
        int at = productsAt + (i * (to - from) + iy - from) * tileRow(shape, 1);
        int dXi = dXAt + ((channel + i) * shape.height() + iy) * width;
        float[] target = direct ? dX : scratch;
        int targetAt = direct ? dXi : ROW;
        if (shape.kernelWidth() == 5) {
          SimdWinograd5.inputGradient(scratch, at, tiles, target, targetAt);
        } else {
          SimdWinograd3.inputGradient(scratch, at, tiles, target, targetAt);
        }
        if (!direct) {
          System.arraycopy(scratch, ROW + left, dX, dXi, inside);
          Arrays.fill(dX, dXi + inside, dXi + width, 0f);
        }
      }
    }
  }
}
