package org.evenkeel.bench.worker;

import org.evenkeel.optim.Sgd;
import org.evenkeel.train.EpochResult;
import org.evenkeel.train.Trainer;
import org.evenkeel.train.TrainingListener;

/// Whole epochs of training: shuffling, loading, forward, backward, update, and the sums behind
/// train loss and train accuracy; nothing is evaluated.
final class TrainingTask {
  private TrainingTask() {}

  static void run(Task task) {
    Trainer trainer =
        Trainer.of(Sgd.rate(task.network().equals("resnet20") ? 0.1 : 1.0))
            .epochs(Integer.MAX_VALUE)
            .batch(task.batch())
            .execution(Worker.execution(task));
    Trainer[] listened = new Trainer[1];
    EpochClock clock = new EpochClock(task.pace());
    listened[0] =
        trainer.listener(
            new TrainingListener() {
              @Override
              public void epoch(EpochResult result) {
                if (!clock.epoch(result.seconds(), result.examples(), result.trainLoss())) {
                  listened[0].stop();
                }
              }
            });
    var _ = listened[0].fit(Worker.model(task), Worker.images(task));
  }
}
