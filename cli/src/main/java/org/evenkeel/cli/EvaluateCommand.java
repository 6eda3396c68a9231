package org.evenkeel.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.Split;
import org.evenkeel.model.Json;
import org.evenkeel.train.Evaluation;
import org.evenkeel.train.Evaluator;
import org.evenkeel.train.Execution;
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
          + " statistics.",
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

  @Mixin private DataOptions data = new DataOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  EvaluateCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    Execution execution = engine.execution();
    SavedRun saved = SavedRun.read(run);
    DataOptions.Source source = data.source(source(saved));
    int outputs = saved.model().network().trace(false).outputShape().values();
    DownloadBar downloads = new DownloadBar(screen, json);
    Split split = source.load(Math.min(outputs, 256), downloads);
    downloads.end();
    Dataset examples = examples(saved, source, split);
    Evaluation result = Evaluator.evaluate(saved.model(), examples, execution);
    print(result);
    return ExitCode.OK.code();
  }

  /// Of the run's own data, training examples are those that it trained on.
  private Dataset examples(SavedRun saved, DataOptions.Source source, Split whole) {
    int held = saved.option("validation", 0);
    if (part == Part.VALIDATION && held == 0) {
      throw Failure.usage(
          "--on validation: the run has none; train with --validation N, or give --on test");
    }
    boolean own = held > 0 && source.equals(source(saved));
    Split split = own || part == Part.VALIDATION ? CureOptions.held(whole, held) : whole;
    return switch (part) {
      case TRAIN -> split.train();
      case VALIDATION -> split.validation().orElseThrow();
      case TEST -> split.test();
    };
  }

  /// The run's own data: a folder that was named then is the only one looked at now.
  private static DataOptions.Source source(SavedRun saved) {
    boolean idx = saved.option("dataset").filter(DataOptions.IDX::equals).isPresent();
    boolean given = idx || saved.isOn("data_given");
    return new DataOptions.Source(
        idx ? DataOptions.IDX : DataOptions.FASHION_MNIST,
        given ? saved.option("data").map(Path::of) : Optional.empty());
  }

  private void print(Evaluation result) {
    String name = NetworkOptions.lower(part);
    if (json) {
      Json.JsonObject object =
          Json.JsonObject.EMPTY
              .with("data", name)
              .with("examples", result.examples())
              .with("loss", Double.isFinite(result.loss()) ? Json.of(result.loss()) : Json.ofNull())
              .with("accuracy", result.accuracy());
      screen.out().print(object.write());
    } else {
      screen
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "%s loss %.3f, %s acc %.3f (%,d examples, prediction mode)",
                  name,
                  result.loss(),
                  name,
                  result.accuracy(),
                  result.examples()));
    }
  }
}
