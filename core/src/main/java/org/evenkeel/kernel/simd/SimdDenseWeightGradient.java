package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.PackedWeights;
import org.evenkeel.kernel.ShardTree;
import org.evenkeel.kernel.Slab;

/// The weight gradient of dense layers. Vectors run along the inputs, the terms of a chain are the examples of a slab.
///
/// A tile of 6 outputs × 2 vectors walks the examples of up to 16 slabs in one loop; at the end of each slab it leaves its sums and begins anew. The
/// slabs' sums of one tile stay in the first-level cache, where they are merged along the shard tree.
final class SimdDenseWeightGradient {
  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
  private static final int LENGTH = Species.LENGTH;
  private static final int LANES = Slab.LANES;
  private static final int TILE = PackedWeights.TILE;

  /// Inputs of a panel: at least two vectors.
  static final int PANEL = Math.max(LANES, 2 * LENGTH);

  /// Floats that the sums of one tile take.
  private static final int PART = 2 * TILE * LENGTH;

  private static final int SHARDS = ShardTree.MAX_SHARDS;

  /// Values that no loop counter takes; see [SimdDenseTiles].
  private static int never = -1;

  private static int neverEither = -2;

  private SimdDenseWeightGradient() {}

  /// Computes one panel's weights; arguments as in [org.evenkeel.kernel.DenseKernels#weightGradient].
  static void panel(
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
    int inTo = Math.min(inputs, inFrom + PANEL);
    int width = outTo - outFrom < TILE ? 1 : TILE;
    for (int i = inFrom; i < inTo; i += 2 * LENGTH) {
      int xAt = panelAt + i - inFrom;
      for (int next = outFrom; next < outTo; next += width) {
        int o = Math.min(next, outTo - width);
        int dAt = dYAt + o * LANES;
        shards(width, outputs, panels, xAt, dY, dAt, examples, scratch);
        int count = Math.min(2 * LENGTH, inTo - i);
        int to = o * inputs + i;
        if (Slab.count(examples) >= SHARDS && count == 2 * LENGTH) {
          mergeAll(width, scratch, gradient, to, inputs);
          continue;
        }
        merge(width, ShardTree.shards(Slab.count(examples)), scratch);
        for (int k = 0; k < width; k++) {
          System.arraycopy(scratch, part(0) + 2 * k * LENGTH, gradient, to + k * inputs, count);
        }
      }
    }
  }

  /// Returns where the sums of a shard, or of a slab, begin.
  private static int part(int number) {
    return Slab.FRONT + number * PART;
  }

  /// Leaves the sums of each shard in `parts`.
  private static void shards(
      int width,
      int outputs,
      float[] x,
      int xAt,
      float[] dY,
      int dAt,
      int examples,
      float[] parts) {
    int slabs = Slab.count(examples);
    if (slabs <= SHARDS) {
      slabs(width, outputs, x, xAt, dY, dAt, 0, examples, parts, part(0));
      return;
    }
    for (int shard = 0; shard < SHARDS; shard++) {
      int end = ShardTree.firstSlab(shard + 1, slabs);
      int to = part(shard);
      int first = ShardTree.firstSlab(shard, slabs);
      for (int slab = first; slab < end; slab += SHARDS) {
        int count = Math.min(SHARDS, end - slab);
        int present = Math.min(examples - slab * LANES, count * LANES);
        slabs(width, outputs, x, xAt, dY, dAt, slab, present, parts, part(SHARDS));
        for (int i = 0; i < count; i++) {
          int from = part(SHARDS + i);
          if (slab + i == first) {
            System.arraycopy(parts, from, parts, to, 2 * width * LENGTH);
          } else {
            add(width, parts, to, from);
          }
        }
      }
    }
  }

