package org.evenkeel.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;

/// Bytes of activations that a step reads and writes for one example, each once, whatever a kernel does: 4 a value, 1 a pixel or label of the
/// data set.
final class Traffic {
  private static final int BYTES = Float.BYTES;

  private Traffic() {}

  /// Returns the bytes of a step.
  ///
  /// @param replaces the nodes that it computes
  /// @param outputs those of them whose values it leaves behind; batch-wide ones count nothing
  static long of(List<Node> replaces, List<Node> outputs) {
    Set<Node> read = new HashSet<>();
    long bytes = 0;
    for (Node node : replaces) {
      if (node.op() instanceof Op.Input(String name)) {
        boolean byteOfData = name.equals("images") || name.equals("labels");
        bytes += (byteOfData ? 1L : BYTES) * node.shape().values();
      }
      for (Node input : node.inputs()) {
        Node source = stored(input, replaces);
        if (source.perExample() && !replaces.contains(source)) {
          read.add(source);
        }
      }
    }
    for (Node node : read) {
      bytes += bytes(node);
    }
    for (Node node : outputs) {
      bytes += node.perExample() ? bytes(node) : 0;
    }
    return bytes;
  }

  /// Returns the bytes of a copy of a value: read once and written once.
  static long copied(Node node) {
    return 2 * bytes(node);
  }

  private static long bytes(Node node) {
    return (long) BYTES * node.shape().values();
  }

  /// Returns what is read for an operand: a fused step makes x − mean for itself.
  private static Node stored(Node input, List<Node> replaces) {
    Node source = Drafts.source(input);
    return replaces.size() > 1 && Patterns.isCentred(source) && !replaces.contains(source)
        ? Drafts.source(source.input(0))
        : source;
  }
}
