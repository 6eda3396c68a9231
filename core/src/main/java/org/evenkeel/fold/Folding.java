package org.evenkeel.fold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;

/// A model whose batch norms have become part of the convolution or dense layer before them.
///
/// y = γ·(W·x + b − μ)/√(σ² + ε) + β is W′·x + b′ with W′ = s·W, b′ = s·(b − μ) + β and s = γ/√(σ² + ε): for each output channel a factor of its
/// row of W, and a value of b. What is added at the edges of a convolution is 0 before and after, so this holds for any padding, stride and groups.
///
/// Numerics: W′ and b′ are computed in float64 from the stored float32 values, and rounded once.
///
/// Source: Jacob et al. 2018, section 3.2, for the idea.
///
/// @param model the folded model, with values of its own; for prediction
/// @param folded names of the normalization layers that are gone, in order
/// @param refused normalization layers that stay, with reasons
public record Folding(Model model, List<String> folded, List<Refusal> refused) {
  /// Copies the lists.
  public Folding {
    folded = List.copyOf(folded);
    refused = List.copyOf(refused);
  }

  /// Folds every batch norm that can be folded; `model` is not changed. Where none can be, the result holds the model as it is.
  public static Folding of(Model model) {
    LayerTree tree = LayerTree.of(model.network());
    ChainFinder finder = new ChainFinder(model.network(), tree);
    Map<Node, Chain> chains = new LinkedHashMap<>();
    Map<String, Node> sources = new LinkedHashMap<>();
    Map<String, Refusal> refused = new LinkedHashMap<>();
    for (String layer : finder.normalizations()) {
      switch (finder.find(layer)) {
        case ChainFinder.Finding.Foldable(Chain chain) -> {
          chains.put(chain.source(), chain); // a second norm's chain holds the first one's
          sources.put(layer, chain.source());
        }
        case ChainFinder.Finding.Not(String reason) ->
            refused.put(layer, new Refusal(layer, reason));
      }
    }
    ChannelMaps maps = new ChannelMaps(model.variables());
    Map<String, float[]> values = new HashMap<>();
    Set<String> gone = new TreeSet<>();
    Set<String> biased = new TreeSet<>();
    chains.forEach(
        (source, chain) -> {
          ChannelMaps.Folded folded = maps.fold(chain);
          if (folded.isFinite()) {
            gone.addAll(chain.layers());
            biased.add(chain.owner());
            values.put(chain.weight().name(), folded.weights());
            values.put(chain.biasName(), folded.bias());
          } else {
            sources.forEach(
                (layer, of) -> {
                  if (of == source) {
                    refused.put(
                        layer, new Refusal(layer, "would fold into weights too large for float32"));
                  }
                });
          }
        });
    List<String> folded =
        sources.keySet().stream().filter(layer -> !refused.containsKey(layer)).toList();
    Model result = folded.isEmpty() ? model : model(model, tree.without(gone, biased), values);
    return new Folding(result, folded, new ArrayList<>(refused.values()));
  }

  private static Model model(Model from, Sequential network, Map<String, float[]> folded) {
    Map<String, float[]> values = new HashMap<>();
    VariableValues before = from.variables();
    before.variables().forEach(variable -> values.put(variable.name(), before.of(variable)));
    values.putAll(folded);
    Model model = Model.initialize(network, 0);
    for (Variable variable : model.variables().variables()) {
      float[] value = Objects.requireNonNull(values.get(variable.name()), variable.name());
      System.arraycopy(value, 0, model.variables().of(variable), 0, value.length);
    }
    return from.classNames().isEmpty() ? model : model.classNames(from.classNames());
  }

  /// Returns this, if every normalization layer is folded and there was one.
  ///
  /// @throws FoldingException that names the layers that stay, with reasons
  public Folding whole() {
    if (folded.isEmpty() && refused.isEmpty()) {
      throw new FoldingException("nothing to fold: the network has no batch norm");
    }
    if (!refused.isEmpty()) {
      throw new FoldingException(
          "not folded: "
              + refused.stream().map(Refusal::toString).collect(Collectors.joining("; ")));
    }
    return this;
  }
}
