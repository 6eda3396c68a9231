package org.evenkeel.nn.norm;

import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Scope;

/// Scale and shift behind a normalization: y = γ·x̂ + β.
///
/// @param gamma γ
/// @param beta β
/// @param learning whether training changes those of the two that are variables; otherwise they are kept as they are, and saved all the same
public record Affine(Coefficient gamma, Coefficient beta, boolean learning) {
  /// γ or β.
  public sealed interface Coefficient {}

  /// A variable, one value per channel.
  ///
  /// @param start how it starts
  public record Variable(Initializer start) implements Coefficient {}

  /// A number, the same for all channels, forward and backward; no variable, nothing is saved but the setting.
  ///
  /// @param value the number
  public record Fixed(double value) implements Coefficient {
    /// Checks the number.
    ///
    /// @throws IllegalArgumentException if it is not finite
    public Fixed {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "batchNorm: expected a finite number for a fixed gamma or beta, got " + value);
      }
    }
  }

  /// No scale: γ = 1.
  public static final Fixed NO_SCALE = new Fixed(1);

  /// No shift: β = 0.
  public static final Fixed NO_SHIFT = new Fixed(0);

  /// Returns γ that starts at 1 and β that starts at 0, both learned.
  public static Affine learned() {
    return new Affine(new Variable(Initializer.ones()), new Variable(Initializer.zeros()), true);
  }

  /// Returns this with another γ.
  public Affine gamma(Coefficient other) {
    return new Affine(other, beta, learning);
  }

  /// Returns this with another β.
  public Affine beta(Coefficient other) {
    return new Affine(gamma, other, learning);
  }

  /// Returns this learning or not.
  public Affine learning(boolean on) {
    return new Affine(gamma, beta, on);
  }

  /// Declares γ in the scope of a layer: (c), or () where it is fixed.
  public BatchWide gamma(Scope scope, Shape channels) {
    return declare(gamma, Role.GAMMA, scope, channels);
  }

  /// Declares β in the scope of a layer: (c), or () where it is fixed.
  public BatchWide beta(Scope scope, Shape channels) {
    return declare(beta, Role.BETA, scope, channels);
  }

  private BatchWide declare(Coefficient coefficient, Role role, Scope scope, Shape channels) {
    return switch (coefficient) {
      case Fixed(double value) -> scope.graph().constant(value);
      case Variable(Initializer start) ->
          learning ? scope.parameter(role, channels, start) : scope.state(role, channels, start);
    };
  }
}
