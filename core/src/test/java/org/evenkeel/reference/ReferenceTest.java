package org.evenkeel.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.GraphBuilder;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Window;
import org.evenkeel.kernel.CounterRandom;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.BatchNorm.StoredVariance;
import org.evenkeel.nn.norm.Momentum;
import org.evenkeel.reference.HandComputed.Case;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceTest {
  static List<Case> cases() {
    return HandComputed.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesWhatAPersonComputes(Case each) {
    Trial trial = Trial.training(each.examples());
    assertThat(trial.value(each.build().apply(trial)))
        .containsExactly(
            each.expected().stream().mapToDouble(Double::doubleValue).toArray(), within(1e-14));
  }

  @Test
  void computesEveryOperation() {
    Set<Class<?>> computed = new HashSet<>();
    for (Case each : cases()) {
      Node node = each.build().apply(Trial.training(each.examples()));
      Graph.of(Map.of("y", node), Map.of(), Map.of())
          .nodes()
          .forEach(part -> computed.add(part.op().getClass()));
    }
    computed.add(Op.StopGradient.class); // the next test
    computed.add(Op.Dropout.class); // the one after it
    assertThat(computed).containsExactlyInAnyOrder(Op.class.getPermittedSubclasses());
  }

  @Test
  void passesStoppedGradientsOn() {
    PerExample x = new GraphBuilder().input("x", Shape.of(2));
    Node stopped = x.stopGradient().node();
    Graph raw = new Graph(List.of(x.node(), stopped), Map.of("y", stopped), Map.of(), Map.of());
    ReferenceBatch batch = ReferenceBatch.of(1, Map.of("x", new double[] {3, 5}));
    assertThat(Reference.of(raw).run(batch, new ReferenceVariables(List.of())).result("y"))
        .containsExactly(3, 5);
  }

  @Test
  void dropsWhatTheRandomNumbersOfSeedStepAndIndexSay() {
    double[] ones = new double[4 * 50];
    Arrays.fill(ones, 1);
    Trial trial = Trial.training(4);
    double[] y = trial.value(trial.example("x", Shape.of(50), ones).dropout(0.2, 1));
    long key = CounterRandom.key(7, CounterRandom.Purpose.DROPOUT, 3, 1);
    int kept = 0;
    for (int i = 0; i < y.length; i++) {
      boolean keep = CounterRandom.uniform(CounterRandom.bits(key, i)) >= 0.2f;
      assertThat(y[i]).isEqualTo(keep ? 1.25 : 0);
      kept += keep ? 1 : 0;
    }
    assertThat(kept).isBetween(130, 190);
  }

  @Test
  void momentsOfLargeNearlyEqualValuesAreRight() {
    // 1e4 ± 1e-2 with mean 1e4 + 2⁻⁸ and variance 2⁻¹⁴, all exact in float64.
    double far = 0x1p-7;
    Trial trial = Trial.training(4);
    PerExample x =
        trial.example(
            "x", Shape.of(1), 1e4 - far / 2, 1e4 + 1.5 * far, 1e4 - far / 2, 1e4 + 1.5 * far);
    assertThat(trial.value(x.moments().mean())).containsExactly(1e4 + far / 2);
    assertThat(trial.value(x.moments().variance())).containsExactly(far * far);
    BatchNorm exact = new BatchNorm(Momentum.keepOld(0.9), 0, StoredVariance.BIASED);
    PerExample y = trial.layer("norm", exact, x);
    trial.set("norm.gamma", 2);
    trial.set("norm.beta", 3);
    assertThat(trial.value(y)).containsExactly(1, 5, 1, 5);
  }

  @Test
  void readsVariablesAsTheyWereAtTheStart() {
    Trial trial = Trial.training(1);
    PerExample x = trial.example("x", Shape.of(1), 2);
    Graph graph =
        Graph.of(
            Map.of("y", trial.parameter("m", Shape.of(1), 5).times(x).node()), Map.of(), Map.of());
    ReferenceVariables variables = new ReferenceVariables(trial.variables().keySet());
    variables.of(graph.variables().get(0))[0] = 5;
    ReferenceResult result = Reference.of(graph).run(ReferenceBatch.of(1, trial.data()), variables);
    variables.of(graph.variables().get(0))[0] = 6;
    Node read =
        graph.nodes().stream()
            .filter(node -> node.op() instanceof Op.Read)
            .findFirst()
            .orElseThrow();
    assertThat(result.value(read)).containsExactly(5);
    assertThat(result.result("y")).containsExactly(10);
  }

  @Test
  void namesWhatIsMissingOrOfTheWrongSize() {
    PerExample x = new GraphBuilder().input("images", Shape.of(2, 3, 4));
    Reference reference = Reference.of(Graph.of(Map.of("y", x.relu().node()), Map.of(), Map.of()));
    ReferenceVariables none = new ReferenceVariables(List.of());
    assertThatThrownBy(() -> reference.run(ReferenceBatch.of(2, Map.of()), none))
        .hasMessage("input \"images\" is missing; given: []");
    ReferenceBatch wrong = ReferenceBatch.of(2, Map.of("images", new double[24]));
    assertThatThrownBy(() -> reference.run(wrong, none))
        .hasMessage("input \"images\": expected (n, 2, 3, 4) with n = 2, got 24 values");
    ReferenceBatch right = ReferenceBatch.of(1, Map.of("images", new double[24]));
    assertThatThrownBy(() -> reference.run(right, none).result("z"))
        .hasMessage("result: expected one of [y], got z");
    assertThatThrownBy(() -> ReferenceBatch.of(0, Map.of()))
        .hasMessage("batch: expected at least 1 example, got 0");
  }

  @Test
  void refusesLabelsThatAreNoClass() {
    for (double label : new double[] {-1, 3, 0.5, Double.NaN}) {
      Trial trial = Trial.training(1);
      PerExample losses =
          trial
              .example("z", Shape.of(3), 1, 2, 3)
              .crossEntropy(trial.example("labels", Shape.of(1), label));
      assertThatThrownBy(() -> trial.value(losses))
          .hasMessage("crossEntropy: expected labels from 0 to 2, got " + label);
    }
  }

  @Test
  void nanWinsAMaximum() {
    Trial trial = Trial.training(1);
    PerExample x = trial.example("x", Shape.of(1, 1, 4), 9, Double.NaN, 1, 2);
    assertThat(trial.value(x.maxPool(new Window(1, 2, 1, 2, 0, 0, 0, 0))))
        .containsExactly(Double.NaN, 2);
    assertThat(trial.value(x.relu())).containsExactly(9, Double.NaN, 1, 2);
  }
}
