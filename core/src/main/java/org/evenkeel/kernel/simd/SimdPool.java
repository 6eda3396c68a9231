package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.PoolKernels;
import org.evenkeel.kernel.PoolShape;
import org.evenkeel.kernel.PoolWindow;
import org.evenkeel.kernel.Slab;

/// Pooling on vectors, with a short way for averages of 2 x 2. Source: docs/NUMERICS.md, section 7.
public final class SimdPool implements PoolKernels {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int STEP = Species.LENGTH;
  private static final int LANES = Slab.LANES;

  /// Makes the kernels; they hold no state.
  public SimdPool() {}

  @Override
  public void avgPool(
      PoolShape shape, float[] x, int xAt, float[] y, int yAt, int rowFrom, int rowTo) {
    boolean twoByTwo = PoolWindow.isTwoByTwo(shape);
    int row = shape.width() * LANES;
    int outRow = shape.outWidth() * LANES;
    for (int c = 0; c < shape.channels(); c++) {
      int plane = xAt + c * shape.height() * row;
      for (int oy = rowFrom; oy < rowTo; oy++) {
        int at = yAt + (c * shape.outHeight() + oy) * outRow;
        if (twoByTwo) {
          avgRow(x, plane + 2 * oy * row, row, y, at, outRow);
        } else {
          avgRow(shape, x, plane, y, at, oy);
        }
      }
    }
  }

  /// Averages 2 x 2 of the row at `at` and the next, `row` floats behind it.
  static void avgRow(float[] x, int at, int row, float[] y, int yAt, int outRow) {
    for (int o = 0; o < outRow; o += LANES) {
      for (int lane = 0; lane < LANES; lane += STEP) {
        int i = at + 2 * o + lane;
        broadcast(S, 0f)
            .add(fromArray(S, x, i))
            .add(fromArray(S, x, i + LANES))
            .add(fromArray(S, x, i + row))
            .add(fromArray(S, x, i + row + LANES))
            .mul(0.25f)
            .intoArray(y, yAt + o + lane);
      }
    }
  }

  private static void avgRow(PoolShape shape, float[] x, int plane, float[] y, int yAt, int oy) {
    int top = PoolWindow.top(shape, oy);
    int bottom = PoolWindow.bottom(shape, oy);
    for (int ox = 0; ox < shape.outWidth(); ox++) {
      int left = PoolWindow.left(shape, ox);
      int right = PoolWindow.right(shape, ox);
      float share = PoolWindow.share(shape, oy, ox);
      for (int lane = 0; lane < LANES; lane += STEP) {
        FloatVector sum = broadcast(S, 0f);
        for (int iy = top; iy < bottom; iy++) {
          int at = plane + iy * shape.width() * LANES + lane;
          for (int ix = left; ix < right; ix++) {
            sum = sum.add(fromArray(S, x, at + ix * LANES));
          }
        }
        sum.mul(share).intoArray(y, yAt + ox * LANES + lane);
      }
    }
  }

  @Override
  public void avgPoolGradient(
      PoolShape shape, float[] dY, int dYAt, float[] dX, int dXAt, int rowFrom, int rowTo) {
    boolean twoByTwo = PoolWindow.isTwoByTwo(shape);
    int row = shape.width() * LANES;
    int outRow = shape.outWidth() * LANES;
    for (int c = 0; c < shape.channels(); c++) {
      int plane = dYAt + c * shape.outHeight() * outRow;
      for (int iy = rowFrom; iy < rowTo; iy++) {
        int at = dXAt + (c * shape.height() + iy) * row;
        if (!twoByTwo) {
          avgGradientRow(shape, dY, plane, dX, at, iy);
        } else if (iy < 2 * shape.outHeight()) {
          avgGradientRow(dY, plane + iy / 2 * outRow, outRow, dX, at);
          Arrays.fill(dX, at + 2 * outRow, at + row, 0f);
        } else {
          Arrays.fill(dX, at, at + row, 0f);
        }
      }
    }
  }

  private static void avgGradientRow(float[] dY, int dYAt, int outRow, float[] dX, int at) {
    for (int o = 0; o < outRow; o += LANES) {
      for (int lane = 0; lane < LANES; lane += STEP) {
        FloatVector d =
            fromArray(S, dY, dYAt + o + lane).fma(broadcast(S, 0.25f), broadcast(S, 0f));
        d.intoArray(dX, at + 2 * o + lane);
        d.intoArray(dX, at + 2 * o + LANES + lane);
      }
    }
  }

