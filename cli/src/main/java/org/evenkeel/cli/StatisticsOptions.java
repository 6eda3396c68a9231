package org.evenkeel.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.TrackedMoments;
import org.evenkeel.train.Statistics;
import picocli.CommandLine.Option;

/// Which statistics normalize in evaluations.
final class StatisticsOptions {
  /// What can be asked for.
  enum Kind {
    MOVING,
    EXACT,
    POOLED,
    BATCH,
    ALL
  }

  @Option(
      names = "--statistics",
      paramLabel = "KIND",
      split = ",",
      description =
          "Which statistics normalize in evaluations, besides the moving ones: exact, those of the"
              + " training set, layer after layer; pooled, of one pass over it in training mode;"
              + " batch, those of each evaluated batch (transductive); or all. moving: these alone."
              + " Default: train, exact once at the end (pooled above eight normalizations behind"
              + " one another); evaluate, moving.")
  private List<Kind> kinds = List.of();

  /// Checked options.
  ///
  /// @param chosen the statistics that were asked for by name, moving ones excepted
  /// @param given whether the option was given
  /// @param all whether all were asked for
  /// @param population what estimates the statistics of the training set best; nothing where no layer keeps statistics
  record Asked(Set<Statistics> chosen, boolean given, boolean all, Set<Statistics> population) {
    /// Copies the sets.
    Asked {
      chosen = chosen.isEmpty() ? Set.of() : EnumSet.copyOf(chosen);
      population = Set.copyOf(population);
    }

    /// Returns what is evaluated once, when training has come to its end.
    Set<Statistics> atTheEnd() {
      return given ? chosen : population;
    }
  }

  /// Checks the option for a network.
  ///
  /// @throws Failure if something is asked for that the network has not got
  Asked check(Sequential network) {
    boolean all = kinds.contains(Kind.ALL);
    EnumSet<Statistics> chosen = EnumSet.noneOf(Statistics.class);
    for (Statistics statistics : Statistics.values()) {
      if (all || kinds.contains(Kind.valueOf(statistics.name()))) {
        chosen.add(statistics);
      }
    }
    chosen.remove(Statistics.MOVING);
    boolean tracked = !TrackedMoments.of(network).moments().isEmpty();
    if (!tracked && !all && !chosen.isEmpty()) {
      throw new Failure(
          ExitCode.UNSUITABLE,
          "--statistics %s: no layer of the network keeps statistics of its batches; leave the option out"
              .formatted(NetworkOptions.lower(chosen.iterator().next())));
    }
    if (!tracked) {
      return new Asked(Set.of(), !kinds.isEmpty(), all, Set.of());
    }
    return new Asked(chosen, !kinds.isEmpty(), all, Set.of(Statistics.ofPopulation(network)));
  }

  /// Returns the one kind of statistics of the training set that is asked for, if it is one and nothing else.
  Optional<Kind> oneOfPopulation() {
    return kinds.size() == 1 && (kinds.contains(Kind.EXACT) || kinds.contains(Kind.POOLED))
        ? Optional.of(kinds.getFirst())
        : Optional.empty();
  }

  /// Returns the option as given, for the configuration of a run.
  String text() {
    return kinds.isEmpty()
        ? "default"
        : String.join(",", kinds.stream().map(NetworkOptions::lower).toList());
  }
}
