package org.evenkeel.kernel.scalar;

import org.evenkeel.kernel.FloatMath;
import org.evenkeel.kernel.GroupKernels;
import org.evenkeel.kernel.NormKernels.Then;
import org.evenkeel.kernel.Slab;

/// Groups of each example's own values in plain Java, lane by lane.
final class ScalarGroup implements GroupKernels {
  private static final int LANES = Slab.LANES;
  private static final int CHAINS = 4;

  /// What is added up: the term of the value at `i`, and the sum so far of its chain.
  private interface Chain {
    float next(int i, float sum);
  }

  /// The sum over values `from` to `to` (exclusive) of one block, `at` being where the lane's value 0 lies.
  private static float block(int at, int from, int to, Chain chain) {
    float[] sums = new float[CHAINS];
    for (int v = from; v < to; v++) {
      int j = (v - from) % CHAINS;
      sums[j] = chain.next(at + v * LANES, sums[j]);
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }

  private static float sum(int at, int values, Chain chain) {
    float sum = 0;
    for (int from = 0; from < values; from += BLOCK) {
      sum += block(at, from, Math.min(values, from + BLOCK), chain);
    }
    return sum;
  }

  @Override
  public void sum(float[] x, int xAt, int groups, int values, float[] y, int yAt) {
    for (int g = 0; g < groups; g++) {
      for (int lane = 0; lane < LANES; lane++) {
        int at = xAt + g * values * LANES + lane;
        y[yAt + g * LANES + lane] = sum(at, values, (i, s) -> s + x[i]);
      }
    }
  }

  @Override
  public void statistics(
      boolean centred,
      double epsilon,
      float[] x,
      int xAt,
      int groups,
      int values,
      float[] statistics,
      int statisticsAt) {
    int first = Math.min(values, BLOCK);
    float share = (float) (1.0 / values);
    float scaledEpsilon = (float) (epsilon * SQUARE_SCALE * SQUARE_SCALE);
    for (int g = 0; g < groups; g++) {
      for (int lane = 0; lane < LANES; lane++) {
        int at = xAt + g * values * LANES + lane;
        float shift = 0;
        float distance = 0;
        if (centred) {
          float k = block(at, 0, first, (i, s) -> s + x[i]) * (float) (1.0 / first);
          distance = sum(at, values, (i, s) -> s + (x[i] - k)) * share;
          shift = k;
        }
        float k = shift;
        float d = distance;
        float squares =
            sum(
                at,
                values,
                (i, s) -> {
                  float e = ((x[i] - k) - d) * SQUARE_SCALE;
                  return Math.fma(e, e, s);
                });
        float deviation = (float) Math.sqrt(squares * share + scaledEpsilon);
        int to = statisticsAt + g * NUMBERS * LANES + lane;
        statistics[to] = shift;
        statistics[to + LANES] = distance;
        statistics[to + 2 * LANES] = (1 / deviation) * SQUARE_SCALE;
      }
    }
  }

  @Override
  public void normalize(
      float[] x,
      int xAt,
      float[] statistics,
      int statisticsAt,
      int groups,
      int values,
      float[] y,
      int yAt) {
    for (int i = 0; i < groups * values * LANES; i++) {
      int s = statisticsAt + i / LANES / values * NUMBERS * LANES + i % LANES;
      y[yAt + i] =
          ((x[xAt + i] - statistics[s]) - statistics[s + LANES]) * statistics[s + 2 * LANES];
    }
  }

  @Override
  public void normalizeAffine(
      Then then,
      float[] x,
      int xAt,
      float[] statistics,
      int statisticsAt,
      int groups,
      int values,
      float[] scale,
      float[] shift,
      int plane,
      float[] normal,
      int normalAt,
      float[] y,
      int yAt) {
    normalize(x, xAt, statistics, statisticsAt, groups, values, normal, normalAt);
    for (int i = 0; i < groups * values * LANES; i++) {
      int c = i / LANES / plane;
      float z = Math.fma(normal[normalAt + i], scale[c], shift[c]);
      y[yAt + i] =
          switch (then) {
            case NOTHING -> z;
            case SIGMOID -> FloatMath.sigmoid(z);
            case RELU -> z <= 0 ? 0f : z;
          };
    }
  }

  @Override
  public void gradient(
      boolean centred,
      float[] dY,
      int dYAt,
      float[] scale,
      int plane,
      float[] y,
      int yAt,
      float[] statistics,
      int statisticsAt,
      int groups,
      int values,
      float[] dX,
      int dXAt,
      float[] sums) {
    float share = (float) (1.0 / values);
    for (int i = 0; i < groups * values * LANES; i++) {
      float d = dY[dYAt + i];
      dX[dXAt + i] = scale.length == 0 ? d : d * scale[i / LANES / plane];
    }
    for (int g = 0; g < groups; g++) {
      for (int lane = 0; lane < LANES; lane++) {
        int at = g * values * LANES + lane;
        float mean = centred ? sum(dXAt + at, values, (i, s) -> s + dX[i]) * share : 0f;
        float product =
            sum(dXAt + at, values, (i, s) -> Math.fma(dX[i], y[i - dXAt + yAt], s)) * share;
        float inverse = statistics[statisticsAt + (g * NUMBERS + 2) * LANES + lane];
        for (int v = 0; v < values; v++) {
          int i = at + v * LANES;
          dX[dXAt + i] = inverse * Math.fma(-product, y[yAt + i], dX[dXAt + i] - mean);
        }
      }
    }
  }
}
