package org.evenkeel.kernel.scalar;

import static org.evenkeel.kernel.Slab.LANES;
import static org.evenkeel.kernel.Winograd.TILE;

import java.util.Arrays;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Winograd;

/// Convolution in Winograd's form in plain Java, row by row; docs/NUMERICS.md, section 5.
///
/// Scratch: mapped rows of x or dY, (point, row, channel, tile, lane), then the products of one tile, (point, lane), and one mapped tile.
final class ScalarWinograd {
  private ScalarWinograd() {}

  static int forwardScratch(ConvShape shape) {
    return scratch(shape, shape.groupInputs());
  }

  static int inputGradientScratch(ConvShape shape) {
    return scratch(shape, shape.groupOutputs());
  }

  private static int scratch(ConvShape shape, int channels) {
    return mapped(shape, channels, shape.kernelHeight()) + 3 * Winograd.points(shape) * LANES;
  }

  private static int mapped(ConvShape shape, int channels, int rows) {
    return Winograd.points(shape) * rows * channels * Winograd.tiles(shape) * LANES;
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
    int inputs = shape.groupInputs();
    int productsAt = mapped(shape, inputs, shape.kernelHeight());
    for (int group = 0; group < shape.groups(); group++) {
      for (int oy = rowFrom; oy < rowTo; oy++) {
        int top = oy - shape.padTop();
        int kyFrom = Math.max(0, -top);
        int rows = Math.max(0, Math.min(shape.kernelHeight(), shape.height() - top) - kyFrom);
        mapInput(shape, x, xAt, group * inputs, top + kyFrom, rows, scratch);
        for (int o = 0; o < shape.groupOutputs(); o++) {
          int channel = group * shape.groupOutputs() + o;
          float b = bias.length == 0 ? 0f : bias[channel];
          int wAt = group * Winograd.forwardGroup(shape);
          int first = Winograd.firstChannel(o, shape.groupOutputs());
          int channels = Winograd.channels(shape.groupOutputs() - first);
          int w =
              wAt + first * shape.kernelHeight() * inputs + kyFrom * inputs * channels + o - first;
          int wPoint = Winograd.forwardGroup(shape) / Winograd.points(shape);
          int to = yAt + (channel * shape.outHeight() + oy) * shape.outWidth() * LANES;
          for (int tile = 0; tile < Winograd.tiles(shape); tile++) {
            products(
                shape,
                rows * inputs,
                scratch,
                tile,
                rows * inputs,
                prepared,
                w,
                channels,
                wPoint,
                productsAt);
            int columns = Math.min(TILE, shape.outWidth() - tile * TILE);
            output(shape, scratch, productsAt, b, y, to + tile * TILE * LANES, columns);
          }
        }
      }
    }
  }

  /// Writes the products of one tile, all points: chains over mapped rows and channels.
  private static void products(
      ConvShape shape,
      int terms,
      float[] scratch,
      int tile,
      int mappedRows,
      float[] w,
      int wAt,
      int wTerm,
      int wPoint,
      int productsAt) {
    int count = Winograd.tiles(shape) * LANES;
    for (int point = 0; point < Winograd.points(shape); point++) {
      int to = productsAt + point * LANES;
      int from = point * mappedRows * count + tile * LANES;
      Arrays.fill(scratch, to, to + LANES, 0f);
      for (int term = 0; term < terms; term++) {
        float weight = w[wAt + point * wPoint + term * wTerm];
        for (int lane = 0; lane < LANES; lane++) {
          scratch[to + lane] =
              Math.fma(scratch[from + term * count + lane], weight, scratch[to + lane]);
        }
      }
    }
  }

