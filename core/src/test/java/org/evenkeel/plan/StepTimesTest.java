package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.evenkeel.graph.Graph;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepTimesTest {
  private static final Sequential NETWORK = LeNets.small();
  private static final PlanRun RUN = PlanRun.steps(NETWORK, 40, 5).sizes(40, 40, 40, 40, 23);

  private static PlanOptions options(int threads, boolean fusion, StepTimes times) {
    return new PlanOptions(KernelChoice.best(), 40, threads, fusion, times);
  }

  private static Profile profile(int threads, boolean fusion) {
    StepTimes times = StepTimes.after(2);
    RUN.train(options(threads, fusion, times));
    return times.profile().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"1, true", "3, true", "1, false", "2, false"})
  void measuringChangesNoBit(int threads, boolean fusion) {
    float[] expected = RUN.values(options(threads, fusion, StepTimes.none()));

    assertThat(RUN.values(options(threads, fusion, StepTimes.after(1)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "3, true", "2, false"})
  void everyStepOfThePlanHasItsTime(int threads, boolean fusion) {
    Profile profile = profile(threads, fusion);

    assertThat(profile.threads()).isEqualTo(threads);
    for (Profile.PhaseTimes phase : profile.phases()) {
      assertThat(phase.steps()).allSatisfy(step -> assertThat(step.nanos()).isPositive());
      // Each thread's steps lie between the phase's beginning and its barrier.
      assertThat(phase.stepNanos()).isLessThanOrEqualTo(threads * phase.wallNanos());
      assertThat(phase.stepNanos() + phase.waitingNanos(threads))
          .isEqualTo(threads * phase.wallNanos());
    }
    assertThat(names(profile)).isEqualTo(described(threads, fusion));
  }

  private static List<String> names(Profile profile) {
    return profile.phases().stream()
        .flatMap(phase -> phase.steps().stream().map(Profile.Step::name))
        .toList();
  }

  private static List<String> described(int threads, boolean fusion) {
    try (Plan plan =
        new Plan(
            NETWORK.trace(true).trainingGraph(),
            Model.initialize(NETWORK, 1).variables(),
            options(threads, fusion, StepTimes.none()),
            0)) {
      return plan.describe().phases().stream()
          .flatMap(phase -> phase.steps().stream())
          .map(PlanDescription.StepDescription::name)
          .toList();
    }
  }

  @Test
  void leavesOutTheStepsOfWarmUp() {
    Profile profile = profile(2, true);

    assertThat(profile.steps()).isEqualTo(3);
    assertThat(profile.examples()).isEqualTo(40 + 40 + 23);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void multiplyAddsAreThoseOfTheGraph(boolean fusion) {
    Graph graph = NETWORK.trace(true).trainingGraph();

    assertThat(profile(1, fusion).multiplyAdds()).isEqualTo(MultiplyAdds.of(graph));
  }

  @Test
  void countsEachValueThatAStepReadsOrLeavesBehindOnce() {
    Profile profile = profile(1, true);

    // Pixels are bytes; a fused step counts its operand and its result, not what lies between.
    assertThat(bytes(profile, "load images")).isEqualTo(90 + 4 * 90);
    assertThat(bytes(profile, "conv2d1: conv2d")).isEqualTo(4 * (90 + 3 * 8 * 7));
    assertThat(bytes(profile, "batchNorm1: moments")).isEqualTo(4 * (3 * 8 * 7));
    assertThat(bytes(profile, "sigmoid1: normalize")).isEqualTo(2 * 4 * (3 * 8 * 7));
  }

  private static long bytes(Profile profile, String start) {
    return profile.phases().stream()
        .flatMap(phase -> phase.steps().stream())
        .filter(step -> (step.name() + " ").startsWith(start + " "))
        .mapToLong(Profile.Step::bytes)
        .findFirst()
        .orElseThrow(() -> new AssertionError(start + " is not in " + names(profile)));
  }

  @Test
  void hasNothingToSayBeforeTheEndOfWarmUpOrWhenSwitchedOff() {
    StepTimes late = StepTimes.after(5);
    RUN.train(options(1, true, late));

    assertThat(late.profile()).isEmpty();
    assertThat(StepTimes.none().profile()).isEmpty();
  }

  @Test
  void belongsToOnePlan() {
    StepTimes times = StepTimes.after(0);
    RUN.train(options(1, true, times));

    assertThatIllegalStateException()
        .isThrownBy(() -> RUN.train(options(1, true, times)))
        .withMessageContaining("one plan");
  }
}
