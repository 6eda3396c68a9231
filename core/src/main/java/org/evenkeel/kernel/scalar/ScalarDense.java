package org.evenkeel.kernel.scalar;

import java.util.Arrays;
import org.evenkeel.kernel.DenseKernels;
import org.evenkeel.kernel.PackedWeights;
import org.evenkeel.kernel.ShardTree;
import org.evenkeel.kernel.Slab;

/// Dense layers in plain Java, in the order of docs/NUMERICS.md, section 5.
public final class ScalarDense implements DenseKernels {
  private static final int LANES = Slab.LANES;

  /// Creates the kernels; they hold no state.
  public ScalarDense() {}

  @Override
  public void weightedSums(
      int terms,
      int results,
      float[] x,
      int xAt,
      float[] packed,
      float[] bias,
      float[] y,
      int yAt,
      int slabs) {
    int width = PackedWeights.width(results);
    for (int slab = 0; slab < slabs; slab++) {
      for (int r = 0; r < results; r++) {
        int yi = yAt + (slab * results + r) * LANES;
        int tile = r / PackedWeights.TILE;
        int wi = tile * terms * width + r - PackedWeights.first(tile, results);
        Arrays.fill(y, yi, yi + LANES, bias[r]);
        for (int i = 0; i < terms; i++) {
          float w = packed[wi + i * width];
          ScalarConv.multiplyAdd(w, x, xAt + (slab * terms + i) * LANES, y, yi);
        }
      }
    }
  }

  @Override
  public void transpose(int values, float[] x, int xAt, float[] panels, int at, int panelStride) {
    for (int i = 0; i < values; i++) {
      int to = at + i / LANES * panelStride + i % LANES;
      for (int lane = 0; lane < LANES; lane++) {
        panels[to + lane * LANES] = x[xAt + i * LANES + lane];
      }
    }
  }

  @Override
  public void weightGradient(
      int inputs,
      int outputs,
      float[] panels,
      int panelAt,
      float[] dY,
      int dYAt,
      int examples,
      int inFrom,
      int outFrom,
      int outTo,
      float[] gradient,
      float[] scratch) {
    int slabs = Slab.count(examples);
    int shards = ShardTree.shards(slabs);
    int columns = Math.min(LANES, inputs - inFrom);
    for (int o = outFrom; o < outTo; o++) {
      for (int column = 0; column < columns; column++) {
        for (int shard = 0; shard < shards; shard++) {
          int first = ShardTree.firstSlab(shard, slabs);
          for (int slab = first; slab < ShardTree.firstSlab(shard + 1, slabs); slab++) {
            float sum = 0f;
            for (int lane = 0; lane < Slab.presentLanes(slab, examples); lane++) {
              float factor = dY[dYAt + (slab * outputs + o) * LANES + lane];
              sum = Math.fma(factor, panels[panelAt + (slab * LANES + lane) * LANES + column], sum);
            }
            scratch[shard] = slab == first ? sum : scratch[shard] + sum;
          }
        }
        for (int step = 1; step < shards; step *= 2) {
          for (int shard = 0; shard + step < shards; shard += 2 * step) {
            scratch[shard] += scratch[shard + step];
          }
        }
        gradient[o * inputs + inFrom + column] = scratch[0];
      }
    }
  }
}