  /// Maps `rows` rows of a group's inputs from row `first` on.
  static void mapInput(
      ConvShape shape, float[] x, int xAt, int channel, int first, int rows, float[] scratch) {
    int tiles = Winograd.tiles(shape);
    int step = rows * shape.groupInputs() * tiles * LANES;
    int to = 0;
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < shape.groupInputs(); i++) {
        int from = xAt + ((channel + i) * shape.height() + first + row) * shape.width() * LANES;
        for (int tile = 0; tile < tiles; tile++) {
          int column = tile * TILE - shape.padLeft();
          for (int lane = 0; lane < LANES; lane++) {
            input(shape, x, from + lane, column, scratch, to++, step);
          }
        }
      }
    }
  }

  private static void input(
      ConvShape shape, float[] x, int at, int column, float[] v, int to, int step) {
    float x0 = column(x, at, column, shape.width());
    float x1 = column(x, at, column + 1, shape.width());
    float x2 = column(x, at, column + 2, shape.width());
    float x3 = column(x, at, column + 3, shape.width());
    float x4 = column(x, at, column + 4, shape.width());
    float x5 = column(x, at, column + 5, shape.width());
    if (shape.kernelWidth() == 3) {
      v[to] = Math.fma(x0, 4f, Math.fma(x2, -5f, x4));
      float even = Math.fma(x2, -4f, x4);
      float odd = Math.fma(x1, -4f, x3);
      v[to + step] = even + odd;
      v[to + 2 * step] = even - odd;
      even = x4 - x2;
      odd = x3 - x1;
      v[to + 3 * step] = Math.fma(odd, 2f, even);
      v[to + 4 * step] = Math.fma(odd, -2f, even);
      v[to + 5 * step] = Math.fma(x1, 4f, Math.fma(x3, -5f, x5));
      return;
    }
    float x6 = column(x, at, column + 6, shape.width());
    float x7 = column(x, at, column + 7, shape.width());
    v[to] = Math.fma(x4 - x2, 5.25f, x0 - x6);
    v[to + 7 * step] = Math.fma(x3 - x5, 5.25f, x7 - x1);
    float even = Math.fma(x4, -4.25f, x2 + x6);
    float odd = Math.fma(x3, -4.25f, x1 + x5);
    v[to + step] = even + odd;
    v[to + 2 * step] = even - odd;
    even = Math.fma(x2, 0.25f, Math.fma(x4, -1.25f, x6));
    odd = Math.fma(x5, 4f, Math.fma(x3, -5f, x1));
    v[to + 3 * step] = Math.fma(odd, 0.5f, even);
    v[to + 4 * step] = Math.fma(odd, -0.5f, even);
    even = Math.fma(x2, 4f, Math.fma(x4, -5f, x6));
    odd = Math.fma(x5, 0.25f, Math.fma(x3, -1.25f, x1));
    v[to + 5 * step] = Math.fma(odd, 2f, even);
    v[to + 6 * step] = Math.fma(odd, -2f, even);
  }

  /// Returns a value of a row, +0 where the column does not exist.
  private static float column(float[] x, int at, int column, int width) {
    return column < 0 || column >= width ? 0f : x[at + column * LANES];
  }

  private static void output(
      ConvShape shape, float[] m, int mAt, float bias, float[] y, int yAt, int columns) {
    int last = mAt + (Winograd.points(shape) - 1) * LANES;
    for (int lane = 0; lane < LANES; lane++) {
      float m1 = m[mAt + LANES + lane];
      float m2 = m[mAt + 2 * LANES + lane];
      float m3 = m[mAt + 3 * LANES + lane];
      float m4 = m[mAt + 4 * LANES + lane];
      float one = m1 + m2 + bias;
      float oneOdd = m1 - m2 + bias;
      float two = m3 + m4;
      float twoOdd = m3 - m4;
      float y0 = m[mAt + lane];
      float y1 = Math.fma(twoOdd, 2f, oneOdd);
      float y2 = Math.fma(two, 4f, one);
      float y3 = Math.fma(twoOdd, 8f, oneOdd);
      if (shape.kernelWidth() == 5) {
        float m5 = m[mAt + 5 * LANES + lane];
        float m6 = m[mAt + 6 * LANES + lane];
        y0 += two + (m5 + m6);
        y1 = Math.fma(m5 - m6, 0.5f, y1);
        y2 = Math.fma(m5 + m6, 0.25f, y2);
        y3 = Math.fma(m5 - m6, 0.125f, y3);
      } else {
        y0 += two;
      }
      y[yAt + lane] = y0 + one;
      if (columns > 1) {
        y[yAt + LANES + lane] = y1;
      }
      if (columns > 2) {
        y[yAt + 2 * LANES + lane] = y2;
      }
      if (columns > 3) {
        y[yAt + 3 * LANES + lane] = y3 + m[last + lane];
      }
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
    int outputs = shape.groupOutputs();
    int productsAt = mapped(shape, outputs, shape.kernelHeight());
    for (int group = 0; group < shape.groups(); group++) {
      for (int iy = rowFrom; iy < rowTo; iy++) {
        int reach = iy + shape.padTop();
        int oyFrom = Math.max(0, reach - shape.kernelHeight() + 1);
        int rows = Math.max(0, Math.min(shape.outHeight(), reach + 1) - oyFrom);
        mapGradient(shape, dY, dYAt, group * outputs, oyFrom, rows, scratch);
        int skipped = rows == 0 ? 0 : shape.kernelHeight() - 1 - (reach - oyFrom);
        for (int i = 0; i < shape.groupInputs(); i++) {
          int first = Winograd.firstChannel(i, shape.groupInputs());
          int channels = Winograd.channels(shape.groupInputs() - first);
          int w =
              group * Winograd.inputGradientGroup(shape)
                  + first * shape.kernelHeight() * outputs
                  + skipped * outputs * channels
                  + i
                  - first;
          int wPoint = Winograd.inputGradientGroup(shape) / Winograd.points(shape);
          int channel = group * shape.groupInputs() + i;
          int to = dXAt + (channel * shape.height() + iy) * shape.width() * LANES;
          Arrays.fill(dX, to, to + shape.width() * LANES, -0f);
          for (int tile = 0; tile < Winograd.tiles(shape); tile++) {
            products(
                shape,
                rows * outputs,
                scratch,
                tile,
                rows * outputs,
                prepared,
                w,
                channels,
                wPoint,
                productsAt);
            int column = tile * TILE - shape.padLeft();
            addInputGradient(shape, scratch, productsAt, dX, to, column);
          }
          int covered = Winograd.tiles(shape) * TILE + shape.kernelWidth() - 1 - shape.padLeft();
          for (int at = covered * LANES; at < shape.width() * LANES; at++) {
            dX[to + at] = 0f;
          }
        }
      }
    }
  }

  private static void mapGradient(
      ConvShape shape, float[] dY, int dYAt, int channel, int first, int rows, float[] scratch) {
    int tiles = Winograd.tiles(shape);
    int step = rows * shape.groupOutputs() * tiles * LANES;
    int to = 0;
    for (int row = 0; row < rows; row++) {
      for (int o = 0; o < shape.groupOutputs(); o++) {
        int from =
            dYAt + ((channel + o) * shape.outHeight() + first + row) * shape.outWidth() * LANES;
        for (int tile = 0; tile < tiles; tile++) {
          for (int lane = 0; lane < LANES; lane++) {
            gradient(shape, dY, from + lane, tile * TILE, scratch, to++, step);
          }
        }
      }
    }
  }

  private static void gradient(
      ConvShape shape, float[] dY, int at, int column, float[] v, int to, int step) {
    float d0 = column(dY, at, column, shape.outWidth());
    float d1 = column(dY, at, column + 1, shape.outWidth());
    float d2 = column(dY, at, column + 2, shape.outWidth());
    float d3 = column(dY, at, column + 3, shape.outWidth());
    v[to] = d0;
    v[to + (Winograd.points(shape) - 1) * step] = d3;
    float even = d0 + d2;
    float odd = d1 + d3;
    v[to + step] = even + odd;
    v[to + 2 * step] = even - odd;
    even = Math.fma(d2, 4f, d0);
    odd = Math.fma(d3, 4f, d1);
    v[to + 3 * step] = Math.fma(odd, 2f, even);
    v[to + 4 * step] = Math.fma(odd, -2f, even);
    if (shape.kernelWidth() == 5) {
      even = Math.fma(d2, 0.25f, d0);
      odd = Math.fma(d3, 0.25f, d1);
      v[to + 5 * step] = Math.fma(odd, 0.5f, even);
      v[to + 6 * step] = Math.fma(odd, -0.5f, even);
    }
  }

  /// Adds one tile's part to a row of dX that began with −0.
  private static void addInputGradient(
      ConvShape shape, float[] m, int mAt, float[] dX, int at, int column) {
    int points = Winograd.points(shape);
    for (int lane = 0; lane < LANES; lane++) {
      float first = m[mAt + lane];
      float last = m[mAt + (points - 1) * LANES + lane];
      float one = m[mAt + LANES + lane] + m[mAt + 2 * LANES + lane];
      float oneOdd = m[mAt + LANES + lane] - m[mAt + 2 * LANES + lane];
      float two = m[mAt + 3 * LANES + lane] + m[mAt + 4 * LANES + lane];
      float twoOdd = m[mAt + 3 * LANES + lane] - m[mAt + 4 * LANES + lane];
      if (shape.kernelWidth() == 3) {
        int to = at + lane;
        if (column >= 0) {
          dX[to + column * LANES] = Math.fma(first, 4f, dX[to + column * LANES]);
        }
        add(shape, dX, to, column + 1, Math.fma(twoOdd, -2f, (last - oneOdd) * 4f));
        add(shape, dX, to, column + 2, Math.fma(one, -4f, Math.fma(first, -5f, -two)));
        add(shape, dX, to, column + 3, Math.fma(twoOdd, 2f, Math.fma(last, -5f, oneOdd)));
        add(shape, dX, to, column + 4, first + one + two);
        add(shape, dX, to, column + 5, last);
        continue;
      }
      float half = m[mAt + 5 * LANES + lane] + m[mAt + 6 * LANES + lane];
      float halfOdd = m[mAt + 5 * LANES + lane] - m[mAt + 6 * LANES + lane];
      int to = at + lane;
      add(shape, dX, to, column, first);
      add(shape, dX, to, column + 1, Math.fma(halfOdd, 2f, Math.fma(twoOdd, 0.5f, oneOdd - last)));
      add(
          shape,
          dX,
          to,
          column + 2,
          Math.fma(half, 4f, Math.fma(two, 0.25f, Math.fma(first, -5.25f, one))));
      add(
          shape,
          dX,
          to,
          column + 3,
          Math.fma(halfOdd + twoOdd, -2.5f, Math.fma(oneOdd, -4.25f, last * 5.25f)));
      add(
          shape,
          dX,
          to,
          column + 4,
          Math.fma(half, -5f, Math.fma(two, -1.25f, Math.fma(one, -4.25f, first * 5.25f))));
      add(
          shape,
          dX,
          to,
          column + 5,
          Math.fma(halfOdd, 0.5f, Math.fma(twoOdd, 2f, Math.fma(last, -5.25f, oneOdd))));
      add(shape, dX, to, column + 6, two + half + (one - first));
      add(shape, dX, to, column + 7, last);
    }
  }

  private static void add(ConvShape shape, float[] dX, int to, int column, float part) {
    if (column >= 0 && column < shape.width()) {
      dX[to + column * LANES] += part;
    }
  }

  static int weightGradientScratch(ConvShape shape) {
    return mapped(shape, shape.groupInputs(), shape.height())
        + Winograd.points(shape) * Winograd.tiles(shape) * LANES
        + Winograd.points(shape) * shape.kernelHeight() * LANES;
  }

  /// Weight gradient with one input channel, examples as lanes: chains over all rows and tiles, then the lane tree.
  static void planeWeightGradient(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] dY,
      int dYAt,
      int lanes,
      int outFrom,
      int outTo,
      float[] sums,
      int sumsAt,
      float[] scratch) {
    int points = Winograd.points(shape);
    int count = Winograd.tiles(shape) * LANES;
    int padded = Winograd.paddedOutputs(outTo - outFrom);
    int dYMapped = mapped(shape, 1, shape.height());
    int chains = dYMapped + points * count;
    int weights = points * shape.kernelHeight();
    Arrays.fill(sums, sumsAt, sumsAt + Winograd.gradientSums(shape, outTo - outFrom), 0f);
    mapInput(shape, x, xAt, outFrom / shape.groupOutputs(), 0, shape.height(), scratch);
    for (int o = outFrom; o < outTo; o++) {
      Arrays.fill(scratch, chains, chains + weights * LANES, 0f);
      for (int oy = 0; oy < shape.outHeight(); oy++) {
        int from = dYAt + (o * shape.outHeight() + oy) * shape.outWidth() * LANES;
        for (int i = 0; i < count; i++) {
          gradient(shape, dY, from + i % LANES, i / LANES * TILE, scratch, dYMapped + i, count);
        }
        for (int weight = 0; weight < weights; weight++) {
          int point = weight / shape.kernelHeight();
          int v = (point * shape.height() + oy + weight % shape.kernelHeight()) * count;
          for (int i = 0; i < count; i++) {
            int to = chains + weight * LANES + i % LANES;
            scratch[to] =
                Math.fma(scratch[dYMapped + point * count + i], scratch[v + i], scratch[to]);
          }
        }
      }
      for (int weight = 0; weight < weights; weight++) {
        sums[sumsAt + weight * padded + o - outFrom] =
            ScalarConv.laneTree(scratch, chains + weight * LANES, lanes);
      }
    }
  }

  static void weightGradient(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] dY,
      int dYAt,
      int lanes,
      int outFrom,
      int outTo,
      float[] sums,
      int sumsAt,
      float[] scratch) {
    int inputs = shape.groupInputs();
    int count = Winograd.tiles(shape) * LANES;
    int size = Winograd.gradientSums(shape, outTo - outFrom);
    int padded = Winograd.paddedOutputs(outTo - outFrom);
    int dYMapped = mapped(shape, inputs, shape.height());
    int firstInput = outFrom / shape.groupOutputs() * inputs;
    Arrays.fill(sums, sumsAt, sumsAt + size, 0f);
    mapInput(shape, x, xAt, firstInput, 0, shape.height(), scratch);
    for (int oy = 0; oy < shape.outHeight(); oy++) {
      for (int o = outFrom; o < outTo; o++) {
        int from = dYAt + (o * shape.outHeight() + oy) * shape.outWidth() * LANES;
        for (int i = 0; i < count; i++) {
          gradient(shape, dY, from + i % LANES, i / LANES * TILE, scratch, dYMapped + i, count);
        }
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {
          int iy = oy - shape.padTop() + ky;
          for (int i = 0; i < inputs && iy >= 0 && iy < shape.height(); i++) {
            for (int point = 0; point < Winograd.points(shape); point++) {
              int to =
                  sumsAt
                      + ((point * shape.kernelHeight() + ky) * inputs + i) * padded
                      + o
                      - outFrom;
              int v = ((point * shape.height() + iy) * inputs + i) * count;
              sums[to] += rowSum(scratch, dYMapped + point * count, v, count, lanes);
            }
          }
        }
      }
    }
  }

  /// Returns the chain over the tiles and examples of one row; missing examples count as +0.
  private static float rowSum(float[] from, int d, int v, int count, int lanes) {
    float sum = 0f;
    for (int tile = 0; tile < count; tile += LANES) {
      for (int lane = 0; lane < lanes; lane++) {
        sum = Math.fma(from[d + tile + lane], from[v + tile + lane], sum);
      }
      for (int lane = lanes; lane < LANES; lane++) {
        sum += 0f;
      }
    }
    return sum;
  }
}
