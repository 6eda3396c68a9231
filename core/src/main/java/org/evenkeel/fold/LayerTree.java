package org.evenkeel.fold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.nn.Conv2d;
import org.evenkeel.nn.Dense;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Named;
import org.evenkeel.nn.Residual;
import org.evenkeel.nn.Sequential;

/// The layers of a network by their names in the model, branches of residual blocks included. A user's own layer made of layers is one layer here.
final class LayerTree {
  private final Sequential network;
  private final Map<String, Layer> leaves = new LinkedHashMap<>();

  private LayerTree(Sequential network) {
    this.network = network;
  }

  static LayerTree of(Sequential network) {
    LayerTree tree = new LayerTree(network);
    tree.rewritten(Set.of(), Set.of(), tree.leaves);
    return tree;
  }

  /// Returns the name of the layer to which a graph's layer name belongs: itself, or the user's layer around it.
  Optional<String> leafOf(String layer) {
    return leaves.keySet().stream().filter(leaf -> within(layer, leaf)).findFirst();
  }

  static boolean within(String layer, String outer) {
    return layer.equals(outer) || layer.startsWith(outer + ".");
  }

  /// Returns the layer called `name`, without its [Named].
  Layer leaf(String name) {
    return Optional.ofNullable(leaves.get(name)).orElseThrow();
  }

  /// Returns the network without the layers of `gone`, with a bias in those of `biased`. Every other layer keeps its name.
  Sequential without(Set<String> gone, Set<String> biased) {
    return rewritten(gone, biased, new HashMap<>());
  }

  private Sequential rewritten(Set<String> gone, Set<String> biased, Map<String, Layer> seen) {
    return Sequential.of(
        network.input(), new Rewriter(gone, biased, seen).list(network.layers(), "", new Names()));
  }

  /// Counts layers of a type as they were, and as they are now.
  private record Names(Map<String, Integer> before, Map<String, Integer> now) {
    Names() {
      this(new HashMap<>(), new HashMap<>());
    }

    String before(Layer layer) {
      return layer instanceof Named named
          ? named.name()
          : layer.type() + before.merge(layer.type(), 1, Integer::sum);
    }

    /// Returns the layer without a name where counting gives it, else with it.
    Layer named(String name, boolean named, Layer layer) {
      String next = layer.type() + (now.getOrDefault(layer.type(), 0) + 1);
      if (named || !next.equals(name)) {
        return new Named(name, layer);
      }
      now.merge(layer.type(), 1, Integer::sum);
      return layer;
    }
  }

  private record Rewriter(Set<String> gone, Set<String> biased, Map<String, Layer> seen) {
    List<Layer> list(List<Layer> layers, String outer, Names names) {
      List<Layer> kept = new ArrayList<>();
      for (Layer layer : layers) {
        String name = names.before(layer);
        String path = outer.isEmpty() ? name : outer + "." + name;
        if (!gone.contains(path)) {
          boolean named = layer instanceof Named;
          Layer inner = layer instanceof Named(_, Layer unnamed) ? unnamed : layer;
          kept.add(names.named(name, named, inner(inner, path)));
        }
      }
      return kept;
    }

    private Layer inner(Layer layer, String path) {
      if (layer instanceof Residual(List<Layer> body, List<Layer> shortcut)) {
        Names names = new Names();
        List<Layer> branch = list(body, path, names);
        return new Residual(branch, list(shortcut, path, names));
      }
      seen.put(path, layer);
      return biased.contains(path) ? withBias(layer) : layer;
    }
  }

  /// Whether a bias can be added to a layer.
  static boolean takesBias(Layer layer) {
    return layer instanceof Conv2d || layer instanceof Dense;
  }

  private static Layer withBias(Layer layer) {
    return switch (layer) {
      case Conv2d(var outputs, var kernel, var padding, var groups, _, var weights) ->
          new Conv2d(outputs, kernel, padding, groups, true, weights);
      case Dense(var outputs, _, var weights) -> new Dense(outputs, true, weights);
      default -> layer;
    };
  }
}
