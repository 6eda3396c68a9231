package org.evenkeel.fold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.reference.Reference;
import org.evenkeel.reference.ReferenceBatch;
import org.evenkeel.reference.ReferenceResult;
import org.evenkeel.reference.ReferenceVariables;

/// Follows a chain channel by channel, in float64: what becomes of x, as a·x + b.
final class ChannelMaps {
  /// Weights and bias of a folded layer.
  ///
  /// @param weights as the layer's own, (outputs, …)
  /// @param bias (outputs)
  record Folded(float[] weights, float[] bias) {
    boolean isFinite() {
      return isFinite(weights) && isFinite(bias);
    }

    private static boolean isFinite(float[] values) {
      for (float value : values) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
      return true;
    }
  }

  private final VariableValues variables;
  private final ReferenceVariables wide;

  ChannelMaps(VariableValues variables) {
    this.variables = variables;
    wide = ReferenceVariables.of(variables);
  }

  /// Returns the weights and the bias that do what the whole chain does.
  Folded fold(Chain chain) {
    Map<Node, double[]> operands = operands(chain);
    int channels = chain.source().shape().channels();
    float[] weights = variables.of(chain.weight());
    int row = weights.length / channels;
    float[] folded = new float[weights.length];
    float[] bias = new float[channels];
    for (int c = 0; c < channels; c++) {
      double scale = 1;
      double shift = chain.hasBias() ? value(operands, chain.source().input(2), c) : 0;
      for (Node map : chain.maps()) {
        boolean first = map.input(0).perExample();
        double m = map.inputs().size() < 2 ? 0 : value(operands, map.input(first ? 1 : 0), c);
        switch (map.op()) {
          case Op.Unary _ -> {
            scale = -scale;
            shift = -shift;
          }
          case Op.Binary(Op.Operator operator) -> {
            switch (operator) {
              case ADD -> shift += m;
              case SUBTRACT -> {
                scale = first ? scale : -scale;
                shift = first ? shift - m : m - shift;
              }
              case MULTIPLY -> {
                scale *= m;
                shift *= m;
              }
              case DIVIDE -> {
                scale /= m;
                shift /= m;
              }
              default -> throw new IllegalStateException("no map per channel: " + map);
            }
          }
          default -> {
            // A stop-gradient leaves the value as it is.
          }
        }
      }
      for (int i = c * row; i < (c + 1) * row; i++) {
        folded[i] = (float) (scale * weights[i]);
      }
      bias[c] = (float) shift;
    }
    return new Folded(folded, bias);
  }

  /// Computes the batch-wide operands with the reference.
  private Map<Node, double[]> operands(Chain chain) {
    Map<String, Node> wanted = new LinkedHashMap<>();
    Map<Node, String> names = new HashMap<>();
    for (Node node : nodes(chain)) {
      for (Node input : node.inputs()) {
        if (!input.perExample() && names.putIfAbsent(input, "operand" + names.size()) == null) {
          wanted.put(Objects.requireNonNull(names.get(input)), input);
        }
      }
    }
    Graph graph = Graph.of(wanted, Map.of(), Map.of());
    ReferenceResult result = Reference.of(graph).run(ReferenceBatch.of(1, Map.of()), wide);
    Map<Node, double[]> values = new HashMap<>();
    names.forEach((node, name) -> values.put(node, result.result(name)));
    return values;
  }

  private static List<Node> nodes(Chain chain) {
    List<Node> nodes = new ArrayList<>(chain.maps());
    nodes.add(chain.source());
    return nodes;
  }

  /// The value for channel c of an operand of shape (c) or ().
  private static double value(Map<Node, double[]> operands, Node node, int c) {
    double[] values = Objects.requireNonNull(operands.get(node));
    return values[values.length == 1 ? 0 : c];
  }
}
