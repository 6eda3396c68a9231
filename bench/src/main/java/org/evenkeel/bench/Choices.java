package org.evenkeel.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.evenkeel.bench.worker.Networks;
import org.evenkeel.bench.worker.Task;
import org.evenkeel.graph.Graph;
import org.evenkeel.plan.MultiplyAdds;

/// What was asked for.
///
/// @param quick whether all must end within three minutes
/// @param rounds rounds of each contest
/// @param epochs measured epochs of each process
/// @param workloads which
/// @param threads numbers of threads, where they were given
/// @param peers whom to compare with
/// @param data folder of the IDX files
record Choices(
    boolean quick,
    int rounds,
    int epochs,
    List<Workload> workloads,
    Optional<List<Integer>> threads,
    Set<Library> peers,
    Path data) {
  private static final int FASHION_MNIST = 60_000;
  private static final int PREDICTED = 10_240;

  /// Until then our kernels are compiled.
  private static final double WARM_UP_SECONDS = 6;

  /// With `--quick`, what TensorFlow takes part in.
  private static final Set<Workload> QUICK_TENSORFLOW = Set.of(Workload.LENET, Workload.MLP);

  private static final double LIMIT_SECONDS = 40;
  private static final double QUICK_LIMIT_SECONDS = 2;

  private static final double TURNS_SECONDS = 5;
  private static final double QUICK_TURNS_SECONDS = 1;

  /// What is compiled already needs less.
  private static final double QUICK_PEER_WARM_UP_SECONDS = 1.5;

  /// Copies the lists.
  Choices {
    workloads = List.copyOf(workloads);
    threads = threads.map(List::copyOf);
    peers = Set.copyOf(peers);
  }

  /// Returns the contests in the order in which they are run.
  List<Contest> contests() {
    List<Contest> contests = new ArrayList<>();
    for (Workload workload : workloads) {
      List<Integer> numbers =
          workload.threadsCanBeChosen() ? threads.orElse(workload.threads()) : workload.threads();
      for (int number : numbers) {
        contests.add(contest(workload, number));
      }
    }
    return contests;
  }

  private Contest contest(Workload workload, int number) {
    Task task =
        new Task(
            workload.task(),
            workload.network(),
            data.toString(),
            number,
            workload.batch(),
            pace(workload));
    return new Contest(workload, number, libraries(workload, number), task, multiplyAdds(workload));
  }

  /// Ours first, then the peers that can express the work.
  private List<Library> libraries(Workload workload, int threads) {
    List<Library> libraries = new ArrayList<>(List.of(Library.EVENKEEL));
    switch (workload) {
      case SCRATCH -> libraries.add(Library.SCRATCH);
      case LAUNCH, DEFAULT_RUN, STATISTICS -> {}
      default -> libraries.addAll(new TreeSet<>(peers));
    }
    if (quick && (threads < 2 || !QUICK_TENSORFLOW.contains(workload))) {
      libraries.remove(Library.TENSORFLOW);
    }
    return libraries;
  }

  /// Returns a task at the pace of one library: with `--quick`, peers warm up for a shorter time.
  /// Only our built-in layers train in turns with multiply-adds.
  Task paced(Library library, Task task) {
    Task.Pace pace = task.pace();
    if (library == Library.EVENKEEL) {
      return task;
    }
    double warmUp = quick && library.peer() ? QUICK_PEER_WARM_UP_SECONDS : pace.warmUp();
    return task.pace(new Task.Pace(pace.examples(), warmUp, pace.epochs(), pace.limit(), 0));
  }

  private Task.Pace pace(Workload workload) {
    int examples =
        switch (workload) {
          case RESNET20 -> quick ? 256 : 1_280;
          case PREDICT, PREDICT_ONE -> PREDICTED;
          case BUSY -> quick ? 5_120 : 25_600;
          case LENET, MLP, SCRATCH, LAUNCH, DEFAULT_RUN, STATISTICS ->
              quick ? 12_800 : FASHION_MNIST;
        };
    return quick
        ? new Task.Pace(
            examples, quickWarmUp(workload), epochs, QUICK_LIMIT_SECONDS, turns(workload))
        : new Task.Pace(examples, WARM_UP_SECONDS, epochs, LIMIT_SECONDS, turns(workload));
  }

  private double turns(Workload workload) {
    return switch (workload) {
      case LENET, MLP, RESNET20 -> quick ? QUICK_TURNS_SECONDS : TURNS_SECONDS;
      default -> 0;
    };
  }

  private static double quickWarmUp(Workload workload) {
    return switch (workload) {
      case PREDICT, PREDICT_ONE -> 3;
      default -> 5;
    };
  }

  private static long multiplyAdds(Workload workload) {
    return switch (workload) {
      case LENET, MLP, RESNET20, SCRATCH, STATISTICS ->
          MultiplyAdds.of(training(workload.network()));
      case PREDICT, PREDICT_ONE ->
          MultiplyAdds.of(Networks.of(workload.network()).trace(false).predictionGraph());
      case BUSY, LAUNCH, DEFAULT_RUN -> 0;
    };
  }

  private static Graph training(String network) {
    return Networks.of(network).trace(true).trainingGraph();
  }
}
