package org.evenkeel.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.evenkeel.data.Split;
import org.evenkeel.doctor.Course;
import org.evenkeel.doctor.Watch;
import org.evenkeel.model.Json;
import org.evenkeel.model.Model;
import org.evenkeel.model.OutputException;
import org.evenkeel.report.TrainingFigure;
import org.evenkeel.train.EpochResult;
import org.evenkeel.train.History;
import org.evenkeel.train.Progress;
import org.evenkeel.train.Statistics;
import org.evenkeel.train.Trainer;
import org.evenkeel.train.TrainingException;
import org.evenkeel.train.TrainingListener;

/// One training run with its folder: shows, saves after every epoch, and stops when asked to.
final class TrainingRun implements TrainingListener {
  /// How a run ended.
  enum Outcome {
    FINISHED,
    INTERRUPTED,
    DIVERGED
  }

  private final Model model;
  private final Setup setup;
  private final Screen screen;
  private final Display display;
  private final Interruption interruption;
  private final List<EpochResult> epochs = new ArrayList<>();
  private final Map<Integer, EpochStatistics> statistics = new HashMap<>();
  private Trainer trainer;
  private long steps;
  private double secondsToFirstStep;
  private boolean started;
  private boolean unsaved;
  private boolean pngMissed;
  private Course course = new Course(1, 1, 1);
  private Optional<Watch> watch = Optional.empty();
  private Optional<Model> averaged = Optional.empty();

  /// What does not change during the run.
  ///
  /// @param folder where files go
  /// @param config every option with its effective value
  /// @param title of the figure
  /// @param plannedEpochs where the figure's axis ends
  /// @param batch examples in a minibatch
  /// @param part most of them that are computed at a time
  /// @param evaluations what is evaluated besides the trainer's own evaluation
  record Setup(
      RunFolder folder,
      Json config,
      String title,
      int plannedEpochs,
      int batch,
      int part,
      MoreEvaluations evaluations) {}

  TrainingRun(
      Model model,
      Setup setup,
      Trainer trainer,
      Screen screen,
      Display display,
      Interruption interruption) {
    this.model = model;
    this.setup = setup;
    this.screen = screen;
    this.display = display;
    this.interruption = interruption;
    this.trainer = trainer;
  }

  /// What is left of a run.
  ///
  /// @param outcome how it ended
  /// @param why one line, where the loss diverged
  /// @param history the whole epochs
  /// @param statistics what is known of the last epoch's model besides
  /// @param secondsToFirstStep from the start of the process
  record Result(
      Outcome outcome,
      String why,
      History history,
      EpochStatistics statistics,
      double secondsToFirstStep) {}

