package org.evenkeel.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.bench.worker.Task;

/// Starts the processes of contests on this machine.
///
/// @param commands the command lines
/// @param runs runs the tool itself
/// @param scratch folder for logs
record MachineProcesses(Commands commands, ToolRuns runs, Path scratch) implements Processes {
  /// Where the busy process runs, and where the others may run besides.
  private static final String BUSY_CORE = "1";

  private static final String BOTH_CORES = "0,1";

  /// So long a process goes on counting while steps still make objects.
  private static final double ALLOCATION_LIMIT_SECONDS = 10;

  @Override
  public Sample run(Contest contest, Library library, Task task, double seconds)
      throws IOException, InterruptedException {
    return switch (contest.kind()) {
      case LAUNCH -> runs.launch(seconds);
      case DEFAULT_RUN -> {
        Sample run = runs.defaultRun(seconds);
        Task.Pace pace = task.pace();
        Task allocation =
            new Task("allocation", "lenet", task.data(), task.threads(), task.batch(), pace)
                .pace(new Task.Pace(pace.examples(), 2, 1, ALLOCATION_LIMIT_SECONDS, 0));
        Sample counted = worker(library, allocation, seconds, true);
        yield counted.of(Figure.BYTES_PER_STEP).isPresent()
            ? run.with(Figure.BYTES_PER_STEP, counted.of(Figure.BYTES_PER_STEP).getAsDouble())
            : run;
      }
      case BUSY -> besideBusyProcess(library, task, seconds);
      default -> worker(library, task, seconds, true);
    };
  }

  private Sample worker(Library library, Task task, double seconds, boolean alone)
      throws IOException, InterruptedException {
    Path log = scratch.resolve(library.word() + ".log");
    List<String> command = new ArrayList<>();
    if (!alone && taskset().isPresent()) {
      command.addAll(List.of(taskset().get(), "-c", BOTH_CORES));
    }
    command.addAll(commands.command(library, task));
    MeasuredProcess process =
        MeasuredProcess.run(command, commands.environment(library, alone), log, seconds);
    Sample sample = Transcript.read(process.output());
    if (sample.figures().isEmpty()) {
      throw new MeasuredProcess.FailedException("expected figures, it printed none");
    }
    return sample.with(Figure.PEAK_RESIDENT_BYTES, (double) process.peakBytes());
  }

  private Sample besideBusyProcess(Library library, Task task, double seconds)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    taskset().ifPresent(tool -> command.addAll(List.of(tool, "-c", BUSY_CORE)));
    command.addAll(List.of("sh", "-c", "while :; do :; done"));
    Process busy = MeasuredProcess.start(command, Map.of(), scratch.resolve("busy.log"));
    try {
      return worker(library, task, seconds, false);
    } finally {
      MeasuredProcess.stop(busy);
    }
  }

  /// The tool that binds processes to cores; where it is missing, the system places them.
  private static Optional<String> taskset() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "taskset"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
