package org.evenkeel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.evenkeel.bench.worker.Task;
import org.junit.jupiter.api.Test;

class ContestsTest {
  private final List<String> started = new ArrayList<>();

  /// Nothing is counted for it, so that no test measures the machine's peak.
  private final Contest contest = SampleRuns.contest(Workload.BUSY, 2);

  @Test
  void runsTheLibrariesInTurn() throws Exception {
    List<Contest.Result> results = contests(2, this::run, 100).run(List.of(contest));

    assertThat(started).containsExactly("EVENKEEL", "DJL", "EVENKEEL", "DJL");
    assertThat(results.getFirst().series())
        .extracting(Series::library)
        .containsExactly(Library.EVENKEEL, Library.DJL);
    assertThat(results.getFirst().series().getFirst().samples()).hasSize(2);
  }

  @Test
  void holdsContestsThatAreComparedRoundByRound() throws Exception {
    List<String> threads = new ArrayList<>();
    Processes processes =
        (contest, library, task, seconds) -> {
          threads.add(library.name() + " " + contest.threads());
          return run(contest, library, task, seconds);
        };

    List<Contest.Result> results =
        contests(2, processes, 100).run(List.of(SampleRuns.contest(Workload.BUSY, 1), contest));

    assertThat(threads)
        .containsExactly(
            "EVENKEEL 1",
            "DJL 1",
            "EVENKEEL 2",
            "DJL 2",
            "EVENKEEL 1",
            "DJL 1",
            "EVENKEEL 2",
            "DJL 2");
    assertThat(results).extracting(result -> result.contest().threads()).containsExactly(1, 2);
  }

  @Test
  void goesOnWithoutAPeerThatFails() throws Exception {
    Processes failing =
        (contest, library, task, seconds) -> {
          Sample sample = run(contest, library, task, seconds);
          if (library.peer()) {
            throw new MeasuredProcess.FailedException("exit code 1: no native library");
          }
          return sample;
        };
    Contests contests = contests(2, failing, 100);

    List<Contest.Result> results = contests.run(List.of(contest));

    assertThat(started).containsExactly("EVENKEEL", "DJL", "EVENKEEL");
    assertThat(results.getFirst().series()).hasSize(1);
    assertThat(contests.notes()).hasSize(1);
    assertThat(contests.notes().getFirst()).contains("DJL/PyTorch: exit code 1: no native library");
  }

  @Test
  void endsWhenEvenkeelFails() {
    Processes failing =
        (_, _, _, _) -> {
          throw new MeasuredProcess.FailedException("exit code 1: out of memory");
        };

    assertThatExceptionOfType(BenchException.class)
        .isThrownBy(() -> contests(1, failing, 100).run(List.of(contest)))
        .withMessageContaining("2 threads, Evenkeel: exit code 1: out of memory");
  }

  @Test
  void leavesOutWhatThereIsNoTimeFor() throws Exception {
    Contests contests = contests(1, this::run, 1);

    assertThat(contests.run(List.of(contest))).isEmpty();
    assertThat(started).isEmpty();
    assertThat(contests.notes().getFirst()).startsWith("Left out for want of time: LeNet");
  }

  private Contests contests(int rounds, Processes processes, double seconds) {
    Choices choices = SampleRuns.choices(false, rounds, Set.of(Library.DJL), Workload.BUSY);
    return new Contests(processes, choices, Deadline.in(seconds), _ -> {});
  }

  private Sample run(Contest contest, Library library, Task task, double seconds) {
    started.add(library.name());
    assertThat(task.threads()).isEqualTo(contest.threads());
    assertThat(seconds).isPositive();
    return SampleRuns.rate(1000);
  }
}
