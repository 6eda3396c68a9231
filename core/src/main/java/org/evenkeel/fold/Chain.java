package org.evenkeel.fold;

import java.util.List;
import java.util.Set;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Variable;

/// A convolution or dense layer and the arithmetic per channel behind it.
///
/// @param source the convolution or dense node
/// @param maps nodes that add to each channel or multiply it, the first reading the source
/// @param owner name of the layer of the source
/// @param layers names of the layers of the maps, which vanish
record Chain(Node source, List<Node> maps, String owner, Set<String> layers) {
  Variable weight() {
    return read(source.input(1));
  }

  boolean hasBias() {
    return source.inputs().size() == 3;
  }

  /// Name of the bias in the folded model.
  String biasName() {
    return hasBias() ? read(source.input(2)).name() : owner + ".bias";
  }

  private static Variable read(Node node) {
    return ((Op.Read) node.op()).variable();
  }
}
