package org.evenkeel.doctor;

/// Something the doctor found.
///
/// @param level how bad it is
/// @param illness what it is, with why it matters and what to do
/// @param layer name of the layer, empty where it is the whole network
/// @param measured the figures, in words
public record Finding(Level level, Illness illness, String layer, String measured) {
  /// How bad a finding is.
  public enum Level {
    /// Good to know; results are as they should be.
    NOTE,
    /// Training or prediction suffers.
    WARNING
  }

  static Finding note(Illness illness, String layer, String measured) {
    return new Finding(Level.NOTE, illness, layer, measured);
  }

  static Finding warning(Illness illness, String layer, String measured) {
    return new Finding(Level.WARNING, illness, layer, measured);
  }

  /// Returns whether this is a warning.
  public boolean isWarning() {
    return level == Level.WARNING;
  }

  @Override
  public String toString() {
    return "%s%s: %s"
        .formatted(layer.isEmpty() ? "" : "layer \"" + layer + "\": ", illness.title(), measured);
  }
}