  private static void avgGradientRow(
      PoolShape shape, float[] dY, int plane, float[] dX, int at, int iy) {
    int outWidth = shape.outWidth();
    Arrays.fill(dX, at, at + shape.width() * LANES, 0f);
    for (int oy = PoolWindow.firstRow(shape, iy); oy < PoolWindow.endRow(shape, iy); oy++) {
      for (int ix = 0; ix < shape.width(); ix++) {
        int end = PoolWindow.endColumn(shape, ix);
        for (int ox = PoolWindow.firstColumn(shape, ix); ox < end; ox++) {
          FloatVector share = broadcast(S, PoolWindow.share(shape, oy, ox));
          for (int lane = 0; lane < LANES; lane += STEP) {
            int to = at + ix * LANES + lane;
            FloatVector d = fromArray(S, dY, plane + (oy * outWidth + ox) * LANES + lane);
            d.fma(share, fromArray(S, dX, to)).intoArray(dX, to);
          }
        }
      }
    }
  }

  @Override
  public void maxPool(
      PoolShape shape, float[] x, int xAt, float[] y, int yAt, int rowFrom, int rowTo) {
    int row = shape.width() * LANES;
    for (int c = 0; c < shape.channels(); c++) {
      int plane = xAt + c * shape.height() * row;
      for (int oy = rowFrom; oy < rowTo; oy++) {
        int at = yAt + (c * shape.outHeight() + oy) * shape.outWidth() * LANES;
        int top = PoolWindow.top(shape, oy);
        int bottom = PoolWindow.bottom(shape, oy);
        for (int ox = 0; ox < shape.outWidth(); ox++) {
          int left = PoolWindow.left(shape, ox) * LANES;
          int right = PoolWindow.right(shape, ox) * LANES;
          for (int lane = 0; lane < LANES; lane += STEP) {
            FloatVector best = fromArray(S, x, plane + top * row + left + lane);
            for (int iy = top; iy < bottom; iy++) {
              for (int i = left; i < right; i += LANES) {
                FloatVector v = fromArray(S, x, plane + iy * row + i + lane);
                best = best.blend(v, wins(v, best));
              }
            }
            best.intoArray(y, at + ox * LANES + lane);
          }
        }
      }
    }
  }

  @Override
  public void maxPoolGradient(
      PoolShape shape,
      float[] x,
      int xAt,
      float[] dY,
      int dYAt,
      float[] dX,
      int dXAt,
      int rowFrom,
      int rowTo) {
    int row = shape.width() * LANES;
    for (int c = 0; c < shape.channels(); c++) {
      int plane = c * shape.height() * row;
      Arrays.fill(dX, dXAt + plane + rowFrom * row, dXAt + plane + rowTo * row, 0f);
      for (int oy = 0; oy < shape.outHeight(); oy++) {
        int top = PoolWindow.top(shape, oy);
        int bottom = PoolWindow.bottom(shape, oy);
        if (bottom <= rowFrom || top >= rowTo) {
          continue;
        }
        int from = dYAt + (c * shape.outHeight() + oy) * shape.outWidth() * LANES;
        for (int ox = 0; ox < shape.outWidth(); ox++) {
          int left = PoolWindow.left(shape, ox) * LANES;
          int right = PoolWindow.right(shape, ox) * LANES;
          for (int lane = 0; lane < LANES; lane += STEP) {
            int to = dXAt + plane + lane;
            FloatVector winner = winner(x, xAt + plane + lane, row, top, bottom, left, right);
            FloatVector d = fromArray(S, dY, from + ox * LANES + lane);
            for (int iy = Math.max(top, rowFrom); iy < Math.min(bottom, rowTo); iy++) {
              for (int i = left; i < right; i += LANES) {
                float position = (iy - top) * (right - left) + (i - left);
                FloatVector mine =
                    broadcast(S, 0f).blend(d, winner.compare(VectorOperators.EQ, position));
                fromArray(S, dX, to + iy * row + i).add(mine).intoArray(dX, to + iy * row + i);
              }
            }
          }
        }
      }
    }
  }

  /// Position inside the window, in steps of 16, of its first greatest value, or of its last NaN.
  private static FloatVector winner(
      float[] x, int at, int row, int top, int bottom, int left, int right) {
    FloatVector best = fromArray(S, x, at + top * row + left);
    FloatVector winner = broadcast(S, 0f);
    for (int iy = top; iy < bottom; iy++) {
      for (int i = left; i < right; i += LANES) {
        FloatVector v = fromArray(S, x, at + iy * row + i);
        VectorMask<Float> wins = wins(v, best);
        best = best.blend(v, wins);
        winner = winner.blend((float) ((iy - top) * (right - left) + (i - left)), wins);
      }
    }
    return winner;
  }

  private static VectorMask<Float> wins(FloatVector v, FloatVector best) {
    return v.compare(VectorOperators.GT, best).or(v.compare(VectorOperators.NE, v));
  }
}
