package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.GraphBuilder;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WarmupTest {
  static Stream<String> networks() {
    return PlanReferenceTest.all().keySet().stream();
  }

  /// A warm-up keeps failures to itself, so this asks the plan.
  @ParameterizedTest
  @MethodSource("networks")
  void everyPhaseRunsOnZerosInAnyOrder(String name) {
    Sequential network = Lookup.in(PlanReferenceTest.all(), name);
    for (Kernels kernels : List.of(KernelChoice.scalar(), KernelChoice.best())) {
      rehearse(network.trace(true).trainingGraph(), kernels);
      rehearse(network.trace(false).logitsGraph(), kernels);
    }
  }

  @Test
  void inputsThatAreNoImagesAreMadeUpToo() {
    GraphBuilder graph = new GraphBuilder();
    PerExample x = graph.input("x", Shape.of(2, 3, 3));
    PerExample y = graph.input("y", Shape.of(2, 3, 3));
    Map<String, Node> results = Map.of("product", x.times(y).node());
    rehearse(Graph.of(results, Map.of(), Map.of()), KernelChoice.best());
  }

  private static void rehearse(Graph graph, Kernels kernels) {
    VariableValues variables = new VariableValues(graph.variables());
    try (Plan plan = new Plan(graph, variables, new PlanOptions(kernels, 17, 1, true), 0)) {
      plan.pretend();
      Worker worker = plan.newWorker();
      for (int phase = plan.phases() - 1; phase >= 0; phase--) {
        int number = phase;
        assertThatCode(() -> plan.rehearse(number, worker)).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void aPlanThatRunsBesideItHasTheSameBits() {
    PlanRun training = PlanRun.steps(LeNets.various(), 33, 4);
    PlanOptions options = new PlanOptions(KernelChoice.best(), 33, 2, true);
    Model alone = training.train(options);
    Warmup warmup = Warmup.start(LeNets.various().trace(true).trainingGraph(), options);
    Model beside = training.train(options);
    warmup.await();
    assertThat(beside.weightsSha256()).isEqualTo(alone.weightsSha256());
  }

  @Test
  void noThreadIsLeftWhenItHasEnded() {
    PlanOptions options = new PlanOptions(KernelChoice.best(), 33, 2, true);
    Set<Thread> others = Thread.getAllStackTraces().keySet();
    Warmup.start(LeNets.small().trace(true).trainingGraph(), options).await();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !others.contains(thread))
        .extracting(Thread::getName)
        .doesNotContain("evenkeel-warmup");
  }
}
