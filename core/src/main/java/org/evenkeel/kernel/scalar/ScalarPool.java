package org.evenkeel.kernel.scalar;

import java.util.Arrays;
import org.evenkeel.kernel.PoolKernels;
import org.evenkeel.kernel.PoolShape;
import org.evenkeel.kernel.PoolWindow;
import org.evenkeel.kernel.Slab;

/// Pooling in plain Java. Source: docs/NUMERICS.md, section 7.
public final class ScalarPool implements PoolKernels {
  private static final int LANES = Slab.LANES;

  /// Makes the kernels; they hold no state.
  public ScalarPool() {}

  @Override
  public void avgPool(
      PoolShape shape, float[] x, int xAt, float[] y, int yAt, int rowFrom, int rowTo) {
    for (int c = 0; c < shape.channels(); c++) {
      int plane = xAt + c * shape.height() * shape.width() * LANES;
      for (int oy = rowFrom; oy < rowTo; oy++) {
        for (int ox = 0; ox < shape.outWidth(); ox++) {
          float share = PoolWindow.share(shape, oy, ox);
          int at = yAt + ((c * shape.outHeight() + oy) * shape.outWidth() + ox) * LANES;
          for (int lane = 0; lane < LANES; lane++) {
            float sum = 0f;
            for (int iy = PoolWindow.top(shape, oy); iy < PoolWindow.bottom(shape, oy); iy++) {
              for (int ix = PoolWindow.left(shape, ox); ix < PoolWindow.right(shape, ox); ix++) {
                sum += x[plane + (iy * shape.width() + ix) * LANES + lane];
              }
            }
            y[at + lane] = sum * share;
          }
        }
      }
    }
  }

  @Override
  public void avgPoolGradient(
      PoolShape shape, float[] dY, int dYAt, float[] dX, int dXAt, int rowFrom, int rowTo) {
    for (int c = 0; c < shape.channels(); c++) {
      int plane = dYAt + c * shape.outHeight() * shape.outWidth() * LANES;
      for (int iy = rowFrom; iy < rowTo; iy++) {
        int at = dXAt + (c * shape.height() + iy) * shape.width() * LANES;
        Arrays.fill(dX, at, at + shape.width() * LANES, 0f);
        for (int oy = PoolWindow.firstRow(shape, iy); oy < PoolWindow.endRow(shape, iy); oy++) {
          for (int ix = 0; ix < shape.width(); ix++) {
            for (int ox = PoolWindow.firstColumn(shape, ix);
                ox < PoolWindow.endColumn(shape, ix);
                ox++) {
              float share = PoolWindow.share(shape, oy, ox);
              int from = plane + (oy * shape.outWidth() + ox) * LANES;
              int to = at + ix * LANES;
              for (int lane = 0; lane < LANES; lane++) {
                dX[to + lane] = Math.fma(dY[from + lane], share, dX[to + lane]);
              }
            }
          }
        }
      }
    }
  }

  @Override
  public void maxPool(
      PoolShape shape, float[] x, int xAt, float[] y, int yAt, int rowFrom, int rowTo) {
    for (int c = 0; c < shape.channels(); c++) {
      int plane = xAt + c * shape.height() * shape.width() * LANES;
      for (int oy = rowFrom; oy < rowTo; oy++) {
        for (int ox = 0; ox < shape.outWidth(); ox++) {
          int at = yAt + ((c * shape.outHeight() + oy) * shape.outWidth() + ox) * LANES;
          for (int lane = 0; lane < LANES; lane++) {
            y[at + lane] = x[plane + winner(shape, x, plane + lane, oy, ox) + lane];
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
        if (PoolWindow.bottom(shape, oy) <= rowFrom || PoolWindow.top(shape, oy) >= rowTo) {
          continue;
        }
        for (int ox = 0; ox < shape.outWidth(); ox++) {
          int from = dYAt + ((c * shape.outHeight() + oy) * shape.outWidth() + ox) * LANES;
          for (int lane = 0; lane < LANES; lane++) {
            int best = winner(shape, x, xAt + plane + lane, oy, ox);
            if (best >= rowFrom * row && best < rowTo * row) {
              dX[dXAt + plane + best + lane] += dY[from + lane];
            }
          }
        }
      }
    }
  }

  /// Offset inside the plane of the window's first greatest value, or of its last NaN.
  private static int winner(PoolShape shape, float[] x, int at, int oy, int ox) {
    int winner = (PoolWindow.top(shape, oy) * shape.width() + PoolWindow.left(shape, ox)) * LANES;
    float best = x[at + winner];
    for (int iy = PoolWindow.top(shape, oy); iy < PoolWindow.bottom(shape, oy); iy++) {
      for (int ix = PoolWindow.left(shape, ox); ix < PoolWindow.right(shape, ox); ix++) {
        int i = (iy * shape.width() + ix) * LANES;
        float v = x[at + i];
        if (v > best || Float.isNaN(v)) {
          best = v;
          winner = i;
        }
      }
    }
    return winner;
  }
}