  /// Trains and saves.
  ///
  /// @throws TrainingException if network, data and batch size do not suit each other
  Result train(Split data) {
    trainer = trainer.listener(this);
    course = course(data.train().size());
    setup.evaluations().check(model);
    try {
      History history = trainer.fit(model, data);
      averaged = history.averaged().map(setup.evaluations()::estimated);
      display.clear();
      if (!history.stopped()) {
        // The plans of training are garbage now: without collecting it, the peak of memory would be
        // here.
        System.gc();
        statistics.put(epochs.size(), setup.evaluations().atTheEnd(model, averaged, known()));
      }
      return new Result(
          history.stopped() ? Outcome.INTERRUPTED : Outcome.FINISHED,
          "",
          history,
          known(),
          secondsToFirstStep);
    } catch (TrainingException e) {
      display.clear();
      if (e.kind() == TrainingException.Kind.UNSUITABLE) {
        throw e;
      }
      unsaved = true; // the values of the last whole epoch are back
      averaged = averaged.map(setup.evaluations()::estimated);
      return new Result(
          Outcome.DIVERGED,
          String.valueOf(e.getMessage()),
          new History(epochs, true, steps, averaged),
          known(),
          secondsToFirstStep);
    } catch (IllegalArgumentException e) {
      if (started) {
        throw e; // a defect
      }
      throw new Failure(ExitCode.UNSUITABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private Course course(int examples) {
    int batch = Math.min(setup.batch(), examples);
    long batches = (examples + batch - 1L) / batch;
    return new Course(
        examples, batch, Math.min(setup.part(), batch), setup.plannedEpochs() * batches);
  }

  @Override
  public void started() {
    started = true;
    setup.folder().create(setup.config());
    secondsToFirstStep = ProcessAge.seconds();
  }

  @Override
  public void step(Progress progress) {
    steps++;
    unsaved = true;
    display.step(progress);
    if (interruption.requested()) {
      trainer.stop();
    }
  }

  @Override
  public void epoch(EpochResult result) {
    epochs.add(result);
    display.epoch(result, setup.plannedEpochs());
    statistics.put(result.epoch(), setup.evaluations().afterEpoch(model, averaged));
    display.more(known().line(), setup.plannedEpochs());
    warnOfIllness(result.epoch());
    try {
      setup.folder().metrics(epochs, statistics);
      setup.folder().model(model);
      unsaved = false;
      draw();
    } catch (OutputException e) {
      // What was learned is in memory still, and there may be room later.
      screen.warn(e.getMessage() + " (training goes on, the next epoch is saved again)");
    }
  }

  /// What is known of the last whole epoch.
  private EpochStatistics known() {
    return statistics.getOrDefault(epochs.size(), EpochStatistics.NONE);
  }

  private void warnOfIllness(int epoch) {
    Watch watching = watch.orElseGet(() -> Watch.over(model, course));
    watch = Optional.of(watching);
    Health.lines(watching, epoch == setup.plannedEpochs(), setup.folder().path())
        .forEach(screen::warn);
  }

  @Override
  public void averaged(Model present) {
    averaged = Optional.of(present);
  }

  private void draw() {
    List<TrainingFigure.EpochPoint> points =
        epochs.stream()
            .map(
                e ->
                    new TrainingFigure.EpochPoint(
                        e.epoch(),
                        e.trainLoss(),
                        e.trainAccuracy(),
                        e.testAccuracy().orElse(Double.NaN)))
            .toList();
    TrainingFigure plain = TrainingFigure.of(setup.title(), setup.plannedEpochs(), points);
    List<Double> validation =
        epochs.stream().map(e -> e.validationAccuracy().orElse(Double.NaN)).toList();
    TrainingFigure figure =
        validation.stream().anyMatch(Double::isFinite)
            ? plain.withCurve("validation acc", validation)
            : plain;
    for (Statistics kind : EpochStatistics.KINDS) {
      figure = with(figure, NetworkOptions.lower(kind), s -> s.accuracy(kind));
    }
    figure =
        with(
            figure,
            "averaged",
            s -> s.averaged().stream().mapToDouble(EpochStatistics.Averaged::accuracy).findFirst());
    Optional<String> missing = setup.folder().figure(figure);
    if (missing.isPresent() && !pngMissed) {
      pngMissed = true;
      screen.warn(missing.get());
    }
  }

  /// Adds a curve of what is known after every epoch, if it is.
  private TrainingFigure with(
      TrainingFigure figure, String name, Function<EpochStatistics, OptionalDouble> accuracy) {
    List<Double> values =
        epochs.stream()
            .map(
                e ->
                    accuracy
                        .apply(statistics.getOrDefault(e.epoch(), EpochStatistics.NONE))
                        .orElse(Double.NaN))
            .toList();
    return values.stream().anyMatch(Double::isFinite)
        ? figure.withCurve("test acc, " + name, values)
        : figure;
  }

  /// Writes what is not written yet, and the summary; where the run folder takes nothing more, the
  /// model goes to a temporary folder, so that it is not lost.
  void finish(Json summary) {
    try {
      setup.folder().metrics(epochs, statistics);
      if (unsaved) {
        setup.folder().model(model);
      }
      averaged.ifPresent(setup.folder()::averaged);
      setup.folder().summary(summary);
    } catch (OutputException e) {
      throw new Failure(ExitCode.OUTPUT, e.getMessage() + rescue(), e);
    }
  }

  private String rescue() {
    try {
      Path refuge = Files.createTempDirectory("evenkeel-");
      model.save(refuge);
      return "; the trained model is in " + refuge + " instead";
    } catch (IOException | UncheckedIOException | OutputException e) {
      return "; nor can the model be saved in the temporary folder";
    }
  }
}
