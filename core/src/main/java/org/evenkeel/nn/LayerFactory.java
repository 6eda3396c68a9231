package org.evenkeel.nn;

/// Makes layers of one type from their settings; registered as a service so that saved models can name the type.
public interface LayerFactory {
  /// Returns the type of the layers that this makes.
  String type();

  /// Returns the layer with the given settings.
  ///
  /// @throws IllegalArgumentException if a setting is missing, unknown or impossible
  Layer create(Settings settings);
}
