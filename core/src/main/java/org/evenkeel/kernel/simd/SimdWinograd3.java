package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static org.evenkeel.kernel.Slab.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.Winograd;

/// The maps of Winograd's form for kernels 3 wide: 6 points, 0, 1, −1, 2, −2 and ∞. Source: docs/NUMERICS.md, section 5.
///
/// Tile by tile. Mapped x, and products that become y, lie point by point, `step` floats from one point to the next, which suits long runs of tiles. Mapped dY, and products that become dX, keep the points of a tile
/// together, [#MAPPED] floats from tile to tile, which suits short ones: addresses differ by constants, so that one range check serves all of them.
final class SimdWinograd3 {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int LENGTH = Species.LENGTH;
  private static final int TILE = 4 * LANES;

  /// Floats from a tile of mapped dY, or of products that become dX, to the next: 6 points and a line that is not used, since an odd number of lines spreads tiles over all sets
  /// of a first-level cache.
  static final int MAPPED = 7 * LANES;

  private SimdWinograd3() {}

  /// Maps a row of x.
  ///
  /// @param x read
  /// @param xAt first column
  /// @param column step from column to column; as the compiler cannot know it, it checks ranges tile by tile, not all of them in front of each row, which costs more than
  ///     the few tiles of a row
  /// @param tiles tiles
  /// @param v written
  /// @param vAt first tile of the first point
  /// @param step step from point to point
  static void input(float[] x, int xAt, int column, int tiles, float[] v, int vAt, int step) {
    int end = xAt + tiles * Winograd.TILE * column;
    for (int lane = 0; lane < LANES; lane += LENGTH) {
      int vi = vAt + lane;
      for (int xi = xAt + lane; xi < end; xi += Winograd.TILE * column) {
        FloatVector x0 = fromArray(S, x, xi);
        FloatVector x1 = fromArray(S, x, xi + LANES);
        FloatVector x2 = fromArray(S, x, xi + 2 * LANES);
        FloatVector x3 = fromArray(S, x, xi + 3 * LANES);
        FloatVector x4 = fromArray(S, x, xi + 4 * LANES);
        FloatVector x5 = fromArray(S, x, xi + 5 * LANES);
        x0.fma(broadcast(S, 4f), x2.fma(broadcast(S, -5f), x4)).intoArray(v, vi);
        x1.fma(broadcast(S, 4f), x3.fma(broadcast(S, -5f), x5)).intoArray(v, vi + 5 * step);
        FloatVector even = x2.fma(broadcast(S, -4f), x4);
        FloatVector odd = x1.fma(broadcast(S, -4f), x3);
        even.add(odd).intoArray(v, vi + step);
        even.sub(odd).intoArray(v, vi + 2 * step);
        even = x4.sub(x2);
        odd = x3.sub(x1);
        odd.fma(broadcast(S, 2f), even).intoArray(v, vi + 3 * step);
        odd.fma(broadcast(S, -2f), even).intoArray(v, vi + 4 * step);
        vi += LANES;
      }
    }
  }

  /// Maps the products of `tiles` tiles to y, 4 columns each, and adds the bias.
  static void output(float[] m, int mAt, int step, int tiles, float bias, float[] y, int yAt) {
    // One loop over all vectors: the checks of ranges of m, which it walks in equal steps, come
    // before it.
    for (int i = 0; i < tiles * LANES; i += LENGTH) {
      int mi = mAt + i;
      int yi = yAt + i / LANES * TILE + i % LANES;
      FloatVector plus = fromArray(S, m, mi + step);
      FloatVector minus = fromArray(S, m, mi + 2 * step);
      FloatVector one = plus.add(minus).add(bias);
      FloatVector oneOdd = plus.sub(minus).add(bias);
      plus = fromArray(S, m, mi + 3 * step);
      minus = fromArray(S, m, mi + 4 * step);
      FloatVector two = plus.add(minus);
      FloatVector twoOdd = plus.sub(minus);
      fromArray(S, m, mi).add(two).add(one).intoArray(y, yi);
      twoOdd.fma(broadcast(S, 2f), oneOdd).intoArray(y, yi + LANES);
      two.fma(broadcast(S, 4f), one).intoArray(y, yi + 2 * LANES);
      twoOdd
          .fma(broadcast(S, 8f), oneOdd)
          .add(fromArray(S, m, mi + 5 * step))
          .intoArray(y, yi + 3 * LANES);
    }
  }

