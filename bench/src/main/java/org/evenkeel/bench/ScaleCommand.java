package org.evenkeel.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.evenkeel.bench.worker.Networks;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.measure.Rates;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.Plan;
import org.evenkeel.plan.PlanOptions;
import org.evenkeel.train.EpochResult;
import org.evenkeel.train.Execution;
import org.evenkeel.train.History;
import org.evenkeel.train.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./evenkeel bench scale`: how time and memory grow, a training step's with its batch, an epoch's
/// with its examples.
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures LeNet with batch norm on generated images: the time of a training step for batches"
          + " of 32 to 4,096, and of an epoch for 7,500 to 60,000 examples. In this process; the"
          + " sizes take turns, and medians over the rounds are printed.",
      ""
    })
public final class ScaleCommand implements Callable<Integer> {
  private static final List<Integer> BATCHES = List.of(32, 64, 128, 256, 512, 1024, 2048, 4096);
  private static final List<Integer> EXAMPLES = List.of(7_500, 15_000, 30_000, 60_000);
  private static final int BATCH = 256;
  private static final int EPOCH = 8192; // whole minibatches of every size

  @Option(names = "--threads", paramLabel = "N", description = "Default: 1.")
  private int threads = 1;

  @Option(names = "--rounds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final PrintStream out;

  /// Makes the command.
  ///
  /// @param out gets the tables
  public ScaleCommand(PrintStream out) {
    this.out = out;
  }

  /// One line of the table.
  ///
  /// @param size examples in a minibatch, or in an epoch
  /// @param millis milliseconds for them, one a round
  private record Line(int size, List<Double> millis) {
    double median() {
      return Rates.of(millis.stream().mapToDouble(Double::doubleValue).toArray()).median();
    }
  }

  @Override
  public Integer call() {
    if (threads < 1 || rounds < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "expected at least 1 thread and 1 round, got %d and %d".formatted(threads, rounds));
    }
    run(Execution.best().threads(threads));
    return 0;
  }

  private void run(Execution execution) {
    Dataset images =
        new GeneratedImages(new ImageShape(1, 28, 28), 10, 1).dataset(EXAMPLES.getLast());
    seconds(images.first(EPOCH), BATCH, execution); // compiles the kernels
    seconds(images.first(EPOCH), BATCH, execution);
    List<Line> steps = BATCHES.stream().map(b -> new Line(b, new ArrayList<>())).toList();
    List<Line> epochs = EXAMPLES.stream().map(n -> new Line(n, new ArrayList<>())).toList();
    for (int round = 0; round < rounds; round++) {
      for (Line line : steps) {
        double epoch = seconds(images.first(EPOCH), line.size(), execution);
        line.millis().add(1e3 * epoch * line.size() / EPOCH);
      }
      for (Line line : epochs) {
        line.millis().add(1e3 * seconds(images.first(line.size()), BATCH, execution));
      }
    }
    out.printf(
        Locale.ROOT,
        "threads: %d%n%nbatch  ms a step  us an example  plan, MB%n",
        execution.threads());
    for (Line line : steps) {
      out.printf(
          Locale.ROOT,
          "%5d %10.3f %14.2f %9.1f%n",
          line.size(),
          line.median(),
          1e3 * line.median() / line.size(),
          bytes(line.size(), execution) / 1e6);
    }
    out.printf(Locale.ROOT, "%nexamples  ms an epoch  us an example  data, MB%n");
    for (Line line : epochs) {
      out.printf(
          Locale.ROOT,
          "%8d %12.1f %14.2f %9.1f%n",
          line.size(),
          line.median(),
          1e3 * line.median() / line.size(),
          line.size() * (images.values() + 1.0) / 1e6);
    }
  }

  /// Trains two epochs and returns the time of the second.
  private static double seconds(Dataset data, int batch, Execution execution) {
    Sequential network = network();
    History history =
        Trainer.of(Sgd.rate(0.5))
            .epochs(2)
            .batch(batch)
            .execution(execution)
            .fit(Model.initialize(network, 1), data);
    return history.epochs().stream().mapToDouble(EpochResult::seconds).min().orElseThrow();
  }

  /// Returns the memory of all buffers of a plan.
  private static long bytes(int batch, Execution execution) {
    Sequential network = network();
    PlanOptions options = new PlanOptions(execution.kernels(), batch, execution.threads(), true);
    try (Plan plan =
        new Plan(
            network.trace(true).trainingGraph(),
            Model.initialize(network, 1).variables(),
            options,
            0)) {
      return plan.describe().bytes();
    }
  }

  private static Sequential network() {
    return Networks.of("lenet");
  }
}
