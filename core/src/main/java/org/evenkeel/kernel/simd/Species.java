package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The one vector species of this process.
///
/// The system property `evenkeel.vectorBits` chooses its width: `128`, `256`, `512`, or `auto` (default): the widest this
/// processor prefers, at most 512 bits, which is one row of a slab. The width never changes a result.
public final class Species {
  /// Species of every float vector. A slab's 16 lanes are `16 / LENGTH` vectors.
  public static final VectorSpecies<Float> FLOATS =
      choose(System.getProperty("evenkeel.vectorBits", "auto"));

  /// Width of a vector in bits: 128, 256 or 512.
  public static final int BITS = FLOATS.vectorBitSize();

  /// Floats in a vector: 4, 8 or 16.
  public static final int LENGTH = FLOATS.length();

  /// Width that this processor prefers; wider vectors work, but are boxed and very slow.
  public static final int PREFERRED_BITS = widest().vectorBitSize();

  private Species() {}

  private static VectorSpecies<Float> choose(String bits) {
    return switch (bits) {
      case "128" -> FloatVector.SPECIES_128;
      case "256" -> FloatVector.SPECIES_256;
      case "512" -> FloatVector.SPECIES_512;
      case "auto" -> VectorSpecies.of(float.class, widest());
      default ->
          throw new IllegalArgumentException(
              "evenkeel.vectorBits: expected auto, 128, 256 or 512, got '" + bits + "'");
    };
  }

  private static VectorShape widest() {
    int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    return VectorShape.forBitSize(Math.clamp(Integer.highestOneBit(bits), 128, 512));
  }
}
