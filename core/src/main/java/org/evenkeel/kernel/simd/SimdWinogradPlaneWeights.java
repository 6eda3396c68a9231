package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static org.evenkeel.kernel.Slab.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Winograd;

/// Weight gradient of a convolution with one input channel in Winograd's form, for one slab, examples as lanes.
///
/// dY is mapped as it is read, two points at a time, and never stored: one mapped value serves as many sums as the kernel has rows, which stay in registers.
/// With one channel the tiles of all rows lie behind one another, so that this is one plain loop, however the kernel's rows shift x.
/// Scratch: one row with its padding; sums, (output, point, ky, lane); mapped x, (point, row, tile, lane); rows of dY whose last tile is not whole, filled up with +0.
final class SimdWinogradPlaneWeights {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int LENGTH = Species.LENGTH;

  /// Floats of dY and of x mapped to two points that one loop reads, 24 KB: they are read again for the other points and lanes.
  private static final int BLOCK_FLOATS = 6 << 10;

  private SimdWinogradPlaneWeights() {}

  static int scratch(ConvShape shape, int outputs) {
    return SimdWinograd.rowEnd(shape)
        + chains(shape, outputs)
        + SimdWinograd.mapped(shape, shape.height(), 1)
        + (whole(shape) ? 0 : blockRows(shape) * gradientRow(shape));
  }

  private static int chains(ConvShape shape, int outputs) {
    return outputs * Winograd.points(shape) * shape.kernelHeight() * LANES;
  }

  /// Returns whether every tile is whole, so that dY can be read where it lies.
  private static boolean whole(ConvShape shape) {
    return shape.outWidth() % Winograd.TILE == 0;
  }

  /// Returns the floats of one row of dY in whole tiles.
  private static int gradientRow(ConvShape shape) {
    return Winograd.tiles(shape) * Winograd.TILE * LANES;
  }

  private static int blockRows(ConvShape shape) {
    int row = Winograd.tiles(shape) * LANES;
    int left = BLOCK_FLOATS - 2 * (shape.kernelHeight() - 1) * row;
    return Math.clamp(left / (2 * row + gradientRow(shape)), 1, shape.outHeight());
  }

  static void slab(
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
    int outputs = outTo - outFrom;
    int chainsAt = SimdWinograd.rowEnd(shape);
    int xMapped = chainsAt + chains(shape, outputs);
    int rowsAt = xMapped + SimdWinograd.mapped(shape, shape.height(), 1);
    int width = shape.outWidth() * LANES;
    int block = blockRows(shape);
    Arrays.fill(scratch, chainsAt, xMapped, 0f);
    SimdWinograd.mapInput(
        shape,
        x,
        xAt,
        outFrom / shape.groupOutputs(),
        0,
        shape.height(),
        scratch,
        xMapped,
        SimdWinograd.step(shape, shape.height(), 1));
    for (int o = 0; o < outputs; o++) {
      int at = chainsAt + o * chains(shape, 1);
      for (int from = 0; from < shape.outHeight(); from += block) {
        int rows = Math.min(block, shape.outHeight() - from);
        int dYi = dYAt + ((outFrom + o) * shape.outHeight() + from) * width;
        if (whole(shape)) {
          add(shape, rows, from, dY, dYi, scratch, xMapped, at);
        } else {
          fillTiles(shape, rows, dY, dYi, scratch, rowsAt);
          add(shape, rows, from, scratch, rowsAt, scratch, xMapped, at);
        }
      }
    }
    finish(shape, outputs, lanes, scratch, chainsAt, sums, sumsAt);
  }

  /// Copies rows of dY with +0 behind each, up to whole tiles.
  private static void fillTiles(
      ConvShape shape, int rows, float[] dY, int dYAt, float[] scratch, int rowsAt) {
    int width = shape.outWidth() * LANES;
    for (int row = 0; row < rows; row++) {
      int to = rowsAt + row * gradientRow(shape);
      System.arraycopy(dY, dYAt + row * width, scratch, to, width);
      Arrays.fill(scratch, to + width, to + gradientRow(shape), 0f);
    }
  }

  /// Sums the lanes of all chains, and writes the sums as (point, ky, output).
  private static void finish(
      ConvShape shape,
      int outputs,
      int lanes,
      float[] scratch,
      int chainsAt,
      float[] sums,
      int sumsAt) {
    int padded = Winograd.paddedOutputs(outputs);
    int weights = Winograd.points(shape) * shape.kernelHeight();
    SimdConvLaneTree.sum(scratch, chainsAt, outputs * weights, lanes, scratch, chainsAt);
    Arrays.fill(sums, sumsAt, sumsAt + Winograd.gradientSums(shape, outputs), 0f);
    for (int o = 0; o < outputs; o++) {
      for (int weight = 0; weight < weights; weight++) {
        sums[sumsAt + weight * padded + o] = scratch[chainsAt + o * weights + weight];
      }
    }
  }

