package org.evenkeel.plan;

import java.util.Arrays;

/// Storage of a batch-wide value: float32 for variables and weight gradients, else float64 with its split into two floats.
final class Wide {
  private static final float[] NO_SCALAR = {};

  private final double[] values;
  private final float[] hi;
  private final float[] lo;
  private final int count;
  private final float[] scalar;

  private Wide(double[] values, float[] hi, float[] lo, int count, float[] scalar) {
    this.values = values;
    this.hi = hi;
    this.lo = lo;
    this.count = count;
    this.scalar = scalar;
  }

  /// Returns storage that is the given float32 array.
  static Wide ofFloats(float[] floats) {
    return new Wide(new double[0], floats, new float[floats.length], floats.length, floats);
  }

  /// Returns a float32 scalar as it meets per-example values of `channels` channels; call [#repeat] before each run.
  static Wide repeated(float[] scalar, int channels) {
    return new Wide(new double[0], new float[channels], new float[channels], 1, scalar);
  }

  /// Returns float64 storage of `count` values; a scalar is repeated for `channels` channels when it meets per-example values.
  static Wide computed(int count, int channels) {
    int length = Math.max(count, channels);
    return new Wide(new double[count], new float[length], new float[length], count, NO_SCALAR);
  }

  int count() {
    return count;
  }

  /// Returns value i as float64; i is taken modulo the size of a scalar.
  double at(int i) {
    int index = count == 1 ? 0 : i;
    return values.length == 0 ? hi[index] : values[index];
  }

  /// Returns the float64 array to compute into; call [#split] afterwards.
  double[] values() {
    return values;
  }

  /// Returns whether this repeats a variable of its own array.
  boolean isRepeated() {
    return count == 1 && hi.length > 1 && values.length == 0;
  }

  /// Takes over the present value of a repeated scalar.
  void repeat() {
    Arrays.fill(hi, scalar[0]);
  }

  /// Rounds the float64 values to hi + lo, the form in which per-example operations use them.
  void split() {
    for (int i = 0; i < hi.length; i++) {
      double value = values[count == 1 ? 0 : i];
      hi[i] = (float) value;
      lo[i] = (float) (value - hi[i]);
    }
  }

  /// Returns the values rounded to float32.
  float[] hi() {
    return hi;
  }

  /// Returns what rounding to float32 left, rounded to float32.
  float[] lo() {
    return lo;
  }

  long bytes() {
    return 8L * values.length + 4L * hi.length + 4L * lo.length;
  }
}