  /// Leaves the sums of each slab from `slab` on in `parts`.
  private static void slabs(
      int width,
      int outputs,
      float[] x,
      int xAt,
      float[] dY,
      int dAt,
      int slab,
      int examples,
      float[] parts,
      int at) {
    int xi = xAt + slab * LANES * PANEL;
    int d = dAt + slab * outputs * LANES;
    if (width == TILE) {
      sum6x2(examples, x, xi, dY, d, (outputs - 1) * LANES, parts, at);
    } else {
      sum1x2(examples, x, xi, dY, d, (outputs - 1) * LANES, parts, at);
    }
  }

  /// Merges shards along the tree into the first.
  private static void merge(int width, int shards, float[] parts) {
    for (int step = 1; step < shards; step *= 2) {
      for (int shard = 0; shard + step < shards; shard += 2 * step) {
        add(width, parts, part(shard), part(shard + step));
      }
    }
  }

  private static void add(int width, float[] parts, int to, int from) {
    for (int v = 0; v < 2 * width * LENGTH; v += LENGTH) {
      FloatVector sum = FloatVector.fromArray(FLOATS, parts, to + v);
      sum.add(FloatVector.fromArray(FLOATS, parts, from + v)).intoArray(parts, to + v);
    }
  }

  /// Merges 16 shards along the tree, in registers, and writes a row for each output, `stride` apart. To copy them from memory later would
  /// make loads wait for these very stores.
  private static void mergeAll(int width, float[] parts, float[] to, int at, int stride) {
    for (int v = 0; v < 2 * width * LENGTH; v += LENGTH) {
      FloatVector a = pair(parts, v, 0).add(pair(parts, v, 2));
      a = a.add(pair(parts, v, 4).add(pair(parts, v, 6)));
      FloatVector b = pair(parts, v, 8).add(pair(parts, v, 10));
      b = b.add(pair(parts, v, 12).add(pair(parts, v, 14)));
      a.add(b).intoArray(to, at + v / (2 * LENGTH) * stride + v % (2 * LENGTH));
    }
  }

  private static FloatVector pair(float[] parts, int v, int shard) {
    return FloatVector.fromArray(FLOATS, parts, v + part(shard))
        .add(FloatVector.fromArray(FLOATS, parts, v + part(shard + 1)));
  }