  /// Adds the products of some rows of one output to its sums, (point, ky, lane).
  private static void add(
      ConvShape shape,
      int rows,
      int from,
      float[] dY,
      int dYAt,
      float[] scratch,
      int xMapped,
      int at) {
    int points = Winograd.points(shape);
    int tiles = rows * Winograd.tiles(shape);
    int row = Winograd.tiles(shape) * LANES;
    int step = SimdWinograd.step(shape, shape.height(), 1);
    int pointSums = shape.kernelHeight() * LANES;
    int last = (points - 1) * step;
    int lastSums = (points - 1) * pointSums;
    int x = xMapped + from * row;
    for (int lane = 0; lane < LANES; lane += LENGTH) {
      int xi = x + lane;
      addEnds(shape, tiles, dY, dYAt + lane, scratch, xi, xi + last, row, at + lane, lastSums);
    }
    for (int point = 1; point < points - 1; point += 2) {
      for (int lane = 0; lane < LANES; lane += LENGTH) {
        int xi = x + point * step + lane;
        int sum = at + point * pointSums + lane;
        addPair(shape, point, tiles, dY, dYAt + lane, scratch, xi, xi + step, row, sum, pointSums);
      }
    }
  }

  /// Adds to the sums of the first and the last point, where dY is its own map.
  private static void addEnds(
      ConvShape shape,
      int tiles,
      float[] dY,
      int dYAt,
      float[] x,
      int firstAt,
      int lastAt,
      int row,
      int at,
      int lastSums) {
    switch (shape.kernelHeight()) {
      case 5 -> addEnds5(tiles, dY, dYAt, x, firstAt, lastAt, row, at, lastSums);
      case 3 -> addEnds3(tiles, dY, dYAt, x, firstAt, lastAt, row, at, lastSums);
      default -> {
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {
          int to = at + ky * LANES;
          addEnds1(tiles, dY, dYAt, x, firstAt + ky * row, lastAt + ky * row, to, lastSums);
        }
      }
    }
  }

  /// Adds to the sums of the points a and −a: e ± a·o with e = d0 + a²·d2 and o = d1 + a²·d3.
  private static void addPair(
      ConvShape shape,
      int point,
      int tiles,
      float[] dY,
      int dYAt,
      float[] x,
      int plusAt,
      int minusAt,
      int row,
      int at,
      int minusSums) {
    float a = point == 1 ? 1f : point == 3 ? 2f : 0.5f;
    switch (shape.kernelHeight()) {
      case 5 -> addPair5(a, tiles, dY, dYAt, x, plusAt, minusAt, row, at);
      case 3 -> addPair3(a, tiles, dY, dYAt, x, plusAt, minusAt, row, at);
      default -> {
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {
          int to = at + ky * LANES;
          addPair1(a, tiles, dY, dYAt, x, plusAt + ky * row, minusAt + ky * row, to, minusSums);
        }
      }
    }
  }

  private static void addEnds5(
      int tiles,
      float[] dY,
      int dYAt,
      float[] x,
      int firstAt,
      int lastAt,
      int row,
      int at,
      int lastSums) {
    FloatVector s0 = fromArray(S, x, at);
    FloatVector s1 = fromArray(S, x, at + LANES);
    FloatVector s2 = fromArray(S, x, at + 2 * LANES);
    FloatVector s3 = fromArray(S, x, at + 3 * LANES);
    FloatVector s4 = fromArray(S, x, at + 4 * LANES);
    FloatVector t0 = fromArray(S, x, at + lastSums);
    FloatVector t1 = fromArray(S, x, at + lastSums + LANES);
    FloatVector t2 = fromArray(S, x, at + lastSums + 2 * LANES);
    FloatVector t3 = fromArray(S, x, at + lastSums + 3 * LANES);
    FloatVector t4 = fromArray(S, x, at + lastSums + 4 * LANES);
    for (int i = 0; i < tiles * LANES; i += LANES) {
      int d = dYAt + i * Winograd.TILE;
      FloatVector d0 = fromArray(S, dY, d);
      s0 = d0.fma(fromArray(S, x, firstAt + i), s0);
      s1 = d0.fma(fromArray(S, x, firstAt + i + row), s1);
      s2 = d0.fma(fromArray(S, x, firstAt + i + 2 * row), s2);
      s3 = d0.fma(fromArray(S, x, firstAt + i + 3 * row), s3);
      s4 = d0.fma(fromArray(S, x, firstAt + i + 4 * row), s4);
      FloatVector d1 = fromArray(S, dY, d + 3 * LANES);
      t0 = d1.fma(fromArray(S, x, lastAt + i), t0);
      t1 = d1.fma(fromArray(S, x, lastAt + i + row), t1);
      t2 = d1.fma(fromArray(S, x, lastAt + i + 2 * row), t2);
      t3 = d1.fma(fromArray(S, x, lastAt + i + 3 * row), t3);
      t4 = d1.fma(fromArray(S, x, lastAt + i + 4 * row), t4);
    }
    s0.intoArray(x, at);
    s1.intoArray(x, at + LANES);
    s2.intoArray(x, at + 2 * LANES);
    s3.intoArray(x, at + 3 * LANES);
    s4.intoArray(x, at + 4 * LANES);
    t0.intoArray(x, at + lastSums);
    t1.intoArray(x, at + lastSums + LANES);
    t2.intoArray(x, at + lastSums + 2 * LANES);
    t3.intoArray(x, at + lastSums + 3 * LANES);
    t4.intoArray(x, at + lastSums + 4 * LANES);
  }

