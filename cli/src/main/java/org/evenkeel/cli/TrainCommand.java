package org.evenkeel.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.evenkeel.data.Shuffle;
import org.evenkeel.data.Split;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Json;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.optim.Sgd;
import org.evenkeel.train.Estimates;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Trainer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `evenkeel train`.
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Trains a network and leaves a run folder.",
      "",
      "With no options: LeNet with from-scratch batch norm on Fashion-MNIST, 10 epochs of"
          + " minibatches of 256, learning rate 1, seed 1. The same options give the same weights,"
          + " bit by bit, on every machine.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  evenkeel train --norm batch --epochs 3",
      "  evenkeel train --dataset idx --data my-images --model my-network.json"
    })
final class TrainCommand implements Callable<Integer> {
  /// Labels are bytes.
  private static final int MOST_CLASSES = 256;

  /// How examples are shuffled.
  enum Order {
    EXAMPLES,
    BATCHES
  }

  private final Screen screen;
  private final Optional<FutureTask<Split>> early;
  private final BooleanSupplier debug;

  @Mixin private NetworkOptions network = new NetworkOptions();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training data. Default: ${DEFAULT-VALUE}.")
  private int epochs = 10;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Examples in a minibatch. Default: ${DEFAULT-VALUE}.")
  private int batch = 256;