  /// 6 outputs, 2 vectors: 12 sums of each slab. `dJump` leads from the lanes of one slab to those of the next.
  private static void sum6x2(
      int examples, float[] x, int xAt, float[] dY, int dAt, int dJump, float[] parts, int at) {
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s01 = FloatVector.zero(FLOATS);
    FloatVector s10 = FloatVector.zero(FLOATS);
    FloatVector s11 = FloatVector.zero(FLOATS);
    FloatVector s20 = FloatVector.zero(FLOATS);
    FloatVector s21 = FloatVector.zero(FLOATS);
    FloatVector s30 = FloatVector.zero(FLOATS);
    FloatVector s31 = FloatVector.zero(FLOATS);
    FloatVector s40 = FloatVector.zero(FLOATS);
    FloatVector s41 = FloatVector.zero(FLOATS);
    FloatVector s50 = FloatVector.zero(FLOATS);
    FloatVector s51 = FloatVector.zero(FLOATS);
    int stop = never;
    int otherStop = neverEither;
    int d = dAt;
    int to = at;
    int left = LANES;
    for (int example = 0; example < examples; example++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + example * PANEL);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xAt + LENGTH + example * PANEL);
      FloatVector d0 = FloatVector.broadcast(FLOATS, dY[d]);
      s00 = x0.fma(d0, s00);
      s01 = x1.fma(d0, s01);
      FloatVector d1 = FloatVector.broadcast(FLOATS, dY[d + LANES]);
      s10 = x0.fma(d1, s10);
      s11 = x1.fma(d1, s11);
      if (example == stop) {
        break;
      }
      FloatVector d2 = FloatVector.broadcast(FLOATS, dY[d + 2 * LANES]);
      s20 = x0.fma(d2, s20);
      s21 = x1.fma(d2, s21);
      FloatVector d3 = FloatVector.broadcast(FLOATS, dY[d + 3 * LANES]);
      s30 = x0.fma(d3, s30);
      s31 = x1.fma(d3, s31);
      if (example == otherStop) {
        break;
      }
      FloatVector d4 = FloatVector.broadcast(FLOATS, dY[d + 4 * LANES]);
      s40 = x0.fma(d4, s40);
      s41 = x1.fma(d4, s41);
      FloatVector d5 = FloatVector.broadcast(FLOATS, dY[d + 5 * LANES]);
      s50 = x0.fma(d5, s50);
      s51 = x1.fma(d5, s51);
      d++;
      if (--left == 0) {
        s00.intoArray(parts, to);
        s00 = FloatVector.zero(FLOATS);
        s01.intoArray(parts, to + LENGTH);
        s01 = FloatVector.zero(FLOATS);
        s10.intoArray(parts, to + 2 * LENGTH);
        s10 = FloatVector.zero(FLOATS);
        s11.intoArray(parts, to + 3 * LENGTH);
        s11 = FloatVector.zero(FLOATS);
        s20.intoArray(parts, to + 4 * LENGTH);
        s20 = FloatVector.zero(FLOATS);
        s21.intoArray(parts, to + 5 * LENGTH);
        s21 = FloatVector.zero(FLOATS);
        s30.intoArray(parts, to + 6 * LENGTH);
        s30 = FloatVector.zero(FLOATS);
        s31.intoArray(parts, to + 7 * LENGTH);
        s31 = FloatVector.zero(FLOATS);
        s40.intoArray(parts, to + 8 * LENGTH);
        s40 = FloatVector.zero(FLOATS);
        s41.intoArray(parts, to + 9 * LENGTH);
        s41 = FloatVector.zero(FLOATS);
        s50.intoArray(parts, to + 10 * LENGTH);
        s50 = FloatVector.zero(FLOATS);
        s51.intoArray(parts, to + 11 * LENGTH);
        s51 = FloatVector.zero(FLOATS);
        to += PART;
        left = LANES;
        d += dJump;
      }
    }
    if (left < LANES) {
      s00.intoArray(parts, to);
      s01.intoArray(parts, to + LENGTH);
      s10.intoArray(parts, to + 2 * LENGTH);
      s11.intoArray(parts, to + 3 * LENGTH);
      s20.intoArray(parts, to + 4 * LENGTH);
      s21.intoArray(parts, to + 5 * LENGTH);
      s30.intoArray(parts, to + 6 * LENGTH);
      s31.intoArray(parts, to + 7 * LENGTH);
      s40.intoArray(parts, to + 8 * LENGTH);
      s41.intoArray(parts, to + 9 * LENGTH);
      s50.intoArray(parts, to + 10 * LENGTH);
      s51.intoArray(parts, to + 11 * LENGTH);
    }
  }

  /// 1 output, 2 vectors.
  private static void sum1x2(
      int examples, float[] x, int xAt, float[] dY, int dAt, int dJump, float[] parts, int at) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    int d = dAt;
    int to = at;
    int left = LANES;
    for (int example = 0; example < examples; example++) {
      FloatVector factor = FloatVector.broadcast(FLOATS, dY[d]);
      s0 = FloatVector.fromArray(FLOATS, x, xAt + example * PANEL).fma(factor, s0);
      s1 = FloatVector.fromArray(FLOATS, x, xAt + LENGTH + example * PANEL).fma(factor, s1);
      d++;
      if (--left == 0) {
        s0.intoArray(parts, to);
        s0 = FloatVector.zero(FLOATS);
        s1.intoArray(parts, to + LENGTH);
        s1 = FloatVector.zero(FLOATS);
        to += PART;
        left = LANES;
        d += dJump;
      }
    }
    if (left < LANES) {
      s0.intoArray(parts, to);
      s1.intoArray(parts, to + LENGTH);
    }
  }
}