  private static void addEnds3(
      int tiles,
      float[] dY,
      int dYAt,
      float[] x,
      int firstAt,
      int lastAt,
      int row,
      int at,
      int lastSums) {
    FloatVector s0 = fromArray(S, x, at);
    FloatVector s1 = fromArray(S, x, at + LANES);
    FloatVector s2 = fromArray(S, x, at + 2 * LANES);
    FloatVector t0 = fromArray(S, x, at + lastSums);
    FloatVector t1 = fromArray(S, x, at + lastSums + LANES);
    FloatVector t2 = fromArray(S, x, at + lastSums + 2 * LANES);
    for (int i = 0; i < tiles * LANES; i += LANES) {
      int d = dYAt + i * Winograd.TILE;
      FloatVector d0 = fromArray(S, dY, d);
      s0 = d0.fma(fromArray(S, x, firstAt + i), s0);
      s1 = d0.fma(fromArray(S, x, firstAt + i + row), s1);
      s2 = d0.fma(fromArray(S, x, firstAt + i + 2 * row), s2);
      FloatVector d1 = fromArray(S, dY, d + 3 * LANES);
      t0 = d1.fma(fromArray(S, x, lastAt + i), t0);
      t1 = d1.fma(fromArray(S, x, lastAt + i + row), t1);
      t2 = d1.fma(fromArray(S, x, lastAt + i + 2 * row), t2);
    }
    s0.intoArray(x, at);
    s1.intoArray(x, at + LANES);
    s2.intoArray(x, at + 2 * LANES);
    t0.intoArray(x, at + lastSums);
    t1.intoArray(x, at + lastSums + LANES);
    t2.intoArray(x, at + lastSums + 2 * LANES);
  }

  private static void addEnds1(
      int tiles, float[] dY, int dYAt, float[] x, int firstAt, int lastAt, int at, int lastSums) {
    FloatVector s0 = fromArray(S, x, at);
    FloatVector t0 = fromArray(S, x, at + lastSums);
    for (int i = 0; i < tiles * LANES; i += LANES) {
      int d = dYAt + i * Winograd.TILE;
      FloatVector d0 = fromArray(S, dY, d);
      s0 = d0.fma(fromArray(S, x, firstAt + i), s0);
      FloatVector d1 = fromArray(S, dY, d + 3 * LANES);
      t0 = d1.fma(fromArray(S, x, lastAt + i), t0);
    }
    s0.intoArray(x, at);
    t0.intoArray(x, at + lastSums);
  }

