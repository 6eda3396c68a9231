package org.evenkeel.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.evenkeel.graph.Differentiation;
import org.evenkeel.graph.Ghosts;
import org.evenkeel.graph.Moments;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Value;
import org.evenkeel.graph.Window;

/// Small cases of every operation, computed by hand.
final class HandComputed {
  /// An operation on a few numbers.
  ///
  /// @param name what it is
  /// @param examples n
  /// @param build writes it into an empty trial
  /// @param expected what comes out
  record Case(String name, int examples, Function<Trial, Node> build, List<Double> expected) {
    Case(String name, int examples, Function<Trial, Node> build, double[] expected) {
      this(name, examples, build, Arrays.stream(expected).boxed().toList());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Shape ONE = Shape.of(1);
  private static final Shape TWO = Shape.of(2);
  private static final Shape SCALAR = Shape.scalar();

  private final List<Case> cases = new ArrayList<>();

  private HandComputed() {
    convolution();
    dense();
    elements();
    broadcasts();
    reductions();
    averages();
    maxima();
    losses();
    wides();
    groups();
    ghosts();
  }

  static List<Case> all() {
    return new HandComputed().cases;
  }

  private void add(String name, int examples, Function<Trial, Value> build, double... expected) {
    cases.add(new Case(name, examples, build.andThen(Value::node), expected));
  }

  /// Adds the gradient of Σ f(x)·dY for x.
  private void gradient(
      String name,
      Shape x,
      double[] at,
      Function<PerExample, PerExample> f,
      double[] dY,
      double... expected) {
    Function<Trial, Node> build =
        t -> {
          PerExample input = t.example("x", x, at);
          return backward(t, f.apply(input), dY, input).inputs().get(0);
        };
    cases.add(new Case("gradient of " + name, at.length / x.values(), build, expected));
  }

  private static Differentiation.Result backward(
      Trial t, PerExample y, double[] dY, PerExample... inputs) {
    return Differentiation.backward(t.graph(), y, t.example("dY", y.shape(), dY), List.of(inputs));
  }

  private static double[] of(double... values) {
    return values;
  }

  private void convolution() {
    Window plain = new Window(2, 2, 1, 1, 0, 0, 0, 0);
    Window stepped = new Window(2, 2, 1, 2, 0, 0, 1, 0);
    Function<Trial, PerExample> x = t -> t.example("x", Shape.of(1, 2, 3), 1, 2, 3, 4, 5, 6);
    Shape square = Shape.of(1, 1, 2, 2);
    add(
        "convolution with bias",
        1,
        t ->
            x.apply(t)
                .conv2d(t.parameter("w", square, 1, 2, 3, 4), t.parameter("b", ONE, 10), plain, 1),
        47,
        57);
    add(
        "convolution with padding and stride",
        1,
        t -> x.apply(t).conv2d(t.parameter("w", square, 1, 2, 3, 4), stepped, 1),
        18,
        47);
    Window point = new Window(1, 1, 1, 1, 0, 0, 0, 0);
    add(
        "convolution in groups",
        2,
        t ->
            t.example("x", Shape.of(2, 1, 1), 3, 5, 1, 2)
                .conv2d(t.parameter("w", Shape.of(2, 1, 1, 1), 7, 11), point, 2),
        21,
        55,
        7,
        22);
    Window tall = new Window(2, 1, 1, 1, 0, 0, 0, 0);
    for (int part = 0; part < 3; part++) {
      String name = "part %d of the gradient of a convolution".formatted(part);
      double[][] expected = {{10, 14, 15, 21}, {19, 43}, {12}};
      cases.add(new Case(name, 1, convolutionGradient(tall, part), expected[part]));
    }
  }

  private static Function<Trial, Node> convolutionGradient(Window window, int part) {
    return t -> {
      PerExample x = t.example("x", Shape.of(1, 2, 2), 1, 2, 3, 4);
      PerExample y =
          x.conv2d(
              t.parameter("w", Shape.of(1, 1, 2, 1), 2, 3), t.parameter("b", ONE, 9), window, 1);
      return part(backward(t, y, of(5, 7), x), part);
    };
  }

  /// Returns the gradient for x, w or b.
  private static Node part(Differentiation.Result gradients, int part) {
    if (part == 0) {
      return gradients.inputs().get(0);
    }
    String key = part == 1 ? "w" : "b";
    return gradients.variables().entrySet().stream()
        .filter(entry -> entry.getKey().key().equals(key))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private void dense() {
    Shape square = Shape.of(2, 2);
    add(
        "dense",
        1,
        t ->
            t.example("x", TWO, 2, 3)
                .dense(t.parameter("w", square, 1, 2, 3, 4), t.parameter("b", TWO, 10, 20)),
        18,
        38);
    for (int part = 0; part < 3; part++) {
      String name = "part %d of the gradient of dense".formatted(part);
      double[][] expected = {{26, 38}, {10, 15, 14, 21}, {5, 7}};
      int which = part;
      cases.add(
          new Case(
              name,
              1,
              t -> {
                PerExample x = t.example("x", TWO, 2, 3);
                PerExample y =
                    x.dense(t.parameter("w", square, 1, 2, 3, 4), t.parameter("b", TWO, 0, 0));
                return part(backward(t, y, of(5, 7), x), which);
              },
              expected[part]));
    }
  }

  private void elements() {
    unary("−x", PerExample::negate, of(2, -3), -2, 3);
    unary("x²", PerExample::square, of(2, -3), 4, 9);
    unary("√x", PerExample::sqrt, of(4, 0.25), 2, 0.5);
    unary("1/√x", PerExample::rsqrt, of(4, 0.25), 0.5, 2);
    unary("1/x", PerExample::reciprocal, of(4, -0.25), 0.25, -4);
    unary("eˣ", PerExample::exp, of(0, 1), 1, Math.E);
    unary("log x", PerExample::log, of(1, Math.E), 0, 1);
    unary("sigmoid", PerExample::sigmoid, of(0, StrictMath.log(3)), 0.5, 0.75);
    unary("relu", PerExample::relu, of(-1, 2), 0, 2);
    unary("tanh", PerExample::tanh, of(0, StrictMath.log(2)), 0, 0.6);
    gradient("sigmoid", TWO, of(0, StrictMath.log(3)), PerExample::sigmoid, of(8, 16), 2, 3);
    gradient("relu", Shape.of(3), of(-1, 0, 2), PerExample::relu, of(5, 6, 7), 0, 0, 7);
    gradient("tanh", TWO, of(0, StrictMath.log(2)), PerExample::tanh, of(2, 100), 2, 64);
  }

  private void unary(String name, Function<PerExample, Value> f, double[] x, double... expected) {
    add(name, 2, t -> f.apply(t.example("x", ONE, x)), expected);
  }

  private void broadcasts() {
    Shape conv = Shape.of(2, 1, 2);
    Function<Trial, PerExample> x = t -> t.example("x", conv, 1, 2, 3, 4);
    Function<Trial, PerExample> one = t -> t.example("z", Shape.of(1, 1, 2), 10, 20);
    Function<Trial, PerExample> z = t -> t.example("z", conv, 4, 3, 2, 1);
    add("x + z", 1, t -> x.apply(t).plus(z.apply(t)), 5, 5, 5, 5);
    add("x − z", 1, t -> x.apply(t).minus(z.apply(t)), -3, -1, 1, 3);
    add("x · one channel", 1, t -> x.apply(t).times(one.apply(t)), 10, 40, 30, 80);
    add("one channel / x", 1, t -> one.apply(t).dividedBy(x.apply(t)), 10, 10, 10 / 3.0, 5);
    add("x · m", 1, t -> x.apply(t).times(t.parameter("m", TWO, 5, 7)), 5, 10, 21, 28);
    add("x + number", 1, t -> x.apply(t).plus(0.5), 1.5, 2.5, 3.5, 4.5);
    add("m − x", 1, t -> t.parameter("m", TWO, 5, 7).minus(x.apply(t)), 4, 3, 4, 3);
    add(
        "x · z + c",
        1,
        t -> x.apply(t).times(z.apply(t)).plus(t.parameter("c", TWO, 1, 2)),
        5,
        7,
        8,
        6);
    add(
        "x · m + z",
        1,
        t -> x.apply(t).times(t.parameter("m", SCALAR, 2)).plus(z.apply(t)),
        6,
        7,
        8,
        9);
    add(
        "channels last",
        2,
        t -> t.example("x", conv, 1, 2, 3, 4, 5, 6, 7, 8).permute(1, 2, 0),
        1,
        3,
        2,
        4,
        5,
        7,
        6,
        8);
    add("reshape", 1, t -> x.apply(t).reshape(Shape.of(4)), 1, 2, 3, 4);
  }

  private void reductions() {
    double nan = Double.NaN;
    add(
        "weighted moments",
        4,
        t -> {
          Moments m = t.example("x", ONE, 1, 5, nan, 7).moments(t.example("w", ONE, 3, 1, 0, -1));
          // Mean 2, variance (3·1 + 9) / 4 = 3, weight 4.
          return m.mean().plus(m.variance().times(10)).plus(m.weight().times(100));
        },
        432);
    add(
        "moments of nothing",
        2,
        t -> {
          Moments m = t.example("x", ONE, nan, 5).moments(t.example("w", ONE, 0, 0));
          return m.mean().plus(m.variance()).plus(m.weight()).plus(1);
        },
        1);
    add(
        "select",
        2,
        t -> t.example("x", TWO, 1, nan, nan, -4).select(t.example("m", TWO, 1, 0, -1, 0.5)),
        1,
        0,
        0,
        -4);
    add(
        "differs from",
        4,
        t -> t.example("x", TWO, 3, 3, 3, 0, nan, 3, 0, 0).differsFrom(3),
        0,
        1,
        1,
        1);
    add("differs from NaN", 2, t -> t.example("x", TWO, nan, nan, nan, 0).differsFrom(nan), 0, 1);
    add("differs from 0.1", 2, t -> t.example("x", ONE, 0.1f, 0.1).differsFrom(0.1), 0, 0);
    Shape conv = Shape.of(2, 1, 2);
    double[] at = {1, 2, 3, 4, 5, 6, 7, 8}; // channel 0: 1, 2, 5, 6; channel 1: 3, 4, 7, 8
    Function<Trial, PerExample> x = t -> t.example("x", conv, at);
    add("sum", 2, t -> x.apply(t).sum(), 14, 22);
    add("sum of a product", 2, t -> x.apply(t).times(x.apply(t)).sum(), 66, 138);
    add(
        "sum of a product with one channel",
        2,
        t -> x.apply(t).times(t.example("z", Shape.of(1, 1, 2), 1, 10, 100, 1000)).sum(),
        1 + 20 + 500 + 6000,
        3 + 40 + 700 + 8000);
    add("count", 2, t -> x.apply(t).count(), 4);
    add("mean", 2, t -> x.apply(t).mean(), 3.5, 5.5);
    add("variance", 2, t -> x.apply(t).moments().variance(), 4.25, 4.25);
    add("channel sum", 2, t -> x.apply(t).channelSum(), 4, 6, 12, 14);
    add("channel mean", 2, t -> x.apply(t).channelMean(), 2, 3, 6, 7);
    gradient(
        "channel sum", conv, at, PerExample::channelSum, of(1, 2, 3, 4), 1, 2, 1, 2, 3, 4, 3, 4);
    gradient(
        "a spread sum",
        ONE,
        of(3, 5),
        input -> input.times(input.sum().stopGradient()).plus(input.sum()),
        of(1, 10),
        11 + 8,
        11 + 80);
    gradient(
        "a sum alone",
        ONE,
        of(3, 5),
        input -> input.stopGradient().times(input.sum()),
        of(1, 10),
        53,
        53);
  }

  private void averages() {
    Shape line = Shape.of(1, 1, 3);
    Window window = new Window(1, 2, 1, 2, 0, 0, 1, 0);
    add("average", 1, t -> t.example("x", line, 3, 5, 9).avgPool(window, false), 3, 7);
    add(
        "average with padding counted",
        1,
        t -> t.example("x", line, 3, 5, 9).avgPool(window, true),
        1.5,
        7);
    gradient("average", line, of(3, 5, 9), x -> x.avgPool(window, false), of(10, 20), 10, 10, 10);
    gradient(
        "average with padding counted",
        line,
        of(3, 5, 9),
        x -> x.avgPool(window, true),
        of(10, 20),
        5,
        10,
        10);
  }

  private void maxima() {
    Shape line = Shape.of(1, 1, 4);
    Window window = new Window(1, 3, 1, 1, 0, 0, 0, 0);
    add("maximum", 1, t -> t.example("x", line, 3, 8, 5, 8).maxPool(window), 8, 8);
    gradient(
        "maximum: the first wins",
        line,
        of(3, 8, 5, 8),
        x -> x.maxPool(window),
        of(10, 20),
        0,
        30,
        0,
        0);
  }

  private void losses() {
    double ln2 = StrictMath.log(2);
    double[] logits = {0, ln2, 0, 1000, 1000, -1000}; // 1/4, 1/2, 1/4; 1/2, 1/2, 0
    double[] labels = {0, 1};
    Shape three = Shape.of(3);
    Function<Trial, PerExample> z = t -> t.example("z", three, logits);
    Function<Trial, PerExample> label = t -> t.example("labels", ONE, labels);
    add("softmax", 2, t -> z.apply(t).softmax(), 0.25, 0.5, 0.25, 0.5, 0.5, 0);
    add("cross-entropy", 2, t -> z.apply(t).crossEntropy(label.apply(t)), 2 * ln2, ln2);
    add("correct: the first greatest counts", 2, t -> z.apply(t).correct(label.apply(t)), 0, 0);
    add("correct", 1, t -> t.example("z", three, 1, 5, 5).correct(t.example("labels", ONE, 1)), 1);
    cases.add(
        new Case(
            "gradient of cross-entropy",
            2,
            t -> {
              PerExample x = z.apply(t);
              PerExample losses = x.crossEntropy(label.apply(t));
              return backward(t, losses, of(4, 10), x).inputs().get(0);
            },
            of(-3, 2, 1, 5, -5, 0)));
  }

  private void groups() {
    Shape four = Shape.of(4);
    double[] x = {1, 3, 10, 12};
    add("sums of groups", 1, t -> t.example("x", four, x).groupSum(2), 4, 22);
    add("means of groups", 1, t -> t.example("x", four, x).groupMean(2), 2, 11);
    add("over groups", 1, t -> t.example("x", TWO, 5, 7).overGroups(four), 5, 5, 7, 7);
    add("tiled", 1, t -> t.parameter("m", TWO, 5, 7).tile(four), 5, 7, 5, 7);
    add("folded", 1, t -> t.parameter("m", four, 1, 2, 3, 4).fold(TWO), 4, 6);
    add(
        "normalized groups", // variance 1, with 3 added 4
        1,
        t -> t.example("x", four, x).normalizeGroups(2, true, 3),
        -0.5,
        0.5,
        -0.5,
        0.5);
    add(
        "groups by root mean square", // (9 + 16) / 2, with as much added 25
        1,
        t -> t.example("x", TWO, 3, 4).normalizeGroups(1, false, 12.5),
        0.6,
        0.8);
    gradient(
        "normalized groups",
        TWO,
        new double[] {1, 3},
        y -> y.normalizeGroups(1, true, 3),
        new double[] {1, 0},
        0.1875, // ½·(1 − ½ − ½·¼)
        -0.1875);
  }

  private void ghosts() {
    add(
        "means of ghost batches of 1 and 2",
        3,
        t -> t.example("x", ONE, 4, 10, 20).ghostMean(new Ghosts(2, 1)),
        4,
        15,
        15);
  }

  private void wides() {
    Shape matrix = Shape.of(2, 3);
    double[] m = {1, 2, 3, 4, 5, 6};
    add(
        "matrix product",
        1,
        t -> t.parameter("m", matrix, m).matmul(t.parameter("k", Shape.of(3, 1), 1, 10, 100)),
        321,
        654);
    add("transpose", 1, t -> t.parameter("m", matrix, m).transpose(), 1, 4, 2, 5, 3, 6);
    add("sum of a matrix", 1, t -> t.parameter("m", matrix, m).sum(), 21);
    add(
        "matrix over number",
        1,
        t -> t.parameter("m", matrix, m).dividedBy(2),
        0.5,
        1,
        1.5,
        2,
        2.5,
        3);
    add(
        "number over vector",
        1,
        t -> t.parameter("k", SCALAR, 6).dividedBy(t.parameter("m", TWO, 2, 3)),
        3,
        2);
    add(
        "vector minus vector",
        1,
        t -> t.parameter("k", TWO, 6, 5).minus(t.parameter("m", TWO, 2, 3)),
        4,
        2);
    add("1/√m", 1, t -> t.parameter("m", TWO, 4, 0.25).rsqrt(), 0.5, 2);
    add(
        "moving average",
        1,
        t -> t.state("m", TWO, 10, 20).movingAverage(t.parameter("k", TWO, 0, 100), 0.75),
        7.5,
        40);
    add(
        "moving average with a computed share",
        1,
        t ->
            t.state("m", TWO, 10, 20)
                .movingAverage(
                    t.parameter("k", TWO, 0, 100),
                    t.state("t", SCALAR, 3).reciprocal().times(0.75)),
        2.5,
        80);
    add(
        "progress",
        1,
        t -> t.parameter("m", TWO, 2, 3).times(t.graph().progress()),
        2 * Trial.PROGRESS,
        3 * Trial.PROGRESS);
    add(
        "minimum",
        1,
        t -> t.parameter("m", TWO, 6, -5).minimum(t.parameter("k", TWO, 2, 3)),
        2,
        -5);
    add("maximum", 1, t -> t.parameter("m", TWO, 6, -5).maximum(t.parameter("k", SCALAR, 2)), 6, 2);
    add(
        "clipped",
        1,
        t ->
            t.parameter("m", Shape.of(3), 6, -5, 0)
                .clip(t.parameter("l", SCALAR, -1), t.parameter("h", SCALAR, 2)),
        2,
        -1,
        0);
    double[] conditions = {1, 0, -1, Double.NaN};
    add(
        "select: the other value does not get through",
        1,
        t ->
            t.parameter("c", Shape.of(4), conditions)
                .select(t.parameter("a", Shape.of(4), 1, Double.NaN, 3, 4), 7),
        1,
        7,
        7,
        7);
    cases.add(
        new Case(
            "gradient of the sum of a vector",
            1,
            t -> {
              PerExample x = t.example("x", ONE, 3);
              PerExample y = x.times(t.parameter("w", TWO, 1, 2).sum());
              return part(backward(t, y, of(5), x), 1);
            },
            of(15, 15)));
  }
}
