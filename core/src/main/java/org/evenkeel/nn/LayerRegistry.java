package org.evenkeel.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.GroupNorm;
import org.evenkeel.nn.norm.InstanceNorm;
import org.evenkeel.nn.norm.LayerNorm;
import org.evenkeel.nn.norm.RmsNorm;

/// Layers by type: the built-in ones and every [LayerFactory] registered as a service.
public final class LayerRegistry {
  private record Factory(String type, Function<Settings, Layer> maker) implements LayerFactory {
    @Override
    public Layer create(Settings settings) {
      return maker.apply(settings);
    }
  }

  private static final List<LayerFactory> BUILT_IN =
      List.of(
          new Factory(Conv2d.TYPE, Conv2d::create),
          new Factory(Dense.TYPE, Dense::create),
          new Factory(BatchNorm.TYPE, BatchNorm::create),
          new Factory(LayerNorm.TYPE, LayerNorm::create),
          new Factory(GroupNorm.TYPE, GroupNorm::create),
          new Factory(InstanceNorm.TYPE, InstanceNorm::create),
          new Factory(RmsNorm.TYPE, RmsNorm::create),
          plain(Activation.SIGMOID),
          plain(Activation.RELU),
          plain(Activation.TANH),
          new Factory("avgPool2d", s -> Pool2d.create(Pool2d.Kind.AVERAGE, s)),
          new Factory("maxPool2d", s -> Pool2d.create(Pool2d.Kind.MAXIMUM, s)),
          plain(new GlobalAvgPool2d()),
          plain(new Flatten()),
          new Factory(
              Dropout.TYPE,
              s -> {
                s.requireOnly(Dropout.TYPE, "rate");
                return new Dropout(s.number("rate"));
              }),
          new Factory(Masking.TYPE, Masking::create),
          new Factory(Residual.TYPE, Residual::create));

  private final Map<String, LayerFactory> factories = new TreeMap<>();

  private LayerRegistry(List<LayerFactory> found) {
    for (LayerFactory factory : found) {
      if (factories.putIfAbsent(factory.type(), factory) != null) {
        throw new IllegalStateException("two layers are registered as \"" + factory.type() + "\"");
      }
    }
  }

  private static LayerFactory plain(Layer layer) {
    return new Factory(
        layer.type(),
        settings -> {
          settings.requireOnly(layer.type());
          return layer;
        });
  }

  /// Returns the built-in layers and those that the class loader of this thread finds.
  public static LayerRegistry load() {
    List<LayerFactory> found = new ArrayList<>(BUILT_IN);
    ServiceLoader.load(LayerFactory.class).forEach(found::add);
    return new LayerRegistry(found);
  }

  /// Returns the known types in alphabetical order.
  public List<String> types() {
    return List.copyOf(factories.keySet());
  }

  /// Returns the layer of the given type and settings.
  ///
  /// @throws IllegalArgumentException if the type is unknown or a setting impossible
  public Layer create(String type, Settings settings) {
    LayerFactory factory = factories.get(type);
    if (factory == null) {
      throw new IllegalArgumentException(
          "unknown layer type \"%s\"; known: %s; a layer of your own needs its LayerFactory on the class path"
              .formatted(type, String.join(", ", types())));
    }
    return factory.create(settings);
  }
}