  private static void addPair5(
      float a,
      int tiles,
      float[] dY,
      int dYAt,
      float[] x,
      int plusAt,
      int minusAt,
      int row,
      int at) {
    FloatVector a1 = broadcast(S, a);
    FloatVector a2 = broadcast(S, a * a);
    FloatVector minus = broadcast(S, -a);
    FloatVector s0 = fromArray(S, x, at);
    FloatVector s1 = fromArray(S, x, at + LANES);
    FloatVector s2 = fromArray(S, x, at + 2 * LANES);
    FloatVector s3 = fromArray(S, x, at + 3 * LANES);
    FloatVector s4 = fromArray(S, x, at + 4 * LANES);
    FloatVector t0 = fromArray(S, x, at + 5 * LANES);
    FloatVector t1 = fromArray(S, x, at + 6 * LANES);
    FloatVector t2 = fromArray(S, x, at + 7 * LANES);
    FloatVector t3 = fromArray(S, x, at + 8 * LANES);
    FloatVector t4 = fromArray(S, x, at + 9 * LANES);
    for (int i = 0; i < tiles * LANES; i += LANES) {
      int d = dYAt + i * Winograd.TILE;
      FloatVector even = fromArray(S, dY, d + 2 * LANES).fma(a2, fromArray(S, dY, d));
      FloatVector odd = fromArray(S, dY, d + 3 * LANES).fma(a2, fromArray(S, dY, d + LANES));
      FloatVector d0 = odd.fma(a1, even);
      s0 = d0.fma(fromArray(S, x, plusAt + i), s0);
      s1 = d0.fma(fromArray(S, x, plusAt + i + row), s1);
      s2 = d0.fma(fromArray(S, x, plusAt + i + 2 * row), s2);
      s3 = d0.fma(fromArray(S, x, plusAt + i + 3 * row), s3);
      s4 = d0.fma(fromArray(S, x, plusAt + i + 4 * row), s4);
      FloatVector d1 = odd.fma(minus, even);
      t0 = d1.fma(fromArray(S, x, minusAt + i), t0);
      t1 = d1.fma(fromArray(S, x, minusAt + i + row), t1);
      t2 = d1.fma(fromArray(S, x, minusAt + i + 2 * row), t2);
      t3 = d1.fma(fromArray(S, x, minusAt + i + 3 * row), t3);
      t4 = d1.fma(fromArray(S, x, minusAt + i + 4 * row), t4);
    }
    s0.intoArray(x, at);
    s1.intoArray(x, at + LANES);
    s2.intoArray(x, at + 2 * LANES);
    s3.intoArray(x, at + 3 * LANES);
    s4.intoArray(x, at + 4 * LANES);
    t0.intoArray(x, at + 5 * LANES);
    t1.intoArray(x, at + 6 * LANES);
    t2.intoArray(x, at + 7 * LANES);
    t3.intoArray(x, at + 8 * LANES);
    t4.intoArray(x, at + 9 * LANES);
  }

  private static void addPair3(
      float a,
      int tiles,
      float[] dY,
      int dYAt,
      float[] x,
      int plusAt,
      int minusAt,
      int row,
      int at) {
    FloatVector a1 = broadcast(S, a);
    FloatVector a2 = broadcast(S, a * a);
    FloatVector minus = broadcast(S, -a);
    FloatVector s0 = fromArray(S, x, at);
    FloatVector s1 = fromArray(S, x, at + LANES);
    FloatVector s2 = fromArray(S, x, at + 2 * LANES);
    FloatVector t0 = fromArray(S, x, at + 3 * LANES);
    FloatVector t1 = fromArray(S, x, at + 4 * LANES);
    FloatVector t2 = fromArray(S, x, at + 5 * LANES);
    for (int i = 0; i < tiles * LANES; i += LANES) {
      int d = dYAt + i * Winograd.TILE;
      FloatVector even = fromArray(S, dY, d + 2 * LANES).fma(a2, fromArray(S, dY, d));
      FloatVector odd = fromArray(S, dY, d + 3 * LANES).fma(a2, fromArray(S, dY, d + LANES));
      FloatVector d0 = odd.fma(a1, even);
      s0 = d0.fma(fromArray(S, x, plusAt + i), s0);
      s1 = d0.fma(fromArray(S, x, plusAt + i + row), s1);
      s2 = d0.fma(fromArray(S, x, plusAt + i + 2 * row), s2);
      FloatVector d1 = odd.fma(minus, even);
      t0 = d1.fma(fromArray(S, x, minusAt + i), t0);
      t1 = d1.fma(fromArray(S, x, minusAt + i + row), t1);
      t2 = d1.fma(fromArray(S, x, minusAt + i + 2 * row), t2);
    }
    s0.intoArray(x, at);
    s1.intoArray(x, at + LANES);
    s2.intoArray(x, at + 2 * LANES);
    t0.intoArray(x, at + 3 * LANES);
    t1.intoArray(x, at + 4 * LANES);
    t2.intoArray(x, at + 5 * LANES);
  }

  private static void addPair1(
      float a,
      int tiles,
      float[] dY,
      int dYAt,
      float[] x,
      int plusAt,
      int minusAt,
      int at,
      int minusSums) {
    FloatVector a1 = broadcast(S, a);
    FloatVector a2 = broadcast(S, a * a);
    FloatVector minus = broadcast(S, -a);
    FloatVector s0 = fromArray(S, x, at);
    FloatVector t0 = fromArray(S, x, at + minusSums);
    for (int i = 0; i < tiles * LANES; i += LANES) {
      int d = dYAt + i * Winograd.TILE;
      FloatVector even = fromArray(S, dY, d + 2 * LANES).fma(a2, fromArray(S, dY, d));
      FloatVector odd = fromArray(S, dY, d + 3 * LANES).fma(a2, fromArray(S, dY, d + LANES));
      FloatVector d0 = odd.fma(a1, even);
      s0 = d0.fma(fromArray(S, x, plusAt + i), s0);
      FloatVector d1 = odd.fma(minus, even);
      t0 = d1.fma(fromArray(S, x, minusAt + i), t0);
    }
    s0.intoArray(x, at);
    t0.intoArray(x, at + minusSums);
  }
}
