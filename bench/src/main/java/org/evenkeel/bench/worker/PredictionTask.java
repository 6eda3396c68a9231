package org.evenkeel.bench.worker;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.evenkeel.data.Dataset;
import org.evenkeel.fold.Folding;
import org.evenkeel.graph.Graph;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Traced;
import org.evenkeel.plan.Plan;
import org.evenkeel.plan.PlanOptions;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Predictor;

/// Prediction: bytes in, probabilities in a Java array out.
final class PredictionTask {
  private static final int IMAGES_PER_EPOCH = 1000;

  private PredictionTask() {}

  /// Whole batches, on the plan itself.
  static void batches(Task task) {
    Dataset data = Worker.images(task);
    Model model = Folding.of(Worker.model(task)).model();
    int[] order = IntStream.range(0, data.size()).toArray();
    float[] probabilities = new float[task.batch() * data.classes()];
    try (Plan plan = plan(model, task)) {
      plan.data(data.pixels(), data.pixelsOffset(), data.labels());
      EpochClock clock = new EpochClock(task.pace());
      double seconds;
      double sum;
      do {
        long start = System.nanoTime();
        sum = 0;
        for (int first = 0; first < data.size(); first += task.batch()) {
          plan.run(order, first, Math.min(task.batch(), data.size() - first), 0);
          plan.examples(Traced.PROBABILITIES, probabilities, 0);
          sum += probabilities[0];
        }
        seconds = (System.nanoTime() - start) / 1e9;
      } while (clock.epoch(seconds, data.size(), sum / data.size()));
    }
  }

  /// The plan that predictions run on, batch norms folded as [Predictor] folds them.
  private static Plan plan(Model model, Task task) {
    Execution execution = Worker.execution(task);
    Graph graph = model.network().trace(false).predictionGraph();
    PlanOptions options =
        new PlanOptions(execution.kernels(), task.batch(), execution.threads(), execution.fusion());
    return new Plan(graph, model.variables(), options, 0);
  }

  /// One image at a time; prints the median and the 99th percentile.
  static void oneByOne(Task task) {
    Dataset data = Worker.images(task);
    byte[] image = new byte[data.values()];
    double[] seconds = new double[IMAGES_PER_EPOCH * task.pace().epochs()];
    double sum = 0;
    int next = 0;
    try (Predictor predictor = Predictor.of(Worker.model(task), Worker.execution(task))) {
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < task.pace().warmUp() * 1e9) {
        sum += predict(predictor, data, next++, image);
      }
      for (int i = 0; i < seconds.length; i++) {
        long start = System.nanoTime();
        sum += predict(predictor, data, next++, image);
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
    }
    Arrays.sort(seconds);
    System.out.printf(
        Locale.ROOT,
        "LATENCY images=%d median=%.9f p99=%.9f result=%.4f%n",
        seconds.length,
        seconds[seconds.length / 2],
        seconds[seconds.length * 99 / 100],
        sum / next);
  }

  private static float predict(Predictor predictor, Dataset data, int number, byte[] image) {
    int from = data.pixelsOffset() + number % data.size() * image.length;
    System.arraycopy(data.pixels(), from, image, 0, image.length);
    return predictor.probabilities(image)[0];
  }
}
