package org.evenkeel.bench.peers.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.evenkeel.bench.peers.Images;
import org.evenkeel.bench.peers.Report;
import org.evenkeel.bench.peers.Task;

/// Training. The whole data set lies in one float array before the clock starts; a batch is one
/// index operation on it. An epoch's time covers shuffling, batches, forward, backward, update, and
/// the sums behind train loss and train accuracy; nothing is evaluated.
final class DjlTraining {
  private final Trainer trainer;
  private final int batch;
  private final NDArray images;
  private final NDArray labels;
  private final long[] classes;
  private final long[] order;
  private final Random random = new Random(1);

  private DjlTraining(Trainer trainer, Images data, int batch) {
    this.trainer = trainer;
    this.batch = batch;
    int n = data.examples();
    NDManager manager = trainer.getManager();
    images =
        manager.create(data.scaled(), new Shape(n, data.channels(), data.height(), data.width()));
    order = new long[n];
    classes = new long[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
      classes[i] = data.labels()[i];
    }
    labels = manager.create(classes);
  }

  static void run(Task task) throws IOException {
    Images data = task.images();
    float rate = task.network().equals("resnet20") ? 0.1f : 1.0f;
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(rate)).build())
            .optInitializer(
                // Glorot-uniform: ±sqrt(6 / (in + out))
                new XavierInitializer(
                    XavierInitializer.RandomType.UNIFORM, XavierInitializer.FactorType.AVG, 3f),
                Parameter.Type.WEIGHT);
    try (Model model = Model.newInstance(task.network())) {
      model.setBlock(DjlNetworks.of(task.network()));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(task.batch(), data.channels(), data.height(), data.width()));
        DjlTraining training = new DjlTraining(trainer, data, task.batch());
        new Report(task).epochs(data.examples(), _ -> training.epoch());
      }
    }
  }

  /// One epoch; the mean loss.
  private double epoch() {
    Report.shuffle(order, random);
    double lossSum = 0;
    long correct = 0;
    int n = order.length;
    for (int first = 0; first < n; first += batch) {
      int count = Math.min(batch, n - first);
      try (NDManager scope = trainer.getManager().newSubManager()) {
        NDArray rows = scope.create(Arrays.copyOfRange(order, first, first + count));
        NDArray x = images.get(scope, new NDIndex("{}", rows));
        NDArray y = labels.get(scope, new NDIndex("{}", rows));
        NDArray logits;
        NDArray loss;
        try (GradientCollector gradients = trainer.newGradientCollector()) {
          logits = trainer.forward(new NDList(x)).singletonOrThrow();
          loss = trainer.getLoss().evaluate(new NDList(y), new NDList(logits));
          gradients.backward(loss);
        }
        trainer.step();
        lossSum += loss.getFloat() * (double) count;
        correct += correct(logits.toFloatArray(), first, count);
      }
    }
    if (correct < 0) {
      throw new IllegalStateException("counted " + correct);
    }
    return lossSum / n;
  }

  /// Counts the examples whose largest logit, (count, 10), is their class.
  private int correct(float[] logits, int first, int count) {
    int correct = 0;
    for (int i = 0; i < count; i++) {
      int best = 0;
      for (int c = 1; c < Images.CLASSES; c++) {
        if (logits[i * Images.CLASSES + c] > logits[i * Images.CLASSES + best]) {
          best = c;
        }
      }
      if (best == classes[(int) order[first + i]]) {
        correct++;
      }
    }
    return correct;
  }
}
