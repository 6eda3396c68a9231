package org.evenkeel.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.evenkeel.data.Dataset;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.model.Model;
import org.evenkeel.plan.Plan;
import org.evenkeel.plan.PlanOptions;
import org.evenkeel.train.Execution;

/// The activations right behind normalization layers, looked at in prediction mode: where they are flat, nothing is learned.
final class Activations {
  private static final int BATCH = 256;

  /// Activations of one normalization layer.
  ///
  /// @param layer the normalization layer
  /// @param function what follows it
  /// @param share share of all values that are flat
  /// @param channels number of channels
  /// @param flatChannels channels with at least 99 % of their values flat
  record Flat(String layer, Op.Function function, double share, int channels, int flatChannels) {}

  private Activations() {}

  /// Returns how flat the activations behind `layers` are.
  static List<Flat> of(Model model, List<String> layers, Dataset data, Execution execution) {
    Graph written = model.network().trace(false).logitsGraph();
    Map<String, Node> activations = new LinkedHashMap<>();
    for (Node node : written.nodes()) {
      if (node.op() instanceof Op.Unary(Op.Function function)
          && (function == Op.Function.SIGMOID
              || function == Op.Function.TANH
              || function == Op.Function.RELU)
          && layers.contains(node.input(0).layer())) {
        activations.putIfAbsent(node.input(0).layer(), node);
      }
    }
    if (activations.isEmpty()) {
      return List.of();
    }
    Map<String, long[]> counts = count(model, activations, data, execution);
    List<Flat> result = new ArrayList<>();
    activations.forEach(
        (layer, node) ->
            result.add(flat(layer, node, Objects.requireNonNull(counts.get(layer)), data.size())));
    return result;
  }

  private static Map<String, long[]> count(
      Model model, Map<String, Node> activations, Dataset data, Execution execution) {
    int batch = Math.min(BATCH, data.size());
    int[] order = IntStream.range(0, data.size()).toArray();
    Map<String, long[]> counts = new LinkedHashMap<>();
    PlanOptions options =
        new PlanOptions(execution.kernels(), batch, execution.threads(), execution.fusion());
    Graph graph = Graph.of(activations, Map.of(), Map.of());
    try (Plan plan = new Plan(graph, model.variables(), options, 0)) {
      if (data.isMapped()) {
        plan.data(data.segment(), data.segmentOffset(), data.labels());
      } else {
        plan.data(data.pixels(), data.pixelsOffset(), data.labels());
      }
      for (int first = 0; first < data.size(); first += batch) {
        int examples = Math.min(batch, data.size() - first);
        plan.run(order, first, examples, 0);
        activations.forEach(
            (layer, node) -> {
              long[] count = counts.computeIfAbsent(layer, _ -> new long[node.shape().channels()]);
              float[] values = new float[examples * node.shape().values()];
              plan.examples(layer, values, 0);
              int positions = node.shape().positions();
              Op.Function function = ((Op.Unary) node.op()).function();
              for (int i = 0; i < values.length; i++) {
                count[i / positions % count.length] += isFlat(function, values[i]) ? 1 : 0;
              }
            });
      }
    }
    return counts;
  }

  /// Whether the slope at output y is below a twentieth of its greatest.
  static boolean isFlat(Op.Function function, float y) {
    return switch (function) {
      case SIGMOID -> y * (1 - y) < 0.05 * 0.25;
      case TANH -> 1 - y * y < 0.05;
      default -> y <= 0;
    };
  }

  private static Flat flat(String layer, Node node, long[] counts, int examples) {
    long values = (long) examples * node.shape().positions();
    long all = 0;
    int channels = 0;
    for (long count : counts) {
      all += count;
      channels += count >= 0.99 * values ? 1 : 0;
    }
    Op.Function function = ((Op.Unary) node.op()).function();
    return new Flat(
        layer, function, (double) all / values / counts.length, counts.length, channels);
  }
}
