package org.evenkeel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.bench.worker.Task;
import org.junit.jupiter.api.Test;

class ChoicesTest {
  private static final Set<Library> BOTH = Set.of(Library.DJL, Library.TENSORFLOW);

  @Test
  void trainsLenetWithOneThreadAndWithTwo() {
    assertThat(SampleRuns.choices(false, 3, BOTH, Workload.LENET).contests())
        .extracting(Contest::key)
        .containsExactly("lenet-1", "lenet-2");
  }

  @Test
  void usesTheNumbersOfThreadsThatWereGivenWhereTheyCanBeChosen() {
    Choices choices =
        new Choices(
            false,
            1,
            1,
            List.of(Workload.MLP, Workload.PREDICT_ONE),
            Optional.of(List.of(4)),
            Set.of(),
            Path.of("data"));

    assertThat(choices.contests())
        .extracting(Contest::key)
        .containsExactly("mlp-4", "predict-one-1");
  }

  @Test
  void comparesBatchNormFromScratchWithTheBuiltInLayerAlone() {
    assertThat(
            SampleRuns.choices(false, 1, BOTH, Workload.SCRATCH).contests().getFirst().libraries())
        .containsExactly(Library.EVENKEEL, Library.SCRATCH);
  }

  @Test
  void putsEvenkeelFirstAndPeersBehind() {
    assertThat(SampleRuns.choices(false, 1, BOTH, Workload.MLP).contests().getFirst().libraries())
        .containsExactly(Library.EVENKEEL, Library.DJL, Library.TENSORFLOW);
  }

  @Test
  void takesWholeEpochsUnlessTimeIsShort() {
    assertThat(pace(false).examples()).isEqualTo(60_000);
    assertThat(pace(true).examples()).isEqualTo(12_800);
  }

  @Test
  void handsATaskOverAsArguments() {
    Task task = SampleRuns.contest(Workload.RESNET20, 2).task();

    assertThat(Task.of(task.arguments().toArray(String[]::new))).isEqualTo(task);
    assertThat(task.batch()).isEqualTo(128);
  }

  @Test
  void trainsInTurnsWithMultiplyAddsOnlyWithBuiltInLayers() {
    Choices choices = SampleRuns.choices(true, 1, BOTH, Workload.LENET, Workload.SCRATCH);
    Task lenet = choices.contests().getFirst().task();

    assertThat(choices.paced(Library.EVENKEEL, lenet).pace().turns()).isPositive();
    assertThat(choices.paced(Library.DJL, lenet).pace().turns()).isZero();
    assertThat(choices.contests().getLast().task().pace().turns()).isZero();
  }

  private static Task.Pace pace(boolean quick) {
    return SampleRuns.choices(quick, 1, BOTH, Workload.LENET).contests().getFirst().task().pace();
  }
}
