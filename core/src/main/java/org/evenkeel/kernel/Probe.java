package org.evenkeel.kernel;

/// Work that shows what a processor can do at best, to measure kernels against. Not part of training, and without influence on it.
public interface Probe {
  /// Returns the width of the vectors used, in bits: the widest that the processor prefers; 32 without vectors.
  int vectorBits();

  /// Returns the single-precision operations of one call of [#multiplyAdds]; a multiply-add counts as two.
  double operations();

  /// Computes independent chains of multiply-adds that stay in registers.
  ///
  /// @return a number that depends on all of them
  float multiplyAdds(float a, float b);

  /// Copies floats.
  ///
  /// @param source read
  /// @param target written, as long as `source`; a multiple of 64 floats
  void copy(float[] source, float[] target);
}
