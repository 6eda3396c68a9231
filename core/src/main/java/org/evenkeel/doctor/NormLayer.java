package org.evenkeel.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.evenkeel.graph.Ghosts;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;
import org.evenkeel.nn.Sequential;

/// What the graphs tell about a normalization layer, whoever wrote it.
final class NormLayer {
  private final String name;
  private Optional<Variable> gamma = Optional.empty();
  private Optional<Variable> mean = Optional.empty();
  private Optional<Variable> variance = Optional.empty();
  private Optional<Variable> biasBefore = Optional.empty();
  private Optional<Ghosts> ghosts = Optional.empty();
  private OptionalDouble epsilon = OptionalDouble.empty();
  private OptionalDouble keep = OptionalDouble.empty();
  private OptionalInt positions = OptionalInt.empty();

  private NormLayer(String name) {
    this.name = name;
  }

  /// Returns every layer with a gamma or moving statistics, or that takes moments in training, in the order of the network.
  static List<NormLayer> of(Sequential network) {
    Graph training = network.trace(true).trainingGraph();
    Graph prediction = network.trace(false).logitsGraph();
    Map<String, NormLayer> layers = new LinkedHashMap<>();
    for (Variable variable : network.trace(true).variables()) {
      switch (variable.role()) {
        case GAMMA -> layer(layers, variable.layer()).gamma = Optional.of(variable);
        case MOVING_MEAN -> layer(layers, variable.layer()).mean = Optional.of(variable);
        case MOVING_VARIANCE -> layer(layers, variable.layer()).variance = Optional.of(variable);
        default -> {
          // Says nothing about a normalization.
        }
      }
    }
    for (Node node : training.nodes()) {
      if (node.op() instanceof Op.Moments) {
        layer(layers, node.layer()).normalizes(node.input(0));
      }
      if (node.op() instanceof Op.GhostMeans(Ghosts parts)) {
        layer(layers, node.layer()).ghosts = Optional.of(parts);
      }
    }
    training.updates().forEach((state, update) -> follows(layers, state, update));
    for (Node node : prediction.nodes()) {
      addsEpsilon(layers, node);
    }
    return List.copyOf(layers.values());
  }

  private static NormLayer layer(Map<String, NormLayer> layers, String name) {
    return layers.computeIfAbsent(name, NormLayer::new);
  }

  private void normalizes(Node x) {
    positions = OptionalInt.of(x.shape().positions());
    boolean weighted = x.op() instanceof Op.Conv2d || x.op() instanceof Op.Dense;
    if (weighted
        && x.inputs().size() == 3
        && x.input(2).op() instanceof Op.Read(Variable variable)) {
      biasBefore = Optional.of(variable);
    }
  }

  private static void follows(Map<String, NormLayer> layers, Variable state, Node update) {
    if (update.op() instanceof Op.MovingAverage
        && update.input(2).op() instanceof Op.Constant(double share)
        && layers.containsKey(state.layer())) {
      layer(layers, state.layer()).keep = OptionalDouble.of(share);
    }
  }

  /// variance + ε, wherever it is written.
  private static void addsEpsilon(Map<String, NormLayer> layers, Node node) {
    if (node.op() instanceof Op.Binary(Op.Operator operator)
        && operator == Op.Operator.ADD
        && node.input(0).op() instanceof Op.Read(Variable variable)
        && variable.role() == Role.MOVING_VARIANCE
        && node.input(1).op() instanceof Op.Constant(double value)) {
      layer(layers, variable.layer()).epsilon = OptionalDouble.of(value);
    }
  }

  /// Names of the layers.
  static List<String> names(List<NormLayer> layers) {
    List<String> names = new ArrayList<>();
    layers.forEach(layer -> names.add(layer.name));
    return names;
  }

  String name() {
    return name;
  }

  Optional<Variable> gamma() {
    return gamma;
  }

  Optional<Variable> movingMean() {
    return mean;
  }

  Optional<Variable> movingVariance() {
    return variance;
  }

  /// The bias of a convolution or dense layer right before, if it is normalized by statistics of the batch.
  Optional<Variable> biasBefore() {
    return biasBefore;
  }

  /// What is added to the moving variance in prediction.
  OptionalDouble epsilon() {
    return epsilon;
  }

  /// The constant share of the old value that moving statistics keep.
  OptionalDouble keep() {
    return keep;
  }

  /// Examples normalized together in a batch of `batch`: the batch, or the smallest of its ghost batches.
  int smallestPart(int batch) {
    int smallest = batch;
    for (int from = 0; ghosts.isPresent() && from < batch; ) {
      int end = ghosts.get().end(from, batch);
      smallest = Math.min(smallest, end - from);
      from = end;
    }
    return smallest;
  }

  /// Values per channel and example, where the batch's statistics normalize.
  OptionalInt positions() {
    return positions;
  }
}
