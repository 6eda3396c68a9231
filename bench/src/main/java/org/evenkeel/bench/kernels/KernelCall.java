package org.evenkeel.bench.kernels;

/// One kernel, ready to be called over and over on the same slab.
///
/// @param multiplyAdds multiply-adds of one call, as [org.evenkeel.graph.Op]s count nominally; 0
///   for kernels that are bounded by loads and stores
/// @param bytes bytes read and written by one call, each operand once
/// @param work the call; what it returns is computed by it
record KernelCall(long multiplyAdds, long bytes, Work work) {
  /// Lanes of a slab.
  static final int LANES = 16;

  /// Runs a kernel.
  @FunctionalInterface
  interface Work {
    /// Runs it once and returns one of its results.
    float run();
  }

  /// Returns so many floats between −1 and 1, always the same ones.
  static float[] floats(int count) {
    java.util.Random random = new java.util.Random(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }

  /// Returns the bytes of one slab of so many values for each example.
  static long slabBytes(long values) {
    return values * LANES * Float.BYTES;
  }
}
