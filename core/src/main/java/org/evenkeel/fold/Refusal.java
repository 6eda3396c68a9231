package org.evenkeel.fold;

/// A normalization layer that stays as it is.
///
/// @param layer its name in the model: `batchNorm1`, `residual2.batchNorm1`
/// @param reason why it cannot be folded, to be read after the name
public record Refusal(String layer, String reason) {
  @Override
  public String toString() {
    return "layer \"%s\" %s".formatted(layer, reason);
  }
}
