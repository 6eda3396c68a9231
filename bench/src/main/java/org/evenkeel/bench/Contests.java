package org.evenkeel.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.evenkeel.bench.worker.Task;
import org.evenkeel.measure.MultiplyAddPeak;
import org.evenkeel.measure.Rates;

/// Runs contests: in every round each library once, each in a process of its own, the machine's
/// multiply-add peak between them.
final class Contests {
  private static final int PEAK_SLICES = 150;

  /// Below this no other process is begun.
  private static final double SHORTEST_RUN_SECONDS = 9;

  private static final double LONGEST_RUN_SECONDS = 600;

  private final Processes processes;
  private final Choices choices;
  private final Deadline deadline;
  private final List<String> notes = new ArrayList<>();
  private final Consumer<String> progress;

  /// Prepares to run.
  ///
  /// @param processes starts what a contest needs
  /// @param progress is told what is running
  Contests(Processes processes, Choices choices, Deadline deadline, Consumer<String> progress) {
    this.processes = processes;
    this.choices = choices;
    this.deadline = deadline;
    this.progress = progress;
  }

  /// Returns what was remarkable, in sentences.
  List<String> notes() {
    return List.copyOf(notes);
  }

  /// Runs contests whose figures are compared with each other, such as those of one kind of work on one thread and on two: in every round each contest, so that
  /// a slow quarter of an hour hits all of them. Those for which no time is left are missing from the results.
  ///
  /// Throws: [BenchException] if our own process fails, with its reason.
  List<Contest.Result> run(List<Contest> contests) throws IOException, InterruptedException {
    List<Course> courses = new ArrayList<>();
    for (int round = 1; round <= choices.rounds(); round++) {
      for (int i = 0; i < contests.size(); i++) {
        if (round == 1) {
          courses.add(begin(contests.get(i)));
        }
        round(courses.get(i), round);
      }
    }
    return courses.stream().flatMap(course -> course.result().stream()).toList();
  }

  private Course begin(Contest contest) throws IOException, InterruptedException {
    if (deadline.left() < SHORTEST_RUN_SECONDS) {
      notes.add("Left out for want of time: %s.".formatted(contest.title()));
      return new Course(contest, List.of());
    }
    List<Entrant> entrants =
        contest.libraries().stream()
            .map(library -> new Entrant(library, contest.threads()))
            .toList();
    if (!choices.quick()) {
      chooseThreads(contest, entrants);
    }
    return new Course(contest, entrants);
  }

  private void round(Course course, int round) throws IOException, InterruptedException {
    Contest contest = course.contest();
    Optional<Rates> before = Optional.empty();
    for (Entrant entrant : course.entrants()) {
      if (entrant.samples.size() != round - 1
          || (round > 1 && deadline.left() < SHORTEST_RUN_SECONDS)) {
        continue; // it failed before, or there is no time for another round
      }
      Library library = entrant.library;
      progress.accept(
          "%s: round %d of %d, %s"
              .formatted(contest.title(), round, choices.rounds(), library.title()));
      if (before.isEmpty()) {
        before = peak(contest);
      }
      Optional<Sample> sample =
          sample(contest, library, choices.paced(library, contest.task().threads(entrant.threads)));
      Optional<Rates> after = peak(contest);
      if (sample.isPresent()) {
        entrant.samples.add(withPeaks(sample.get(), before, after));
      }
      before = after;
    }
  }

  /// A contest under way.
  private record Course(Contest contest, List<Entrant> entrants) {
    Optional<Contest.Result> result() {
      List<Series> series =
          entrants.stream()
              .filter(entrant -> !entrant.samples.isEmpty())
              .map(entrant -> new Series(entrant.library, entrant.threads, entrant.samples))
              .toList();
      return series.isEmpty() || series.getFirst().library() != Library.EVENKEEL
          ? Optional.empty()
          : Optional.of(new Contest.Result(contest, series));
    }
  }

  /// A library with what it has told so far.
  private static final class Entrant {
    final Library library;
    final List<Sample> samples = new ArrayList<>();
    int threads;

    Entrant(Library library, int threads) {
      this.library = library;
      this.threads = threads;
    }
  }

  /// A peer takes part with the number of threads that suits it best, up to the contest's.
  private void chooseThreads(Contest contest, List<Entrant> entrants)
      throws IOException, InterruptedException {
    if (contest.threads() < 2 || !contest.kind().threadsCanBeChosen()) {
      return;
    }
    Task.Pace full = contest.task().pace();
    Task.Pace trial = new Task.Pace(Math.min(full.examples(), 12_800), 2, 3, 6, 0);
    for (Entrant entrant : entrants) {
      Library library = entrant.library;
      if (!library.peer()) {
        continue;
      }
      double best = 0;
      for (int number : List.of(contest.threads(), 1)) {
        progress.accept(
            "%s: %s tries %d threads".formatted(contest.title(), library.title(), number));
        double rate =
            sample(contest, library, contest.task().threads(number).pace(trial))
                .map(sample -> sample.of(Figure.EXAMPLES_PER_SECOND).orElse(0))
                .orElse(0.0);
        if (rate > best) {
          best = rate;
          entrant.threads = number;
        }
      }
      if (entrant.threads != contest.threads()) {
        notes.add(
            "%s: %s is fastest with 1 thread and took part so."
                .formatted(contest.title(), library.title()));
      }
    }
  }

  private Optional<Sample> sample(Contest contest, Library library, Task task)
      throws IOException, InterruptedException {
    if (library.peer() && deadline.left() < SHORTEST_RUN_SECONDS) {
      notes.add("%s: no time for %s.".formatted(contest.title(), library.title()));
      return Optional.empty();
    }
    double seconds = Math.min(deadline.left(), LONGEST_RUN_SECONDS);
    try {
      return Optional.of(processes.run(contest, library, task, seconds));
    } catch (MeasuredProcess.FailedException e) {
      if (!library.peer() && deadline.left() > 1) {
        throw new BenchException(
            BenchException.INTERNAL,
            "%s, %s: %s".formatted(contest.title(), library.title(), e.getMessage()));
      }
      notes.add("%s: %s: %s.".formatted(contest.title(), library.title(), e.getMessage()));
      return Optional.empty();
    }
  }

  private static Sample withPeaks(Sample sample, Optional<Rates> before, Optional<Rates> after) {
    return before.isEmpty() || after.isEmpty()
        ? sample
        : sample
            .with(Figure.GFLOPS_PEAK_BEFORE, before.get().max())
            .with(Figure.GFLOPS_PEAK_AFTER, after.get().max())
            .with(Figure.GFLOPS_MEDIAN_BEFORE, before.get().median())
            .with(Figure.GFLOPS_MEDIAN_AFTER, after.get().median());
  }

  private static Optional<Rates> peak(Contest contest) {
    return contest.multiplyAdds() == 0
        ? Optional.empty()
        : Optional.of(MultiplyAddPeak.measure(contest.threads(), PEAK_SLICES));
  }
}
