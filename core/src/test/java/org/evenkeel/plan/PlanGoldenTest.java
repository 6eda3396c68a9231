package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.globalAvgPool2d;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Differentiation;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Winograd;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Pool2d;
import org.evenkeel.testing.Golden;
import org.evenkeel.testing.OwnNorms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Plans against PyTorch's float64, and plans of every kind against each other, bit by bit.
///
/// The bound of float32: each value may be off by `ROUNDING` times a number of roundings, relative
/// to the greater of its own magnitude and the smaller of 1 and the tensor's greatest. The number
/// is 8 and what the longest chain of the case adds.
class PlanGoldenTest {
  private static final double ROUNDING = 0x1p-24;

  /// Bound of parameters after up to five steps of SGD with learning rate 0.5.
  private static final double SGD = 1e-5;

  /// Cases that float32 plans cannot run, with the reason.
  private static final Map<String, String> EXCLUDED =
      Map.of(
          "batchNorm-training-ill-conv", "its inputs need float64",
          "batchNorm-training-ill-dense", "its inputs need float64",
          "exp-large", "its outputs overflow float32",
          "sgd-momentum-decay-weights-only", "weight decay acts on every parameter",
          "instanceNorm-tracked", "its states follow the reference in PlanReferenceTest",
          "lenet20", "a test of its own, PlanLenetTest");

  static Stream<Golden> goldens() {
    return Golden.all("").filter(golden -> !EXCLUDED.containsKey(golden.name()));
  }

  @Test
  void leavesOutNothingButTheExcluded() {
    assertThat(goldens()).hasSize(Golden.names("").size() - EXCLUDED.size());
    assertThat(Golden.names("")).hasSize(102).containsAll(EXCLUDED.keySet());
    assertThat(KernelChoice.best().vectorBits()).as("SIMD kernels").isPositive();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void agreesWithPyTorch(Golden golden) {
    PlanGolden plan = new PlanGolden(golden, ROUNDING * (8 + longestChain(golden)));
    switch (golden.attribute("operation")) {
      case "conv2d" -> plan.layer(plan.conv2d());
      case "dense" -> plan.layer(plan.dense());
      case "batchNorm" -> {
        if (golden.attribute("mode").equals("moving")) {
          plan.movingStatistics();
        } else {
          plan.layer(plan.norm());
        }
      }
      case "layerNorm", "groupNorm", "instanceNorm", "rmsNorm" -> plan.layer(OwnNorms.of(golden));
      case "sigmoid", "tanh", "relu", "exp", "log", "sqrt", "rsqrt", "square" -> plan.unary();
      case "add", "subtract", "multiply", "divide" -> plan.binary();
      case "moments" -> plan.moments();
      case "matmul" -> plan.matmul();
      case "meanOverChannels" -> plan.meanOverChannels();
      case "avgPool2d" -> plan.layer(plan.pool(Pool2d.Kind.AVERAGE));
      case "maxPool2d" -> plan.layer(plan.pool(Pool2d.Kind.MAXIMUM));
      case "globalAvgPool" -> plan.layer(globalAvgPool2d());
      case "flatten" -> plan.layer(flatten());
      case "residual" -> plan.residual();
      case "softmaxCrossEntropy" -> plan.crossEntropy();
      case "sgd" -> sgd(golden, plan.norm());
      default -> throw new AssertionError("no test for " + golden);
    }
  }

  /// Returns the roundings that the longest chain of a case can add up.
  private static int longestChain(Golden golden) {
    return switch (golden.attribute("operation")) {
      // A weight gradient sums over positions, then over examples; an output over its weights;
      // twice, because terms may be greater than their sum.
      case "conv2d", "dense" ->
          (isMapped(golden) ? 4 : 2)
              * (golden.shape("y")[0]
                  + values(golden.shape("y"), 2)
                  + values(golden.shape("weight"), 1));
      case "residual" -> 20 + 2 * 4 * 9 + 2 * 5 * 5;
      // Two examples may lie close together: then dX is the difference of nearly equal terms.
      case "layerNorm", "groupNorm", "instanceNorm", "rmsNorm" -> 64;
      case "batchNorm" -> golden.has("x") && golden.shape("x")[0] == 2 ? 256 : 64;
      default -> 8;
    };
  }

  /// Returns whether a convolution is computed in Winograd's form, whose maps carry the roundings of a whole tile into each value.
  private static boolean isMapped(Golden golden) {
    if (!golden.attribute("operation").equals("conv2d")) {
      return false;
    }
    int[] x = golden.shape("x");
    int[] w = golden.shape("weight");
    int[] y = golden.shape("y");
    int[] stride = golden.sizes("stride");
    int[] padding = golden.sizes("padding");
    ConvShape shape =
        new ConvShape(
            x[1],
            x[2],
            x[3],
            w[0],
            y[2],
            y[3],
            w[2],
            w[3],
            stride[0],
            stride[1],
            padding[0],
            padding[2],
            golden.sizes("groups")[0]);
    return Winograd.maps(shape);
  }

  /// Returns the product of all sizes from dimension `from` on.
  private static int values(int[] shape, int from) {
    return Arrays.stream(shape).skip(from).reduce(1, (a, b) -> a * b);
  }

  /// Five steps with momentum and decay; all parameters after each.
  private static void sgd(Golden golden, Layer norm) {
    int examples = golden.shape("x.1")[0];
    PlanTrial trial = new PlanTrial(examples, true);
    PerExample hidden =
        trial.layer("dense1", dense(5), trial.example("x", Shape.of(6)), v -> start(golden, v));
    PerExample active = trial.layer("bn", norm, hidden, v -> start(golden, v)).sigmoid();
    PerExample logits = trial.layer("dense2", dense(3), active, v -> start(golden, v));
    BatchWide loss = logits.crossEntropy(trial.labels()).sum().sum().dividedBy(logits.count());
    Graph graph =
        Graph.of(
            Map.of("loss", loss.node()),
            Differentiation.gradients(trial.graph(), loss),
            trial.scope().updates());
    VariableValues values = trial.values();
    double[] losses = new double[5];
    int[] order = IntStream.range(0, examples).toArray();
    PlanOptions options = new PlanOptions(KernelChoice.best(), examples, 2, true);
    try (Plan plan = new Plan(graph, values, options, 0)) {
      for (int step = 1; step <= 5; step++) {
        plan.input("x", golden.floats("x." + step));
        plan.data(new byte[0], 0, bytes(golden.ints("labels." + step)));
        plan.run(order, 0, examples, step);
        losses[step - 1] = plan.scalar("loss");
        plan.update(
            (float) golden.number("lr"),
            (float) golden.number("momentum"),
            (float) golden.number("weightDecay"));
        for (Variable variable : values.variables()) {
          golden.expect(variable.name() + "." + step, values.of(variable), SGD);
        }
      }
    }
    golden.expect("losses", losses, SGD);
  }

  private static float[] start(Golden golden, Variable variable) {
    return golden.floats(variable.name() + ".0");
  }

  private static byte[] bytes(int[] numbers) {
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return bytes;
  }
}
