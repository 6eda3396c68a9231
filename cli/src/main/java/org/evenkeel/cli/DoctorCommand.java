package org.evenkeel.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenkeel.data.DataException;
import org.evenkeel.data.Split;
import org.evenkeel.doctor.Course;
import org.evenkeel.doctor.Doctor;
import org.evenkeel.doctor.Examination;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `evenkeel doctor`.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Examines the normalization of a run's model, or of any folder with a model: what is wrong,"
          + " the measured figure, why it matters and what to do.",
      "",
      "Batch size and steps are the run's. Data are the run's own, unless --dataset or --data say"
          + " otherwise; without data some checks are skipped, and named.",
      ""
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int MOST_CLASSES = 256;

  private final Screen screen;

  @Parameters(paramLabel = "RUN|MODEL", description = "The folder of a run or of a model.")
  private Path run = Path.of("");

  @Mixin private DataOptions data = new DataOptions();

  @Option(names = "--no-data", description = "Only the checks that need no data: at once.")
  private boolean noData;

  @Option(names = "--strict", description = "End with exit code 11 if there is a warning.")
  private boolean strict;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  DoctorCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    SavedRun saved = SavedRun.read(run);
    Doctor doctor = withData(Doctor.of(saved.model()), saved);
    Optional<Course> course = saved.course(run);
    Examination examination = course.map(doctor::course).orElse(doctor).examine();
    if (json) {
      screen.out().print(DoctorText.json(run, examination).write());
    } else {
      DoctorText.lines(run, examination).forEach(screen.out()::println);
    }
    return strict && !examination.warnings().isEmpty()
        ? ExitCode.WARNINGS.code()
        : ExitCode.OK.code();
  }

  /// Data that nobody named now may be missing: then their checks are skipped.
  private Doctor withData(Doctor doctor, SavedRun saved) {
    if (noData) {
      return doctor.noData("--no-data");
    }
    DataOptions.Source source = data.source(saved.source());
    int outputs = saved.model().network().trace(false).outputShape().values();
    DownloadBar downloads = new DownloadBar(screen, json);
    try {
      Split split = source.load(Math.min(outputs, MOST_CLASSES), downloads);
      return doctor.data(saved.own(source, split));
    } catch (DataException e) {
      if (data.isGiven() || e.kind() != DataException.Kind.MISSING) {
        throw e;
      }
      return doctor.noData(String.valueOf(e.getMessage()));
    } finally {
      downloads.end();
    }
  }
}
