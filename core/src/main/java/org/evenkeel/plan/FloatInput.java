package org.evenkeel.plan;

import org.evenkeel.kernel.Slab;

/// An input other than images and labels: floats in public layout, (examples, values).
final class FloatInput {
  private final String name;
  private final int values;
  private float[] data = new float[0];

  FloatInput(String name, int values) {
    this.name = name;
    this.values = values;
  }

  String name() {
    return name;
  }

  int values() {
    return values;
  }

  boolean isGiven() {
    return data.length > 0;
  }

  void data(float[] given) {
    if (given.length == 0 || given.length % values != 0) {
      throw new IllegalArgumentException(
          "input \"%s\": expected %d values for each example, got %d in all"
              .formatted(name, values, given.length));
    }
    data = given;
  }

  /// Loads one slab as the loss kernels load pixels; missing lanes become NaN, so that a leak shows.
  void load(int[] order, int orderAt, int lanes, float[] x, int xAt) {
    for (int lane = 0; lane < Slab.LANES; lane++) {
      int from = lane < lanes ? order[orderAt + lane] * values : 0;
      for (int i = 0; i < values; i++) {
        x[xAt + i * Slab.LANES + lane] = lane < lanes ? data[from + i] : Float.NaN;
      }
    }
  }
}
