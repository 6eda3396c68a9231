package org.evenkeel.cli;

import java.util.concurrent.Future;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.ImageShape;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.optim.Sgd;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Progress;
import org.evenkeel.train.Trainer;
import org.evenkeel.train.TrainingException;
import org.evenkeel.train.TrainingListener;

/// Lets the JVM load and compile the code of training while the data are still being read: a copy
/// of the network learns from black images, until the data are there.
final class Warmup implements TrainingListener {
  private static final int EXAMPLES = 64;
  private static final int BATCH = 16;

  private final Future<?> data;
  private Trainer trainer;

  private Warmup(Future<?> data, Execution execution) {
    this.data = data;
    trainer = Trainer.of(Sgd.rate(1e-3)).batch(BATCH).epochs(1000).execution(execution);
  }

  static void until(Future<?> data, Sequential network, Execution execution) {
    Shape input = network.input();
    Warmup warmup = new Warmup(data, execution.threads(1)); // reading needs processors too
    warmup.trainer = warmup.trainer.listener(warmup);
    ImageShape shape = new ImageShape(input.channels(), input.height(), input.width());
    byte[] black = new byte[EXAMPLES * shape.values()];
    int classes = network.trace(false).outputShape().values();
    try {
      warmup.trainer.fit(
          Model.initialize(network, 1), Dataset.ofBytes(black, new byte[EXAMPLES], shape, classes));
    } catch (TrainingException e) {
      // The real data tell better what does not fit.
    }
  }

  @Override
  public void step(Progress progress) {
    if (data.isDone()) {
      trainer.stop();
    }
  }
}
