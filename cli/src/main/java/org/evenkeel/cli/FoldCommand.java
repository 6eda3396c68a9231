package org.evenkeel.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.evenkeel.data.Dataset;
import org.evenkeel.fold.Folding;
import org.evenkeel.fold.Refusal;
import org.evenkeel.model.Json;
import org.evenkeel.model.Model;
import org.evenkeel.train.Certificate;
import org.evenkeel.train.Execution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `evenkeel fold`.
@Command(
    name = "fold",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Folds every batch norm of a run's model into the convolution or dense layer before it, and"
          + " certifies on the test set that the outputs are the same but for rounding.",
      "",
      "A norm that cannot be folded, and outputs that differ by more than 1e-4 of their scale, are"
          + " refused. Data are the run's own, unless --dataset or --data say otherwise.",
      ""
    })
final class FoldCommand implements Callable<Integer> {
  private final Screen screen;

  @Parameters(paramLabel = "RUN", description = "The folder of a run.")
  private Path run = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the folded model goes: an empty or a new folder.")
  private Path out = Path.of("");

  @Option(
      names = "--partial",
      description = "Fold what can be folded; other norms stay, and are named.")
  private boolean partial;

  @Mixin private DataOptions data = new DataOptions();

  @Option(names = "--json", description = "Print the certificate as JSON.")
  private boolean json;

  FoldCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    RunFolder folder = RunFolder.choose(out, "", Instant.EPOCH);
    SavedRun saved = SavedRun.read(run);
    Folding folding = Folding.of(saved.model());
    if (!partial || folding.folded().isEmpty()) {
      folding.whole();
    }
    DataOptions.Source source = data.source(saved.source());
    Dataset test = test(saved, source);
    Certificate certificate =
        Certificate.of(saved.model(), folding, test, Execution.best()).required();
    for (Refusal refusal : folding.refused()) {
      screen.warn("not folded: " + refusal);
    }
    folder.create(config(source));
    folder.model(folding.model().metadata(certificate.metadata()));
    if (json) {
      screen.out().print(json(certificate).write());
    } else {
      lines(certificate).forEach(screen.out()::println);
      screen.out().println("saved in " + out);
    }
    return ExitCode.OK.code();
  }

  private Dataset test(SavedRun saved, DataOptions.Source source) {
    int outputs = saved.model().network().trace(false).outputShape().values();
    DownloadBar downloads = new DownloadBar(screen, json);
    Dataset test = source.load(Math.min(outputs, 256), downloads).test();
    downloads.end();
    return test;
  }

  /// Where the data are, so that the folded model can be evaluated as the run can.
  private Json config(DataOptions.Source source) {
    return Json.JsonObject.EMPTY
        .with("folded_from", run.toAbsolutePath().toString())
        .with("dataset", source.name())
        .with("data", source.place().map(place -> Json.of(place.toString())).orElse(Json.ofNull()))
        .with("data_given", source.folder().isPresent());
  }

  /// What a model's metadata say of its folding, none if it is not folded.
  static List<String> lines(Model model) {
    return Certificate.read(model.metadata()).map(FoldCommand::lines).orElse(List.of());
  }

  private static List<String> lines(Certificate certificate) {
    return List.of(
        "Folded: " + names(certificate.layers()),
        String.format(
            Locale.ROOT,
            "  logits differ by at most %.1e of their scale, by %.1e on average",
            certificate.maximum(),
            certificate.mean()),
        String.format(
            Locale.ROOT,
            "  %,d of %,d predictions changed",
            certificate.changed(),
            certificate.examples()));
  }

  private static String names(List<String> layers) {
    return layers.size() < 3
        ? String.join(" and ", layers)
        : layers.size() + " layers, " + layers.getFirst() + " to " + layers.getLast();
  }

  private static Json json(Certificate certificate) {
    return Json.JsonObject.EMPTY
        .with("folded_layers", Json.of(certificate.layers().stream().map(Json::of).toList()))
        .with("folded_from_sha256", certificate.source())
        .with("examples", certificate.examples())
        .with("logit_scale", certificate.scale())
        .with("maximum_difference", certificate.maximum())
        .with("mean_difference", certificate.mean())
        .with("changed_predictions", certificate.changed());
  }
}
