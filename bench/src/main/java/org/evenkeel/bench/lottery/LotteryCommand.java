package org.evenkeel.bench.lottery;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.evenkeel.bench.BenchException;
import org.evenkeel.data.FashionMnist;
import org.evenkeel.data.IdxFolder;
import org.evenkeel.data.Shuffle;
import org.evenkeel.data.Split;
import org.evenkeel.model.AtomicFiles;
import org.evenkeel.report.Png;
import org.evenkeel.train.Execution;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./evenkeel bench lottery`: the section's run with many seeds, evaluated in every way.
@Command(
    name = "lottery",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains the section's network with many seeds and both loaders, at a constant rate and with"
          + " one that ends at zero, and tells the last test accuracy with moving statistics, with"
          + " exact ones and with averaged weights. Several runs at a time, a thread each; the"
          + " results depend on neither. Goes on where it was stopped.",
      "",
      "Leaves runs.csv, summary.json, tables.md and the figure lottery.svg, lottery.png.",
      ""
    })
public final class LotteryCommand implements Callable<Integer> {
  private static final int CLASSES = 10;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Seeds 1 to N for each loader. Default: ${DEFAULT-VALUE}.")
  private int seeds = 20;

  @Option(names = "--epochs", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private int epochs = 10;

  @Option(names = "--batch", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private int batch = 256;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Runs at a time. Default: one per processor.")
  private int runs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of four IDX files of 28x28 images. Default: Fashion-MNIST.")
  private @Nullable Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results. Default: ${DEFAULT-VALUE}.")
  private Path folder = Path.of("runs", "lottery");

  private final PrintStream out;

  /// Makes the command.
  ///
  /// @param out gets a line for each run, and the tables
  public LotteryCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seeds < 1 || epochs < 1 || batch < 1 || runs < 1) {
      throw new BenchException(
          BenchException.USAGE,
          "expected at least 1 of seeds, epochs, batch and runs, got %d, %d, %d and %d"
              .formatted(seeds, epochs, batch, runs));
    }
    Files.createDirectories(folder);
    OutcomesFile file = new OutcomesFile(folder.resolve("runs.csv"), epochs);
    List<Outcome> outcomes = file.read();
    List<Ticket> left = new ArrayList<>();
    for (long seed = 1; seed <= seeds; seed++) {
      left.add(new Ticket(Shuffle.EXAMPLES, seed));
      left.add(new Ticket(Shuffle.BATCHES, seed));
    }
    left.removeAll(outcomes.stream().map(Outcome::ticket).toList());
    if (!left.isEmpty()) {
      Split split =
          data == null ? FashionMnist.load(Optional.empty()) : IdxFolder.load(data, CLASSES);
      draw(left, new Draw(split, epochs, batch, Execution.best().threads(1)), file, outcomes);
    }
    finish(new Report(file.read(), epochs));
    return 0;
  }

  private void draw(List<Ticket> tickets, Draw draw, OutcomesFile file, List<Outcome> outcomes)
      throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(runs)) {
      ExecutorCompletionService<Outcome> ready = new ExecutorCompletionService<>(threads);
      tickets.forEach(ticket -> ready.submit(() -> draw.of(ticket)));
      for (int done = 1; done <= tickets.size(); done++) {
        try {
          Outcome outcome = ready.take().get();
          outcomes.add(outcome);
          file.write(outcomes);
          out.println(line(outcome, done, tickets.size()));
          out.flush();
        } catch (ExecutionException e) {
          threads.shutdownNow();
          throw new IllegalStateException("a run failed", e);
        }
      }
    }
  }

  private static String line(Outcome outcome, int done, int all) {
    return String.format(
        Locale.ROOT,
        "%d/%d  %s, seed %d: moving %s, exact %s, averaged %s, to zero %s",
        done,
        all,
        Ticket.key(outcome.ticket().shuffle()),
        outcome.ticket().seed(),
        Expectation.four(outcome.test(Method.MOVING)),
        Expectation.four(outcome.test(Method.EXACT)),
        Expectation.four(outcome.test(Method.AVERAGED_EXACT)),
        Expectation.four(outcome.test(Method.DECAY_MOVING)));
  }

  private void finish(Report report) {
    out.println();
    out.print(report.markdown());
    AtomicFiles.write(folder.resolve("tables.md"), report.markdown());
    AtomicFiles.write(folder.resolve("summary.json"), report.json().write());
    AtomicFiles.write(folder.resolve("lottery.svg"), report.figure().svg());
    switch (report.figure().png()) {
      case Png.Drawn(byte[] bytes) -> AtomicFiles.write(folder.resolve("lottery.png"), bytes);
      case Png.Missing(String reason) -> out.println(reason);
    }
    out.println("saved in " + folder);
  }
}
