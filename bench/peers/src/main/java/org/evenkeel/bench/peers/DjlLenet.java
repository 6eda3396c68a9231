package org.evenkeel.bench.peers;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/// Trains LeNet with batch normalization in DJL on PyTorch and prints one line per epoch.
///
/// Arguments: epochs, threads, data folder. The whole data set lies in one float array before the
/// clock starts; a batch is one index operation on it. An epoch's time covers shuffling, batches,
/// forward, backward, update, and the sums behind train loss and train accuracy; nothing is
/// evaluated.
public final class DjlLenet {
  private static final int BATCH = 256;
  private static final int CLASSES = 10;

  private DjlLenet() {}

  /// Runs the training; see the class for the arguments.
  public static void main(String[] args) throws IOException {
    int epochs = Integer.parseInt(args[0]);
    String threads = args[1];
    IdxData data = IdxData.readTraining(Path.of(args[2]));
    // read by the engine when it is first touched
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", threads);
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.setProperty("OPT_OUT_TRACKING", "true");

    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(1.0f)).build())
            .optInitializer(
                // Glorot-uniform: ±sqrt(6 / (in + out))
                new XavierInitializer(
                    XavierInitializer.RandomType.UNIFORM, XavierInitializer.FactorType.AVG, 3f),
                Parameter.Type.WEIGHT);
    try (Model model = Model.newInstance("lenet")) {
      model.setBlock(lenet());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(BATCH, 1, data.height(), data.width()));
        train(trainer, data, epochs);
      }
    }
  }

  private static void train(Trainer trainer, IdxData data, int epochs) {
    NDManager manager = trainer.getManager();
    int n = data.examples();
    NDArray images = manager.create(data.scaled(), new Shape(n, 1, data.height(), data.width()));
    long[] order = new long[n];
    long[] classes = new long[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
      classes[i] = data.labels()[i];
    }
    NDArray labels = manager.create(classes);
    Random random = new Random(1);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      long start = System.nanoTime();
      shuffle(order, random);
      double lossSum = 0;
      long correct = 0;
      for (int first = 0; first < n; first += BATCH) {
        int count = Math.min(BATCH, n - first);
        try (NDManager scope = manager.newSubManager()) {
          NDArray rows = scope.create(java.util.Arrays.copyOfRange(order, first, first + count));
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
          correct += correct(logits.toFloatArray(), classes, order, first, count);
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "EPOCH epoch=%d seconds=%.6f examples=%d train_loss=%.4f train_accuracy=%.4f%n",
          epoch,
          seconds,
          n,
          lossSum / n,
          correct / (double) n);
    }
  }

  private static Block lenet() {
    return new SequentialBlock()
        .add(Conv2d.builder().setKernelShape(new Shape(5, 5)).setFilters(6).build())
        .add(norm())
        .add(Activation::sigmoid)
        .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Conv2d.builder().setKernelShape(new Shape(5, 5)).setFilters(16).build())
        .add(norm())
        .add(Activation::sigmoid)
        .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(120).build())
        .add(norm())
        .add(Activation::sigmoid)
        .add(Linear.builder().setUnits(84).build())
        .add(norm())
        .add(Activation::sigmoid)
        .add(Linear.builder().setUnits(CLASSES).build());
  }

  private static BatchNorm norm() {
    return BatchNorm.builder().optEpsilon(1e-5f).optMomentum(0.9f).build();
  }

  private static void shuffle(long[] order, Random random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  /// Counts the examples whose largest logit, (count, 10), is their class.
  private static int correct(float[] logits, long[] classes, long[] order, int first, int count) {
    int correct = 0;
    for (int i = 0; i < count; i++) {
      int best = 0;
      for (int c = 1; c < CLASSES; c++) {
        if (logits[i * CLASSES + c] > logits[i * CLASSES + best]) {
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
