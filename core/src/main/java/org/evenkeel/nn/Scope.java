package org.evenkeel.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.GraphBuilder;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;

/// What a layer sees while it writes its operations: its name, the mode, and where its parameters
/// and state are declared.
public final class Scope {
  /// Everything that the layers of one model declare while they are traced.
  private static final class Trace {
    private final GraphBuilder graph;
    private final boolean training;
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Map<Variable, Node> updates = new LinkedHashMap<>();
    private final Map<String, List<PerExample>> outputs = new LinkedHashMap<>();
    private final Map<Node, PerExample> masks = new HashMap<>();
    private int dropouts;

    Trace(GraphBuilder graph, boolean training) {
      this.graph = graph;
      this.training = training;
    }
  }

  private final Trace trace;
  private final String name;
  private final Map<String, Integer> children = new HashMap<>();

  private Scope(Trace trace, String name) {
    this.trace = trace;
    this.name = name;
  }

  /// Returns the outermost scope of a model.
  ///
  /// @param graph where operations go
  /// @param training training mode, else prediction mode
  public static Scope root(GraphBuilder graph, boolean training) {
    return new Scope(new Trace(graph, training), "");
  }

  /// Returns whether the graph is for training; otherwise it is for prediction.
  public boolean training() {
    return trace.training;
  }

  /// Returns the name of the layer, unique in the model.
  public String name() {
    return name;
  }

  /// Returns the graph under construction.
  public GraphBuilder graph() {
    return trace.graph;
  }

  /// Applies `layer` inside this one, under its own name if it is [Named], else under the next free
  /// name of its type: `conv2d1`, `conv2d2`, …
  public PerExample apply(Layer layer, PerExample x) {
    if (layer instanceof Named named) {
      return apply(named.layer(), named.name(), x);
    }
    int number = children.merge(layer.type(), 1, Integer::sum);
    return apply(layer, layer.type() + number, x);
  }

  /// Applies `layer` inside this one under the given name.
  ///
  /// @throws IllegalArgumentException if the layer refuses x; the message names the layer
  public PerExample apply(Layer layer, String child, PerExample x) {
    Scope scope = new Scope(trace, name.isEmpty() ? child : name + "." + child);
    String before = trace.graph.layer(scope.name);
    try {
      PerExample y = layer.apply(x, scope);
      trace.outputs.computeIfAbsent(scope.name, _ -> new ArrayList<>()).add(y);
      if (layer.keepsPositions()) {
        mask(x).ifPresent(mask -> mask(y, mask));
      }
      return y;
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith("layer ")
          ? e
          : new IllegalArgumentException("layer \"%s\": %s".formatted(scope.name, message), e);
    } finally {
      trace.graph.layer(before);
    }
  }

  /// Returns which positions of x hold something: a per-example value that is positive there, and 0 where x is padding. Empty where nobody said.
  ///
  /// A mask is said of the output of one layer, and holds on through layers that keep positions ([Layer#keepsPositions]): activations, dropout,
  /// dense, batch normalization, and a residual block whose two branches carry it. Layers that move or mix positions drop it.
  public Optional<PerExample> mask(PerExample x) {
    return Optional.ofNullable(trace.masks.get(x.node()));
  }

  /// Says which positions of x hold something.
  ///
  /// @param x what a layer puts out
  /// @param mask (n, 1, h, w) beside (n, c, h, w), (n, 1) beside (n, c)
  public void mask(PerExample x, PerExample mask) {
    if (!mask.shape().equals(x.shape().withChannels(1))) {
      throw new IllegalArgumentException(
          "mask: expected %s beside %s, got %s"
              .formatted(
                  x.shape().withChannels(1).withBatch(),
                  x.shape().withBatch(),
                  mask.shape().withBatch()));
    }
    trace.masks.put(x.node(), mask);
  }

  /// Declares a learnable parameter of a role that names it: `gamma`, `weight`, …
  public BatchWide parameter(Role role, Shape shape, Initializer initializer) {
    return declare(role.label(), role, shape, initializer, true);
  }

  /// Declares a learnable parameter with a name of its own.
  public BatchWide parameter(String key, Shape shape, Initializer initializer) {
    return declare(key, Role.PARAMETER, shape, initializer, true);
  }

  /// Declares state of a role that names it: `movingMean`, …
  public BatchWide state(Role role, Shape shape, Initializer initializer) {
    return declare(role.label(), role, shape, initializer, false);
  }

  /// Declares state with a name of its own.
  public BatchWide state(String key, Shape shape, Initializer initializer) {
    return declare(key, Role.STATE, shape, initializer, false);
  }

  private BatchWide declare(
      String key, Role role, Shape shape, Initializer initializer, boolean learnable) {
    Variable variable = new Variable(name, key, role, shape, initializer, learnable);
    if (trace.variables.putIfAbsent(variable.name(), variable) != null) {
      throw new IllegalArgumentException(variable.name() + " is declared twice");
    }
    return trace.graph.read(variable);
  }

  /// Makes `value` the new value of `state` after a training step; without effect in prediction
  /// mode.
  ///
  /// @param state what [#state] returned
  /// @param value of the same shape
  public void update(BatchWide state, BatchWide value) {
    Variable variable =
        trace.variables.values().stream()
            .filter(v -> !v.learnable() && trace.graph.read(v).node() == state.node())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("update: expected a state variable"));
    if (!state.shape().equals(value.shape())) {
      throw new IllegalArgumentException(
          "update of %s: expected shape %s, got %s"
              .formatted(variable.name(), state.shape(), value.shape()));
    }
    if (trace.training) {
      trace.updates.put(variable, value.node());
    }
  }

  /// Returns the number of the next dropout in the model.
  int nextDropout() {
    return trace.dropouts++;
  }

  /// Returns all variables declared so far, in declaration order.
  public Map<String, Variable> variables() {
    return new LinkedHashMap<>(trace.variables);
  }

  /// Returns the state updates so far.
  public Map<Variable, Node> updates() {
    return new LinkedHashMap<>(trace.updates);
  }

  /// Returns what every layer put out so far, inner ones included, by name; several values where a name without variables occurs more than once.
  Map<String, List<PerExample>> outputs() {
    return trace.outputs;
  }
}
