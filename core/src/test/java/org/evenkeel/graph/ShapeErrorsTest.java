package org.evenkeel.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What does not fit is refused when the graph is written, with the operation, what was expected
/// and what came.
class ShapeErrorsTest {
  private final GraphBuilder graph = new GraphBuilder();
  private final PerExample conv = graph.input("conv", Shape.of(4, 5, 6));
  private final PerExample flat = graph.input("flat", Shape.of(8));

  private BatchWide wide(int... sizes) {
    return graph.read(
        new Variable("", "m", Role.PARAMETER, Shape.of(sizes), Initializer.zeros(), true));
  }

  private static void refuses(ThrowingCallable operation, String message) {
    assertThatThrownBy(operation).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void namesBothShapesThatDoNotMeet() {
    refuses(
        () -> conv.plus(flat),
        "add: shapes (n, 4, 5, 6) and (n, 8) do not fit; expected equal shapes, or one channel on"
            + " one side");
    refuses(
        () -> conv.times(graph.input("z", Shape.of(2, 5, 6))),
        "multiply: shapes (n, 4, 5, 6) and (n, 2, 5, 6) do not fit; expected equal shapes, or one"
            + " channel on one side");
    refuses(
        () -> conv.minus(wide(5)),
        "subtract: expected a batch-wide value of shape (4) or () beside (n, 4, 5, 6), got (5)");
    refuses(
        () -> wide(5).dividedBy(wide(4)),
        "divide: batch-wide shapes (5) and (4) do not fit; expected equal shapes or a scalar");
  }

  @Test
  void namesWhatAConvolutionNeeds() {
    Window window = new Window(3, 3, 1, 1, 0, 0, 0, 0);
    refuses(
        () -> conv.conv2d(wide(6, 3, 3, 3), window, 1),
        "conv2d weight: expected (6, 4, 3, 3), got (6, 3, 3, 3)");
    refuses(
        () -> conv.conv2d(wide(6, 4, 3, 3), wide(4), window, 1),
        "conv2d bias: expected (6), got (4)");
    refuses(
        () -> conv.conv2d(wide(6, 4, 3, 3), window, 4),
        "conv2d: 4 groups do not divide 4 input and 6 output channels");
    refuses(
        () -> conv.conv2d(wide(6, 4, 7, 7), new Window(7, 7, 1, 1, 0, 1, 0, 0), 1),
        "conv2d: a window of 7 x 7 does not fit an input of 5 x 6 with padding 0, 1, 0, 0");
    refuses(
        () -> new Window(0, 3, 1, 1, 0, 0, 0, 0),
        "window: expected kernel and stride of at least 1, got kernel 0 x 3, stride 1 x 1");
    refuses(
        () -> new Window(3, 3, 1, 1, 0, -1, 0, 0),
        "window: expected padding of at least 0, got 0, -1, 0, 0");
  }

  @Test
  void namesWhatADenseLayerNeeds() {
    refuses(
        () -> conv.dense(wide(3, 120)),
        "dense: expected (n, features), got (n, 4, 5, 6); flatten it first");
    refuses(() -> flat.dense(wide(3, 9)), "dense weight: expected (3, 8), got (3, 9)");
    refuses(() -> flat.dense(wide(3, 8), wide(8)), "dense bias: expected (3), got (8)");
    refuses(
        () -> wide(2, 3).matmul(wide(2, 3)),
        "matmul: expected (a, b) and (b, c), got (2, 3) and (2, 3)");
    refuses(() -> wide(2).transpose(), "transpose: expected (a, b), got (2)");
  }

  @Test
  void namesWhatALossNeeds() {
    PerExample labels = graph.input("labels", Shape.of(1));
    refuses(
        () -> conv.crossEntropy(labels),
        "crossEntropy: expected logits (n, classes), got (n, 4, 5, 6)");
    refuses(() -> flat.crossEntropy(flat), "crossEntropy labels: expected (1), got (8)");
    refuses(() -> conv.softmax(), "softmax: expected logits (n, classes), got (n, 4, 5, 6)");
    refuses(
        () -> Differentiation.gradients(graph, wide(2)),
        "gradients: expected a scalar loss, got shape (2)");
  }

  @Test
  void namesNumbersOutOfRange() {
    refuses(() -> flat.dropout(1, 0), "dropout: expected a rate in [0, 1), got 1.0");
    refuses(() -> flat.dropout(Double.NaN, 0), "dropout: expected a rate in [0, 1), got NaN");
    refuses(
        () -> wide(2).movingAverage(wide(2), 1.5),
        "movingAverage: expected keep in [0, 1] and shape (2), got 1.5 and (2)");
    refuses(
        () -> wide(2).movingAverage(wide(3), 0.5),
        "movingAverage: expected keep in [0, 1] and shape (2), got 0.5 and (3)");
    refuses(
        () -> wide(2).movingAverage(wide(2), wide(2)),
        "movingAverage: expected shape (2) and a scalar keep, got (2) and (2)");
    refuses(
        () -> wide(2).select(wide(3), 1),
        "select: batch-wide shapes (2), (3) and () do not fit; expected equal shapes or scalars");
    refuses(
        () -> conv.permute(0, 1, 1),
        "permute: expected (n, a, b, c) and dimensions 0, 1 and 2, each once, got (n, 4, 5, 6) and"
            + " [0, 1, 1]");
    refuses(
        () -> conv.reshape(Shape.of(7)),
        "reshape: expected (features) or (c, h, w) with 120 values, got (7)");
    refuses(() -> Shape.of(2, 0), "shape: expected positive sizes, got [2, 0]");
    refuses(() -> Shape.of(100_000, 100_000), "shape: [100000, 100000] has too many values");
  }

  @Test
  void windowsThatFitGiveTheirShape() {
    assertThat(new Window(3, 2, 2, 3, 1, 0, 0, 1).slide("pool", Shape.of(4, 5, 6), 9))
        .isEqualTo(Shape.of(9, 2, 2));
    assertThat(conv.reshape(conv.shape())).isSameAs(conv);
    assertThat(flat.dropout(0, 0)).isSameAs(flat);
  }
}