  @Mixin private MicroBatchOption microBatch = new MicroBatchOption();

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "Learning rate. Default: ${DEFAULT-VALUE}.")
  private double rate = 1.0;

  @Option(
      names = "--momentum",
      paramLabel = "SHARE",
      description = "Share of the velocity that is kept. Default: ${DEFAULT-VALUE}.")
  private double momentum = 0;

  @Option(
      names = "--weight-decay",
      paramLabel = "AMOUNT",
      description =
          "Added to gradients, times the weights; not to those of gamma, beta and bias. Default:"
              + " ${DEFAULT-VALUE}.")
  private double decay = 0;

  @Mixin private CureOptions cureOptions = new CureOptions();

  @Mixin private StatisticsOptions statistics = new StatisticsOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of initial weights, shuffling and dropout. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--shuffle",
      paramLabel = "WHAT",
      description =
          "examples, into new minibatches every epoch; or batches, fixed minibatches in a new"
              + " order. Default: examples.")
  private Order shuffle = Order.EXAMPLES;

  @Mixin private DataOptions data = new DataOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run folder, new or empty. Default: runs/<UTC time>-<model>-<norm>.")
  private @Nullable Path out;

  @Option(
      names = "--profile",
      description =
          "Measure where a training step's time goes, after warm-up: print a table and leave it in"
              + " the run folder as profile.json and profile.svg.")
  private boolean profile;

  @Option(
      names = "--quiet",
      description =
          "Print only the last lines: accuracies with other statistics and the gap, loss and"
              + " accuracies, examples per second.")
  private boolean quiet;

  @Option(
      names = "--json",
      description = "Print only the summary, as JSON; progress goes to standard error.")
  private boolean json;

  /// Makes the command.
  ///
  /// @param early data that are being read already
  /// @param debug whether stack traces are asked for, known once the options are parsed
  TrainCommand(Screen screen, Optional<FutureTask<Split>> early, BooleanSupplier debug) {
    this.screen = screen;
    this.early = early;
    this.debug = debug;
  }

  @Override
  public Integer call() {
    checkNumbers();
    CureOptions.Cures cures = cureOptions.check(epochs);
    Sgd sgd = cures.with(sgd());
    NetworkOptions.Plan plan = network.plan();
    DataOptions.Source source = data.source();
    RunFolder folder = RunFolder.choose(out, NetworkOptions.label(plan), Instant.now());
    int classes = NetworkOptions.classes(plan).orElse(10);
    DownloadBar downloads = new DownloadBar(screen, quiet || json);
    FutureTask<Split> reading =
        source.isDefault()
            ? early.orElseGet(() -> read(source, classes, downloads))
            : read(source, classes, downloads);
    Execution execution = engine.execution();
    if (profile) {
      Profiling.check(execution);
    }
    Trainer trainer = trainer(sgd, cures, execution);
    if (!source.isIdx()) {
      // Finds faults, and compiles kernels, while the data are being read.
      trainer = trainer.warmUp(NetworkOptions.network(plan, Shape.of(1, 28, 28), classes));
    }
    Split split = cures.split(await(reading));
    downloads.end();
    CureOptions.Cures.doubt(split).ifPresent(screen::warn);
    return train(plan, source, folder, trainer, cures, execution, split);
  }

  private static FutureTask<Split> read(
      DataOptions.Source source, int classes, DownloadBar downloads) {
    FutureTask<Split> reading =
        new FutureTask<>(() -> source.load(Math.min(classes, MOST_CLASSES), downloads));
    Thread.ofPlatform().daemon().name("evenkeel-data").start(reading);
    return reading;
  }

  private int train(
      NetworkOptions.Plan plan,
      DataOptions.Source source,
      RunFolder folder,
      Trainer trainer,
      CureOptions.Cures cures,
      Execution execution,
      Split split) {
    Shape images =
        Shape.of(split.train().channels(), split.train().height(), split.train().width());
    Sequential layers = NetworkOptions.network(plan, images, split.train().classes());
    int outputs = layers.trace(false).outputShape().values();
    Model model =
        Model.initialize(layers, seed)
            .classNames(NetworkOptions.classNames(plan, split.train().classNames(), outputs));
    Optional<Profiling> profiling =
        profile ? Optional.of(new Profiling(execution, steps(split))) : Optional.empty();
    Trainer measured = profiling.map(p -> p.measured(trainer)).orElse(trainer);
    TrainingRun.Setup setup =
        new TrainingRun.Setup(
            folder,
            config(plan, source, folder, cures, execution, split.train().size()),
            NetworkOptions.label(plan),
            epochs,
            batch,
            microBatch.of(batch),
            new MoreEvaluations(
                statistics.check(layers),
                new Estimates.Setting(
                    split.train(),
                    split.test(),
                    Math.min(microBatch.of(batch), split.train().size()),
                    execution)));
    try (Interruption interruption = Interruption.listen()) {
      TrainingRun run = new TrainingRun(model, setup, measured, screen, display(), interruption);
      TrainingRun.Result result = run.train(split);
      Json summary = Summary.of(model, result, execution, seed);
      if (!json && result.outcome() != TrainingRun.Outcome.DIVERGED) {
        Summary.lines(result, execution).forEach(screen.out()::println);
      }
      run.finish(summary);
      profiling.ifPresent(p -> show(p.report(), folder));
      if (json) {
        screen.out().print(summary.write());
      }
      return end(result, folder, interruption);
    }
  }

  private Trainer trainer(Sgd sgd, CureOptions.Cures cures, Execution execution) {
    Trainer plain =
        microBatch.with(
            Trainer.of(sgd)
                .epochs(epochs)
                .batch(batch)
                .seed(seed)
                .shuffle(shuffle == Order.EXAMPLES ? Shuffle.EXAMPLES : Shuffle.BATCHES)
                .execution(execution));
    return cures.average().map(plain::average).orElse(plain);
  }

  private long steps(Split split) {
    long examples = split.train().size();
    return epochs * ((examples + batch - 1) / batch);
  }

  private void show(Profiling.Report report, RunFolder folder) {
    folder.profile(report.json(), report.figure());
    if (!quiet && !json) {
      report.lines().forEach(screen.out()::println);
    }
  }

  private int end(TrainingRun.Result result, RunFolder folder, Interruption interruption) {
    long steps = result.history().steps();
    int whole = result.history().epochs().size();
    return switch (result.outcome()) {
      case FINISHED -> {
        if (!quiet && !json) {
          screen.out().println("saved in " + folder.path());
        }
        yield ExitCode.OK.code();
      }
      case INTERRUPTED -> {
        screen.warn(
            "interrupted after %s, %s in all; the model of this moment is saved in %s"
                .formatted(counted(whole, "whole epoch"), counted(steps, "step"), folder.path()));
        yield interruption.requested() ? interruption.exitCode() : ExitCode.INTERRUPTED.code();
      }
      case DIVERGED -> {
        screen.warn(result.why() + "; saved in " + folder.path());
        yield ExitCode.DIVERGED.code();
      }
    };
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private Display display() {
    Display.Mode mode =
        quiet ? Display.Mode.SILENT : screen.terminal() ? Display.Mode.BAR : Display.Mode.LINES;
    return new Display(json ? screen.err() : screen.out(), mode, screen.columns());
  }

  private static Split await(FutureTask<Split> reading) {
    try {
      return reading.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unusable -> throw unusable;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException("the data could not be read", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the data", e);
    }
  }

  private void checkNumbers() {
    atLeastOne("--epochs", epochs);
    atLeastOne("--batch", batch);
    microBatch.check();
    if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw Failure.usage("--lr: expected a number above 0, got " + rate);
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw Failure.usage("--momentum: expected a share of at least 0, below 1, got " + momentum);
    }
    if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
      throw Failure.usage("--weight-decay: expected a number of at least 0, got " + decay);
    }
  }

  private static void atLeastOne(String option, int value) {
    if (value < 1) {
      throw Failure.usage(option + ": expected at least 1, got " + value);
    }
  }

  private Sgd sgd() {
    try {
      return Sgd.rate(rate).momentum(momentum).decay(decay);
    } catch (IllegalArgumentException e) { // beyond what float32 holds
      throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /// Every option with its effective value: no minibatch is larger than the training set, and the
  /// reference engine has one thread, no vectors and no fusion.
  private Json config(
      NetworkOptions.Plan plan,
      DataOptions.Source source,
      RunFolder folder,
      CureOptions.Cures cures,
      Execution execution,
      int examples) {
    Json.JsonObject config =
        Json.JsonObject.EMPTY
            .with("model", network.model())
            .with("norm", NetworkOptions.norm(plan).map(Json::of).orElse(Json.ofNull()))
            .with("epochs", epochs)
            .with("batch", Math.min(batch, examples))
            .with("micro_batch", microBatch.config())
            .with("lr", rate)
            .with("momentum", momentum)
            .with("weight_decay", decay);
    return cures
        .config(config)
        .with("statistics", statistics.text())
        .with("seed", seed)
        .with("shuffle", shuffle.name().toLowerCase(Locale.ROOT))
        .with("dataset", source.name())
        .with("data", source.place().map(place -> Json.of(place.toString())).orElse(Json.ofNull()))
        .with("data_given", source.folder().isPresent())
        .with("examples", examples)
        .with("engine", execution.engine().name().toLowerCase(Locale.ROOT))
        .with("threads", execution.threads())
        .with("vector_bits", execution.kernels().vectorBits())
        .with("fusion", execution.fusion() ? "on" : "off")
        .with("out", folder.path().toAbsolutePath().toString())
        .with("profile", profile)
        .with("quiet", quiet)
        .with("json", json)
        .with("debug", debug.getAsBoolean())
        .with("version", Version.text());
  }
}
