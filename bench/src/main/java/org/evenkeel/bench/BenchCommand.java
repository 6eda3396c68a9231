package org.evenkeel.bench;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.evenkeel.data.DataException;
import org.evenkeel.model.AtomicFiles;
import org.evenkeel.model.OutputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./evenkeel bench`: this machine, and Evenkeel beside other libraries on it.
@Command(
    name = "evenkeel bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures this machine, then Evenkeel and other libraries side by side on it: every"
          + " measurement a process of its own, rounds interleaved. Gets the other libraries"
          + " through Maven on first use.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  evenkeel bench --quick",
      "  evenkeel bench --workload lenet --threads 2 --peers djl --rounds 5",
      "  evenkeel bench kernels --kernel conv",
      "",
      "docs/PERFORMANCE.md says how it is measured. Leave the machine alone meanwhile."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final double QUICK_SECONDS = 170;
  private static final double NO_HURRY_SECONDS = 24 * 3600;

  @Option(names = "--quick", description = "End within three minutes: less of everything.")
  private boolean quick;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description =
          "Only this: lenet, mlp, resnet20, scratch, predict, predict-one, busy, launch,"
              + " default-run. Can be repeated.")
  private List<String> workloads = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      description = "Numbers of threads. Default: 1 and 2 for lenet, 2 for most others.")
  private List<Integer> threads = new ArrayList<>();

  @Option(names = "--rounds", paramLabel = "N", description = "Default: 3; 1 with --quick.")
  private @Nullable Integer rounds;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Measured epochs of a process, after its warm-up. Default: 3.")
  private int epochs = 3;

  @Option(
      names = "--peers",
      paramLabel = "NAMES",
      split = ",",
      description = "none, djl, tensorflow. Default: djl,tensorflow.")
  private List<String> peers = List.of("djl", "tensorflow");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of four IDX files of 28x28 images. Default: Fashion-MNIST where it is found,"
              + " else generated images.")
  private @Nullable Path data;

  @Option(names = "--json", paramLabel = "FILE", description = "Write everything, each round too.")
  private @Nullable Path json;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables as Markdown.")
  private @Nullable Path markdown;

  @Option(names = "--debug", description = "Show stack traces of failures.")
  private boolean debug;

  private final PrintStream out;
  private final PrintStream err;
  private final Path root;

  /// Makes the command.
  ///
  /// @param root the checkout: where the launcher and the peers' build are
  BenchCommand(PrintStream out, PrintStream err, Path root) {
    this.out = out;
    this.err = err;
    this.root = root;
  }

  /// Runs the command and ends the process. The property `evenkeel.root` names the checkout. Needs
  /// `--add-modules jdk.incubator.vector`.
  public static void main(String[] arguments) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () ->
                        ProcessHandle.current()
                            .descendants()
                            .forEach(ProcessHandle::destroyForcibly)));
    Path root = Path.of(System.getProperty("evenkeel.root", "."));
    System.exit(run(arguments, System.out, System.err, root));
  }

  /// Runs the command and returns the exit code.
  static int run(String[] arguments, PrintStream out, PrintStream err, Path root) {
    BenchCommand command = new BenchCommand(out, err, root);
    CommandLine line = new CommandLine(command);
    line.addSubcommand(new org.evenkeel.bench.kernels.KernelCommand(out));
    line.addSubcommand(new ScaleCommand(out));
    line.addSubcommand(new org.evenkeel.bench.lottery.LotteryCommand(out));
    line.setOut(new java.io.PrintWriter(out, true, java.nio.charset.StandardCharsets.UTF_8));
    line.setUsageHelpWidth(TextTable.COLUMNS);
    line.setParameterExceptionHandler(
        (problem, _) -> {
          String text = String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
          command.warn(
              "%s; see %s --help"
                  .formatted(text, problem.getCommandLine().getCommandSpec().qualifiedName()));
          return BenchException.USAGE;
        });
    line.setExecutionExceptionHandler((thrown, _, _) -> command.failure(thrown));
    int code = line.execute(arguments);
    out.flush();
    err.flush();
    return code;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(quick ? QUICK_SECONDS : NO_HURRY_SECONDS);
    Set<Library> wanted = wantedPeers();
    List<Workload> chosen =
        workloads.isEmpty()
            ? List.of(Workload.values())
            : workloads.stream().map(Workload::of).distinct().toList();
    checkNumbers();
    checkFolder("--json", json);
    checkFolder("--markdown", markdown);
    try (Scratch scratch = Scratch.make()) {
      DataFolder images = DataFolder.choose(Optional.ofNullable(data), scratch.folder());
      List<String> missing = new ArrayList<>();
      Set<Library> there = obtain(wanted, missing);
      Choices choices =
          new Choices(
              quick,
              rounds == null ? (quick ? 1 : 3) : rounds,
              epochs,
              chosen,
              threads.isEmpty() ? Optional.empty() : Optional.of(threads),
              there,
              images.folder());
      run(choices, images, missing, scratch.folder(), deadline);
      return missing.isEmpty() ? 0 : BenchException.UNAVAILABLE;
    }
  }

  private void run(
      Choices choices, DataFolder images, List<String> missing, Path scratch, Deadline deadline)
      throws IOException, InterruptedException {
    Machine machine = Machine.here();
    machine.lines().forEach(out::println);
    out.println("images: " + images.title());
    out.println();
    MachinePeaks peaks = MachinePeaks.measure(quick ? 1 : 4);
    ResultText.peaks(peaks).forEach(out::println);
    Commands commands = new Commands(root, System.getProperty("java.class.path"));
    ToolRuns runs = new ToolRuns(root.resolve("evenkeel"), images, quick ? 2 : 6, quick, scratch);
    ProgressLine progress = ProgressLine.of(err);
    Contests contests =
        new Contests(
            new MachineProcesses(commands, runs, scratch), choices, deadline, progress::show);
    List<Contest.Result> results = new ArrayList<>();
    Report report = new Report(choices, images, machine, peaks, results, missing);
    Map<Workload, List<Contest>> compared =
        choices.contests().stream()
            .collect(groupingBy(Contest::kind, LinkedHashMap::new, toList()));
    for (List<Contest> together : compared.values()) {
      List<Contest.Result> ended = contests.run(together);
      progress.clear();
      results.addAll(ended);
      ended.forEach(result -> ResultText.contest(result).forEach(out::println));
      List<String> notes = new ArrayList<>(missing);
      notes.addAll(contests.notes());
      report = new Report(choices, images, machine, peaks, results, notes);
      write(report);
    }
    ResultText.findings(report.findings()).forEach(out::println);
    if (!report.notes().isEmpty()) {
      out.println();
    }
    ResultText.notes(report.notes()).forEach(out::println);
  }

  /// After every contest, so that an interruption leaves what was measured.
  private void write(Report report) {
    if (json != null) {
      AtomicFiles.write(json, ResultJson.of(report).write());
    }
    if (markdown != null) {
      AtomicFiles.write(markdown, ResultMarkdown.of(report));
    }
  }

  /// Builds the peers; what cannot be had is said at once and left out.
  private Set<Library> obtain(Set<Library> wanted, List<String> missing)
      throws InterruptedException {
    PeerBuild build = new PeerBuild(Commands.peers(root), "mvn");
    Set<Library> there = EnumSet.noneOf(Library.class);
    for (Library peer : wanted) {
      Optional<String> why = build.require(peer);
      if (why.isEmpty()) {
        there.add(peer);
      } else {
        String line = "%s cannot be had: %s".formatted(peer.title(), why.get());
        warn(line + "; measuring without it");
        missing.add(line + ".");
      }
    }
    return there;
  }

  private Set<Library> wantedPeers() {
    Set<Library> wanted = new TreeSet<>();
    for (String word : peers) {
      switch (word) {
        case "none" -> {}
        case "djl" -> wanted.add(Library.DJL);
        case "tensorflow" -> wanted.add(Library.TENSORFLOW);
        default ->
            throw new BenchException(
                BenchException.USAGE,
                "--peers: expected none, djl or tensorflow, got '" + word + "'");
      }
    }
    return wanted;
  }

  private void checkNumbers() {
    atLeastOne("--rounds", rounds == null ? 1 : rounds);
    atLeastOne("--epochs", epochs);
    threads.forEach(number -> atLeastOne("--threads", number));
  }

  private static void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new BenchException(
          BenchException.USAGE, option + ": expected at least 1, got " + value);
    }
  }

  /// Better now than after a quarter of an hour.
  private static void checkFolder(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
      throw new BenchException(
          BenchException.OUTPUT, option + ": expected a file in an existing folder, got " + file);
    }
  }

  private void warn(String line) {
    err.println("evenkeel: " + line);
  }

  private int failure(Exception thrown) {
    if (debug) {
      thrown.printStackTrace(err);
    }
    int code =
        switch (thrown) {
          case BenchException known -> known.exitCode();
          case OutputException _ -> BenchException.OUTPUT;
          case DataException missing -> missing.kind() == DataException.Kind.MISSING ? 3 : 4;
          default -> BenchException.INTERNAL;
        };
    String text =
        code == BenchException.INTERNAL && !(thrown instanceof BenchException)
            ? "internal error: " + thrown + "; --debug shows where, please report"
            : String.valueOf(thrown.getMessage());
    warn(text.strip().replaceAll("\\s*\\R\\s*", " "));
    return code;
  }
}
