package org.evenkeel.cli;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.Split;
import org.evenkeel.model.Json;
import org.evenkeel.model.Model;
import org.evenkeel.train.Estimates;
import org.evenkeel.train.Evaluation;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Statistics;
import org.evenkeel.train.UntrainedStatistics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `evenkeel evaluate`.
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Tells loss and accuracy of a run's model, in prediction mode: normalization by the moving"
          + " statistics, and by others with --statistics.",
      "",
      "Data are the run's own, unless --dataset or --data say otherwise.",
      ""
    })
final class EvaluateCommand implements Callable<Integer> {
  /// A part of a data set.
  enum Part {
    TRAIN,
    VALIDATION,
    TEST
  }

  private static final int DEFAULT_BATCH = 256;

  private final Screen screen;

  @Parameters(paramLabel = "RUN", description = "The folder of a run.")
  private Path run = Path.of("");

  @Option(
      names = "--on",
      paramLabel = "PART",
      description =
          "On which part of the data set: train, test, or validation, the examples that"
              + " --validation kept out of the run's training. Default: test.")
  private Part part = Part.TEST;

  @Mixin private StatisticsOptions statistics = new StatisticsOptions();

  @Option(
      names = "--statistics-examples",
      paramLabel = "N",
      description =
          "Take exact or pooled statistics of the first N training examples. Default: all.")
  private int statisticsExamples = 0;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description =
          "With --statistics exact or pooled: save the model with these in the place of its moving"
              + " statistics, in a new or empty folder.")
  private @Nullable Path save;

  @Mixin private DataOptions data = new DataOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  EvaluateCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    checkOptions();
    Execution execution = engine.execution();
    SavedRun saved = SavedRun.read(run);
    DataOptions.Source source = data.source(saved.source());
    int outputs = saved.model().network().trace(false).outputShape().values();
    DownloadBar downloads = new DownloadBar(screen, json);
    Split split = source.load(Math.min(outputs, 256), downloads);
    downloads.end();
    Model model = saved.model();
    StatisticsOptions.Asked asked = statistics.check(model.network());
    Split own = own(saved, source, split);
    Dataset examples = examples(own);
    Estimates.Setting setting =
        new Estimates.Setting(
            taken(own.train()),
            examples,
            Math.max(1, saved.option("batch", DEFAULT_BATCH)),
            execution);
    EnumSet<Statistics> kinds = EnumSet.of(Statistics.MOVING);
    kinds.addAll(asked.chosen());
    UntrainedStatistics.warning(model).ifPresent(screen::warn);
    Estimates estimates = Estimates.of(model, setting, kinds);
    print(estimates, setting);
    save(asked, setting, model);
    return ExitCode.OK.code();
  }

  private Dataset taken(Dataset train) {
    if (statisticsExamples > train.size()) {
      throw Failure.usage(
          "--statistics-examples %d: there are %d training examples; give at most as many"
              .formatted(statisticsExamples, train.size()));
    }
    return statisticsExamples == 0 ? train : train.first(statisticsExamples);
  }

  /// Checks what can be checked before anything is read.
  private void checkOptions() {
    if (statisticsExamples < 0) {
      throw Failure.usage("--statistics-examples: expected at least 1, got " + statisticsExamples);
    }
    if (save != null) {
      if (statistics.oneOfPopulation().isEmpty()) {
        throw Failure.usage("--save: expected --statistics exact or --statistics pooled beside it");
      }
      var _ = RunFolder.empty("--save", save);
    }
  }

  private void save(StatisticsOptions.Asked asked, Estimates.Setting setting, Model model) {
    Path folder = save;
    if (folder != null) {
      Statistics kind = asked.chosen().iterator().next();
      RunFolder.saveLike(run, new RunFolder(folder), setting.estimated(model, kind));
      if (!json) {
        screen
            .out()
            .println("saved with %s in %s".formatted(EpochStatistics.described(kind), folder));
      }
    }
  }

  /// Of the run's own data, training examples are those that it trained on.
  private Split own(SavedRun saved, DataOptions.Source source, Split whole) {
    int held = saved.option("validation", 0);
    if (part == Part.VALIDATION && held == 0) {
      throw Failure.usage(
          "--on validation: the run has none; train with --validation N, or give --on test");
    }
    boolean own = held > 0 && source.equals(saved.source());
    return own || part == Part.VALIDATION ? CureOptions.held(whole, held) : whole;
  }

  private Dataset examples(Split split) {
    return switch (part) {
      case TRAIN -> split.train();
      case VALIDATION -> split.validation().orElseThrow();
      case TEST -> split.test();
    };
  }

  private void print(Estimates estimates, Estimates.Setting setting) {
    String name = NetworkOptions.lower(part);
    Evaluation moving = estimates.of(Statistics.MOVING).orElseThrow();
    if (json) {
      Json.JsonObject object =
          Json.JsonObject.EMPTY
              .with("data", name)
              .with("examples", moving.examples())
              .with("loss", loss(moving))
              .with("accuracy", moving.accuracy());
      for (Statistics kind : EpochStatistics.KINDS) {
        Optional<Evaluation> other = estimates.of(kind);
        if (other.isPresent()) {
          String word = NetworkOptions.lower(kind);
          object =
              object
                  .with("loss_" + word, loss(other.get()))
                  .with("accuracy_" + word, other.get().accuracy());
        }
      }
      screen.out().print(EpochStatistics.withLag(object, estimates).write());
      return;
    }
    screen
        .out()
        .println(
            text(name, moving) + " (%,d examples, prediction mode)".formatted(moving.examples()));
    for (Statistics kind : EpochStatistics.KINDS) {
      Optional<Evaluation> other = estimates.of(kind);
      if (other.isPresent()) {
        screen.out().println(text(name, other.get()) + " with " + described(kind, setting));
      }
    }
    estimates
        .population()
        .flatMap(estimates::of)
        .ifPresent(
            e ->
                screen
                    .out()
                    .println(
                        String.format(
                            Locale.ROOT,
                            "gap %+.3f: accuracy with moving statistics less that with the training"
                                + " set's",
                            moving.accuracy() - e.accuracy())));
  }

  private static String described(Statistics kind, Estimates.Setting setting) {
    return kind == Statistics.BATCH
        ? "those of each batch of %d (transductive)".formatted(setting.batch())
        : "%s (%,d examples)"
            .formatted(EpochStatistics.described(kind), setting.statistics().size());
  }

  private static String text(String name, Evaluation result) {
    return String.format(
        Locale.ROOT, "%s loss %.3f, %s acc %.3f", name, result.loss(), name, result.accuracy());
  }

  private static Json loss(Evaluation result) {
    return Double.isFinite(result.loss()) ? Json.of(result.loss()) : Json.ofNull();
  }
}
