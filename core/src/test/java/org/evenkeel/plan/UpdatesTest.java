package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;

import org.evenkeel.data.Dataset;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Sequential;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// States take the values that their updates had before the step's own changes.
class UpdatesTest {
  /// Remembers its gain of one and of two steps ago.
  private record Delay() implements Layer {
    @Override
    public String type() {
      return "delay";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      Shape channels = Shape.of(x.shape().channels());
      BatchWide gain = scope.parameter(Role.GAMMA, channels, Initializer.ones());
      BatchWide one = scope.state("one", channels, Initializer.zeros());
      BatchWide two = scope.state("two", channels, Initializer.zeros());
      scope.update(one, gain);
      scope.update(two, one);
      return x.times(gain);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void statesFollowVariablesAsTheyWereBeforeTheStep(int threads) {
    Sequential network = Sequential.of(Shape.of(1, 4, 4), new Delay(), flatten(), dense(3));
    Model model = Model.initialize(network, 1);
    Dataset data = PlanRun.images(network, 20);
    PlanOptions options = new PlanOptions(KernelChoice.scalar(), 20, threads, true);
    float[] gain = model.values("delay1.gamma");
    float before = gain[0];
    float earlier = 0;
    try (Plan plan = new Plan(network.trace(true).trainingGraph(), model.variables(), options, 0)) {
      plan.data(data.pixels(), data.pixelsOffset(), data.labels());
      int[] order = java.util.stream.IntStream.range(0, 20).toArray();
      for (int step = 0; step < 4; step++) {
        plan.run(order, 0, 20, step);
        plan.update(0.1f, 0, 0);
        assertThat(model.values("delay1.one")).containsExactly(before);
        assertThat(model.values("delay1.two")).containsExactly(earlier);
        assertThat(gain[0]).isNotEqualTo(before);
        earlier = before;
        before = gain[0];
      }
    }
  }
}
