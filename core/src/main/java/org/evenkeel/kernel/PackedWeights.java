package org.evenkeel.kernel;

/// Dense weights in the order in which a register tile reads them.
///
/// A matrix of `results` × `terms` weights is cut into tiles of six results. The last tile is moved back so that it is full: some results belong
/// to two tiles. Where there are fewer than six results, one tile has that many. The weight of term i and the tile's result k lies at
/// `(tile * terms + i) * width + k`. For the forward pass results are outputs and terms inputs; for the input gradient the other way round.
public final class PackedWeights {
  /// Results of a tile: 6 × 2 vectors of sums, two of x and one weight fill 15 of 16 registers.
  public static final int TILE = 6;

  private PackedWeights() {}

  /// Returns the number of tiles of `results` results.
  public static int tiles(int results) {
    return (results + TILE - 1) / TILE;
  }

  /// Returns the results of each tile.
  public static int width(int results) {
    return Math.min(TILE, results);
  }

  /// Returns the first result of a tile.
  public static int first(int tile, int results) {
    return Math.min(tile * TILE, results - width(results));
  }

  /// Returns how many floats the packed weights take.
  public static int floats(int terms, int results) {
    return Math.multiplyExact(tiles(results) * width(results), terms);
  }

  /// Packs one tile of a matrix whose results are rows: `w[r * terms + i]`.
  ///
  /// @param terms number of terms
  /// @param results number of results
  /// @param w read: (results, terms)
  /// @param tile which tile
  /// @param packed written: this tile's weights
  public static void packRows(int terms, int results, float[] w, int tile, float[] packed) {
    int width = width(results);
    int to = tile * terms * width;
    int from = first(tile, results) * terms;
    if (width < TILE) {
      for (int k = 0; k < width; k++) {
        for (int i = 0; i < terms; i++) {
          packed[to + i * width + k] = w[from + k * terms + i];
        }
      }
      return;
    }
    for (int i = 0; i < terms; i++) {
      packed[to + i * TILE] = w[from + i];
      packed[to + i * TILE + 1] = w[from + terms + i];
      packed[to + i * TILE + 2] = w[from + 2 * terms + i];
      packed[to + i * TILE + 3] = w[from + 3 * terms + i];
      packed[to + i * TILE + 4] = w[from + 4 * terms + i];
      packed[to + i * TILE + 5] = w[from + 5 * terms + i];
    }
  }

  /// Packs one tile of a matrix whose results are columns: `w[i * results + r]`.
  ///
  /// @param terms number of terms
  /// @param results number of results
  /// @param w read: (terms, results)
  /// @param tile which tile
  /// @param packed written: this tile's weights
  public static void packColumns(int terms, int results, float[] w, int tile, float[] packed) {
    int width = width(results);
    int to = tile * terms * width;
    int from = first(tile, results);
    if (width < TILE) {
      System.arraycopy(w, 0, packed, to, terms * width);
      return;
    }
    for (int i = 0; i < terms; i++) {
      packed[to] = w[from];
      packed[to + 1] = w[from + 1];
      packed[to + 2] = w[from + 2];
      packed[to + 3] = w[from + 3];
      packed[to + 4] = w[from + 4];
      packed[to + 5] = w[from + 5];
      to += TILE;
      from += results;
    }
  }
}
