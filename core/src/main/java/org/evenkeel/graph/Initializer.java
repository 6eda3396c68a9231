package org.evenkeel.graph;

/// How a variable gets its first value. Source of the random numbers: docs/NUMERICS.md, section 8.
public sealed interface Initializer {
  /// Every value the same.
  ///
  /// @param value the value
  record Constant(double value) implements Initializer {}

  /// Uniform in [−limit, limit).
  ///
  /// @param limit bound of the values
  record Uniform(double limit) implements Initializer {}

  /// Normal with mean 0.
  ///
  /// @param deviation standard deviation
  record Normal(double deviation) implements Initializer {}

  /// Returns all zeros.
  static Initializer zeros() {
    return new Constant(0);
  }

  /// Returns all ones.
  static Initializer ones() {
    return new Constant(1);
  }

  /// Returns Glorot's uniform initializer, limit √(6 / (fanIn + fanOut)). Source: Glorot & Bengio 2010, equation 16.
  static Initializer glorotUniform(int fanIn, int fanOut) {
    return new Uniform(Math.sqrt(6.0 / ((double) fanIn + fanOut)));
  }

  /// Returns He's uniform initializer, limit √(6 / fanIn). Source: He et al. 2015, equation 10.
  static Initializer heUniform(int fanIn) {
    return new Uniform(Math.sqrt(6.0 / fanIn));
  }

  /// Returns He's normal initializer, standard deviation √(2 / fanIn). Source: He et al. 2015, equation 10.
  static Initializer heNormal(int fanIn) {
    return new Normal(Math.sqrt(2.0 / fanIn));
  }
}
