package org.evenkeel.bench.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evenkeel.data.Dataset;
import org.evenkeel.model.Model;
import org.evenkeel.optim.Sgd;
import org.evenkeel.train.EpochResult;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Recalibration;
import org.evenkeel.train.Trainer;
import org.evenkeel.train.TrainingListener;

/// Epochs of training, and after each the statistics of the training set: what they take of the
/// epoch's time. Prints a line for every epoch after warm-up.
final class StatisticsTask implements TrainingListener {
  private final Task task;
  private final Dataset data;
  private final Model model;
  private final Execution execution;
  private final Trainer trainer;
  private final EpochClock clock;
  private final List<String> lines = new ArrayList<>();

  private StatisticsTask(Task task) {
    this.task = task;
    data = Worker.images(task);
    model = Worker.model(task);
    execution = Worker.execution(task);
    clock = new EpochClock(task.pace());
    trainer =
        Trainer.of(Sgd.rate(1.0))
            .epochs(Integer.MAX_VALUE)
            .batch(task.batch())
            .execution(execution)
            .listener(this);
  }

  static void run(Task task) {
    StatisticsTask measuring = new StatisticsTask(task);
    var _ = measuring.trainer.fit(measuring.model, measuring.data);
    measuring.lines.forEach(System.out::println);
  }

  @Override
  public void epoch(EpochResult result) {
    double pooled = seconds(() -> Recalibration.pooled(model, data, task.batch(), execution));
    double exact = seconds(() -> Recalibration.exact(model, data, execution));
    if (clock.isMeasuring()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "STATISTICS pooled=%.4f exact=%.4f",
              pooled / result.seconds(),
              exact / result.seconds()));
    }
    if (!clock.epoch(result.seconds(), result.examples(), result.trainLoss())) {
      trainer.stop();
    }
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
