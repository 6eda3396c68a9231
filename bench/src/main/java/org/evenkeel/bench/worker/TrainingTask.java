package org.evenkeel.bench.worker;

import java.util.Optional;
import org.evenkeel.optim.Sgd;
import org.evenkeel.train.EpochResult;
import org.evenkeel.train.Progress;
import org.evenkeel.train.Trainer;
import org.evenkeel.train.TrainingListener;

/// Whole epochs of training: shuffling, loading, forward, backward, update, and the sums behind
/// train loss and train accuracy; nothing is evaluated. Then, if asked for, training in turns with
/// multiply-adds.
final class TrainingTask implements TrainingListener {
  private final Task task;
  private final EpochClock clock;
  private final Trainer trainer;
  private Optional<Turns> turns = Optional.empty();
  private long counted;

  private TrainingTask(Task task) {
    this.task = task;
    clock = new EpochClock(task.pace());
    trainer =
        Trainer.of(Sgd.rate(task.network().equals("resnet20") ? 0.1 : 1.0))
            .epochs(Integer.MAX_VALUE)
            .batch(task.batch())
            .execution(Worker.execution(task))
            .listener(this);
  }

  static void run(Task task) {
    TrainingTask training = new TrainingTask(task);
    var _ = training.trainer.fit(Worker.model(task), Worker.images(task));
    training.turns.ifPresent(Turns::print);
    training.turns.ifPresent(Turns::close);
  }

  @Override
  public void step(Progress progress) {
    if (turns.isPresent()) {
      long before = progress.batch() == 1 ? 0 : counted;
      counted = progress.examples();
      if (turns.get().step(counted - before)) {
        trainer.stop();
      }
    }
  }

  @Override
  public void epoch(EpochResult result) {
    if (turns.isPresent() || clock.epoch(result.seconds(), result.examples(), result.trainLoss())) {
      return;
    }
    if (task.pace().turns() > 0) {
      turns = Optional.of(new Turns(task.threads(), task.pace().turns()));
    } else {
      trainer.stop();
    }
  }
}
