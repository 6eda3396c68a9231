package org.evenkeel.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Value;
import org.evenkeel.reference.GradientCases.Case;
import org.evenkeel.reference.Trial.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Derived gradients against central differences. No operation is skipped: each is differentiated,
/// arises as a gradient, or has none.
class GradientTest {
  /// Operations through which nothing flows.
  private static final Set<Class<?>> WITHOUT_GRADIENT =
      Set.of(
          Op.Input.class,
          Op.Read.class,
          Op.Constant.class,
          Op.Count.class,
          Op.Progress.class,
          Op.Differs.class,
          Op.Correct.class,
          Op.Softmax.class,
          Op.MovingAverage.class,
          Op.StopGradient.class);

  /// Operations that nobody asks for by name: they arise when a graph is differentiated or made
  /// canonical.
  private static final Set<Class<?>> DERIVED =
      Set.of(
          Op.Conv2dInputGradient.class,
          Op.Conv2dWeightGradient.class,
          Op.DenseInputGradient.class,
          Op.DenseWeightGradient.class,
          Op.AvgPoolGradient.class,
          Op.MaxPoolGradient.class,
          Op.CrossEntropyGradient.class,
          Op.MultiplyAdd.class,
          Op.Spread.class,
          Op.ChannelBroadcast.class,
          Op.WideBroadcast.class,
          Op.GroupNormalizeGradient.class);

  static List<Case> training() {
    return GradientCases.all();
  }

  static List<Case> prediction() {
    return GradientCases.inPrediction();
  }

  @ParameterizedTest
  @MethodSource("training")
  void agreesWithCentralDifferences(Case each) {
    Trial trial = Trial.training(GradientCases.EXAMPLES);
    new GradientCheck(trial, each.build().apply(trial)).run();
  }

  @ParameterizedTest
  @MethodSource("prediction")
  void agreesWithCentralDifferencesInPrediction(Case each) {
    Trial trial = Trial.prediction(GradientCases.EXAMPLES);
    new GradientCheck(trial, each.build().apply(trial)).run();
  }

  @ParameterizedTest
  @MethodSource("training")
  void agreesForOneExampleUnlessThereIsNothingToNormalize(Case each) {
    Trial trial = Trial.training(1);
    Value value = each.build().apply(trial);
    // The variance of a single value is 0, where 1/√ and differences mean nothing.
    boolean single =
        reachable(value.node()).stream()
            .anyMatch(n -> n.op() instanceof Op.Moments && n.input(0).shape().positions() == 1);
    if (!single && !trial.data().containsKey("labels")) {
      new GradientCheck(trial, value).run();
    }
  }

  @Test
  void coversEveryOperation() {
    Set<Class<?>> asked = new HashSet<>();
    Set<Class<?>> derived = new HashSet<>();
    for (Case each : training()) {
      Trial trial = Trial.training(GradientCases.EXAMPLES);
      Value value = each.build().apply(trial);
      reachable(value.node()).forEach(node -> asked.add(node.op().getClass()));
      new GradientCheck(trial, value)
          .backward()
          .nodes()
          .forEach(node -> derived.add(node.op().getClass()));
    }
    assertThat(derived).containsAll(DERIVED);
    assertThat(asked).doesNotContainAnyElementsOf(DERIVED);
    Set<Class<?>> all = new HashSet<>(asked);
    all.addAll(DERIVED);
    all.addAll(WITHOUT_GRADIENT);
    assertThat(all).containsExactlyInAnyOrder(Op.class.getPermittedSubclasses());
  }

