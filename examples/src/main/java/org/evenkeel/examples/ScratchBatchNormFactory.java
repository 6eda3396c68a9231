package org.evenkeel.examples;

import org.evenkeel.nn.Layer;
import org.evenkeel.nn.LayerFactory;
import org.evenkeel.nn.Settings;

/// Makes the from-scratch layer known by name, to saved models and to the command-line tool.
public final class ScratchBatchNormFactory implements LayerFactory {
  /// Called by [java.util.ServiceLoader].
  public ScratchBatchNormFactory() {}

  @Override
  public String type() {
    return "scratchBatchNorm";
  }

  @Override
  public Layer create(Settings settings) {
    settings.requireOnly(type());
    return new ScratchBatchNorm();
  }
}