  /// Maps dY, `items` times 16 floats.
  ///
  /// @param dY read
  /// @param dYAt first column of the first item
  /// @param column step from column to column
  /// @param step step from item to item
  /// @param items tiles, or examples of one tile whose outputs are neighbours
  /// @param v written
  /// @param vAt first item
  static void gradient(float[] dY, int dYAt, int column, int step, int items, float[] v, int vAt) {
    int end = dYAt + items * step;
    for (int lane = 0; lane < LANES; lane += LENGTH) {
      int vi = vAt + lane;
      for (int dYi = dYAt + lane; dYi < end; dYi += step) {
        FloatVector d0 = fromArray(S, dY, dYi);
        FloatVector d1 = fromArray(S, dY, dYi + column);
        FloatVector d2 = fromArray(S, dY, dYi + 2 * column);
        FloatVector d3 = fromArray(S, dY, dYi + 3 * column);
        d0.intoArray(v, vi);
        d3.intoArray(v, vi + 5 * LANES);
        FloatVector even = d0.add(d2);
        FloatVector odd = d1.add(d3);
        even.add(odd).intoArray(v, vi + LANES);
        even.sub(odd).intoArray(v, vi + 2 * LANES);
        even = d2.fma(broadcast(S, 4f), d0);
        odd = d3.fma(broadcast(S, 4f), d1);
        odd.fma(broadcast(S, 2f), even).intoArray(v, vi + 3 * LANES);
        odd.fma(broadcast(S, -2f), even).intoArray(v, vi + 4 * LANES);
        vi += MAPPED;
      }
    }
  }

  /// Maps a row of products to dX; where two tiles cover a column, their parts are added.
  static void inputGradient(float[] m, int mAt, int tiles, float[] dX, int dXAt) {
    for (int lane = 0; lane < LANES; lane += LENGTH) {
      // −0 leaves every first part as it is.
      FloatVector c0 = broadcast(S, -0f);
      FloatVector c1 = c0;
      for (int tile = 0; tile < tiles; tile++) {
        int mi = mAt + tile * MAPPED + lane;
        int dXi = dXAt + tile * TILE + lane;
        FloatVector first = fromArray(S, m, mi);
        FloatVector last = fromArray(S, m, mi + 5 * LANES);
        FloatVector plus = fromArray(S, m, mi + LANES);
        FloatVector minus = fromArray(S, m, mi + 2 * LANES);
        FloatVector one = plus.add(minus);
        FloatVector oneOdd = plus.sub(minus);
        plus = fromArray(S, m, mi + 3 * LANES);
        minus = fromArray(S, m, mi + 4 * LANES);
        FloatVector two = plus.add(minus);
        FloatVector twoOdd = plus.sub(minus);
        first.fma(broadcast(S, 4f), c0).intoArray(dX, dXi);
        c1.add(twoOdd.fma(broadcast(S, -2f), last.sub(oneOdd).mul(4f))).intoArray(dX, dXi + LANES);
        one.fma(broadcast(S, -4f), first.fma(broadcast(S, -5f), two.neg()))
            .intoArray(dX, dXi + 2 * LANES);
        twoOdd
            .fma(broadcast(S, 2f), last.fma(broadcast(S, -5f), oneOdd))
            .intoArray(dX, dXi + 3 * LANES);
        c0 = first.add(one).add(two);
        c1 = last;
      }
      int dXi = dXAt + tiles * TILE + lane;
      c0.intoArray(dX, dXi);
      c1.intoArray(dX, dXi + LANES);
    }
  }
}