  @Test
  void coversEveryFunctionAndOperatorOfBothKinds() {
    EnumSet<Op.Function> exampleFunctions = EnumSet.noneOf(Op.Function.class);
    EnumSet<Op.Function> wideFunctions = EnumSet.noneOf(Op.Function.class);
    EnumSet<Op.Operator> exampleOperators = EnumSet.noneOf(Op.Operator.class);
    EnumSet<Op.Operator> wideOperators = EnumSet.noneOf(Op.Operator.class);
    for (Case each : training()) {
      Trial trial = Trial.training(GradientCases.EXAMPLES);
      for (Node node : reachable(each.build().apply(trial).node())) {
        if (node.op() instanceof Op.Unary(var function)) {
          (node.perExample() ? exampleFunctions : wideFunctions).add(function);
        } else if (node.op() instanceof Op.Binary(var operator)) {
          (node.perExample() ? exampleOperators : wideOperators).add(operator);
        }
      }
    }
    assertThat(exampleFunctions).containsExactly(Op.Function.values());
    assertThat(wideFunctions)
        .isEqualTo(
            EnumSet.complementOf(
                EnumSet.of(Op.Function.SIGMOID, Op.Function.RELU, Op.Function.TANH)));
    EnumSet<Op.Operator> gradients =
        EnumSet.of(
            Op.Operator.SIGMOID_GRADIENT, Op.Operator.RELU_GRADIENT, Op.Operator.TANH_GRADIENT);
    EnumSet<Op.Operator> notPerExample = EnumSet.copyOf(gradients);
    notPerExample.addAll(EnumSet.of(Op.Operator.MINIMUM, Op.Operator.MAXIMUM));
    assertThat(exampleOperators).isEqualTo(EnumSet.complementOf(notPerExample));
    EnumSet<Op.Operator> notWide = EnumSet.copyOf(gradients);
    notWide.add(Op.Operator.SELECT);
    assertThat(wideOperators).isEqualTo(EnumSet.complementOf(notWide));
  }

  @Test
  void stoppedGradientsAreConstants() {
    Trial trial = Trial.training(2);
    PerExample x = trial.example("x", Shape.of(1), 3, 5);
    BatchWide m = trial.parameter("m", Shape.of(1), 7);
    GradientCheck check =
        new GradientCheck(trial, x.stopGradient().times(x).times(m.stopGradient()).times(m));
    ReferenceResult result = trial.run(check.backward());
    double[] dY = trial.data("dY");
    assertThat(result.result("x"))
        .containsExactly(new double[] {3 * 49 * dY[0], 5 * 49 * dY[1]}, within(1e-12));
    double dM = 7 * (9 * dY[0] + 25 * dY[1]);
    assertThat(result.gradient(trial.variables().keySet().iterator().next()))
        .containsExactly(new double[] {dM}, within(1e-12));
  }

  @Test
  void theCheckNoticesAWrongGradient() {
    Trial trial = Trial.training(2);
    PerExample x = trial.example("x", Shape.of(3), Range.SIGNED);
    GradientCheck check = new GradientCheck(trial, x.stopGradient().times(x));
    assertThatThrownBy(check::run)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("gradient of x at 0");
  }

  @Test
  void nothingFlowsThroughAMovingAverage() {
    Trial trial = Trial.training(2);
    PerExample x = trial.example("x", Shape.of(1), 3, 5);
    BatchWide old = trial.parameter("m", Shape.of(1), 7);
    GradientCheck check = new GradientCheck(trial, x.times(old.movingAverage(x.mean(), 0.9)));
    assertThat(check.backward().gradients()).isEmpty();
    double[] dY = trial.data("dY");
    assertThat(trial.run(check.backward()).result("x"))
        .containsExactly(new double[] {6.7 * dY[0], 6.7 * dY[1]}, within(1e-12));
  }

  @Test
  void refusesWhatHasNoGradient() {
    Trial trial = Trial.training(2);
    PerExample probabilities = trial.example("x", Shape.of(3), Range.SIGNED).softmax();
    assertThatThrownBy(() -> new GradientCheck(trial, probabilities))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no gradient is defined for")
        .hasMessageContaining("Softmax");
  }

  private static Set<Node> reachable(Node root) {
    Set<Node> seen = new HashSet<>();
    visit(root, seen);
    return seen;
  }

  private static void visit(Node node, Set<Node> seen) {
    if (seen.add(node)) {
      node.inputs().forEach(input -> visit(input, seen));
    }
  }

  @Test
  void drawsDistinctValues() {
    double[] values = Range.SIGNED.draw("x", 100);
    assertThat(Arrays.stream(values).distinct().count()).isEqualTo(100);
  }
}
