package org.evenkeel.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.evenkeel.model.Model;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.plan.Plan;
import org.evenkeel.plan.PlanDescription;
import org.evenkeel.plan.PlanOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `evenkeel inspect`.
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Shows what a run has learned: gamma, beta and the moving statistics of a normalization"
          + " layer, the layers with shapes and parameters, and the plan of a training step.",
      ""
    })
final class InspectCommand implements Callable<Integer> {
  private static final int DEFAULT_BATCH = 256;

  private final Screen screen;

  @Parameters(paramLabel = "RUN", description = "The folder of a run.")
  private Path run = Path.of("");

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "Which normalization layer is shown. Default: the first.")
  private @Nullable String layer;

  InspectCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    SavedRun saved = SavedRun.read(run);
    Model model = saved.model();
    List<String> normalization = NormalizationText.lines(model, layer);
    normalization.forEach(screen.out()::println);
    FoldCommand.lines(model).forEach(screen.out()::println);
    List<String> switches = SwitchesText.lines(model);
    if (!switches.isEmpty()) {
      screen.out().println();
      switches.forEach(screen.out()::println);
    }
    List<String> lag = LagText.lines(run);
    if (!lag.isEmpty()) {
      screen.out().println();
      lag.forEach(screen.out()::println);
    }
    screen.out().println();
    LayersText.lines(model).forEach(screen.out()::println);
    screen.out().println();
    plan(saved).forEach(screen.out()::println);
    return ExitCode.OK.code();
  }

  /// The plan for the run's own minibatches, or for smaller ones where those do not fit here.
  private static List<String> plan(SavedRun saved) {
    int batch = Math.max(1, saved.option("batch", DEFAULT_BATCH));
    batch = Math.min(batch, Math.max(1, saved.option("examples", DEFAULT_BATCH)));
    try {
      return PlanText.lines(plan(saved, batch));
    } catch (IllegalArgumentException | OutOfMemoryError e) {
      if (batch <= DEFAULT_BATCH) {
        throw e;
      }
      List<String> lines = new ArrayList<>(PlanText.lines(plan(saved, DEFAULT_BATCH)));
      lines.add(
          1,
          "  for minibatches of %d: those of the run, of %d, do not fit into memory here"
              .formatted(DEFAULT_BATCH, batch));
      return lines;
    }
  }

  private static PlanDescription plan(SavedRun saved, int batch) {
    int threads = Math.max(1, saved.option("threads", Runtime.getRuntime().availableProcessors()));
    boolean fusion = saved.option("fusion").filter("off"::equals).isEmpty();
    PlanOptions options = new PlanOptions(KernelChoice.best(), batch, threads, fusion);
    Model model = saved.model();
    try (Plan plan =
        new Plan(model.network().trace(true).trainingGraph(), model.variables(), options, 0)) {
      return plan.describe();
    }
  }
}
