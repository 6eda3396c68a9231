package org.evenkeel.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.evenkeel.data.Split;
import org.evenkeel.train.Execution;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/// The command-line tool `evenkeel`.
@Command(
    name = "evenkeel",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Trains, inspects and serves batch-normalized neural networks.",
    footerHeading = "%nFirst steps:%n",
    footer = {
      "  evenkeel train                      LeNet with batch norm on Fashion-MNIST",
      "  evenkeel inspect runs/RUN           what a run has learned, and its plan",
      "  evenkeel predict runs/RUN shoe.png  what is in a picture"
    })
public final class Main {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces of failures.")
  private boolean debug;

  private Main() {}

  /// Runs the tool and ends the process with its exit code.
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    // What the library logs becomes a line like the tool's own.
    System.setProperty("java.util.logging.SimpleFormatter.format", "evenkeel: %5$s%n");
    Optional<FutureTask<Split>> early = EarlyReading.start(arguments);
    System.exit(run(arguments, Screen.ofProcess(), early));
  }

  /// Runs one command as if piped.
  ///
  /// @param out gets results
  /// @param err gets warnings, and the one line of a failure
  /// @return the exit code
  public static int run(String[] arguments, PrintStream out, PrintStream err) {
    return run(arguments, new Screen(out, err, false, Screen.DEFAULT_COLUMNS));
  }

  static int run(String[] arguments, Screen screen) {
    return run(arguments, screen, Optional.empty());
  }

  private static int run(String[] arguments, Screen screen, Optional<FutureTask<Split>> early) {
    Main main = new Main();
    CommandLine line = commandLine(main, screen, early, arguments);
    int code;
    if (arguments.length == 0) {
      line.usage(screen.err());
      code = ExitCode.USAGE.code();
    } else {
      try {
        code = line.execute(arguments);
      } catch (StackOverflowError | OutOfMemoryError thrown) { // picocli handles exceptions only
        code = main.failure(screen, thrown);
      }
    }
    screen.out().flush();
    screen.err().flush();
    return code;
  }

  private static CommandLine commandLine(
      Main main, Screen screen, Optional<FutureTask<Split>> early, String[] arguments) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("train", () -> new TrainCommand(screen, early, () -> main.debug));
    commands.put("data", () -> new DataCommand(screen));
    commands.put("inspect", () -> new InspectCommand(screen));
    commands.put("evaluate", () -> new EvaluateCommand(screen));
    commands.put("predict", () -> new PredictCommand(screen));
    commands.put("doctor", () -> new DoctorCommand(screen));
    commands.put("fold", () -> new FoldCommand(screen));
    if (arguments.length > 0 && commands.containsKey(arguments[0])) {
      // Making the others would be a good part of the time from launch to first step.
      commands.keySet().retainAll(Set.of(arguments[0]));
    }
    CommandLine line = new CommandLine(main);
    commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
    line.setOut(new PrintWriter(screen.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(screen.err(), true, StandardCharsets.UTF_8));
    line.setUsageHelpWidth(Screen.DEFAULT_COLUMNS);
    line.registerConverter(Networks.Norm.class, Choice.of(Networks.Norm.class));
    line.registerConverter(TrainCommand.Order.class, Choice.of(TrainCommand.Order.class));
    line.registerConverter(EngineOptions.Switch.class, Choice.of(EngineOptions.Switch.class));
    line.registerConverter(Execution.Engine.class, Choice.of(Execution.Engine.class));
    line.registerConverter(StatisticsOptions.Kind.class, Choice.of(StatisticsOptions.Kind.class));
    line.registerConverter(EvaluateCommand.Part.class, Choice.of(EvaluateCommand.Part.class));
    describeExitCodes(line);
    Optional.ofNullable(line.getSubcommands().get("train")).ifPresent(Main::describeExitCodes);
    Optional.ofNullable(line.getSubcommands().get("doctor")).ifPresent(Main::describeExitCodes);
    Optional.ofNullable(line.getSubcommands().get("fold")).ifPresent(Main::describeExitCodes);
    line.setParameterExceptionHandler((problem, _) -> usage(main, screen, problem));
    line.setExecutionExceptionHandler((thrown, _, _) -> main.failure(screen, thrown));
    return line;
  }

  private static void describeExitCodes(CommandLine line) {
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.described());
  }

  private static int usage(Main main, Screen screen, ParameterException problem) {
    CommandLine command = problem.getCommandLine();
    screen.warn(
        "%s%s; see %s --help"
            .formatted(message(problem), hint(problem), command.getCommandSpec().qualifiedName()));
    main.trace(screen, problem);
    return ExitCode.USAGE.code();
  }

  private static String message(ParameterException problem) {
    if (problem instanceof CommandLine.UnmatchedArgumentException unmatched
        && problem.getCommandLine().getParent() == null
        && !unmatched.isUnknownOption()) {
      return "unknown command '" + unmatched.getUnmatched().getFirst() + "'";
    }
    String text = String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static String hint(ParameterException problem) {
    if (!(problem instanceof CommandLine.UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> suggestions = unmatched.getSuggestions();
    return suggestions.isEmpty() ? "" : ", did you mean " + String.join(" or ", suggestions) + "?";
  }

  private int failure(Screen screen, Throwable thrown) {
    screen.warn(Failures.line(thrown));
    trace(screen, thrown);
    return Failures.exitCode(thrown).code();
  }

  private void trace(Screen screen, Throwable thrown) {
    if (debug) {
      thrown.printStackTrace(screen.err());
    }
  }
}
