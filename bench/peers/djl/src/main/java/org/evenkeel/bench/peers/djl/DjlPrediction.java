package org.evenkeel.bench.peers.djl;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import org.evenkeel.bench.peers.Images;
import org.evenkeel.bench.peers.Report;
import org.evenkeel.bench.peers.Task;

/// Prediction with frozen parameters. The images lie in one float array before the clock starts;
/// probabilities end in a Java array.
final class DjlPrediction implements AutoCloseable {
  private final Model model;
  private final Predictor<NDList, NDList> predictor;
  private final NDManager manager;
  private final NDArray images;
  private final int examples;

  private DjlPrediction(Task task) throws IOException {
    Images data = task.images();
    examples = data.examples();
    model = Model.newInstance(task.network());
    manager = NDManager.newBaseManager();
    Block block = DjlNetworks.of(task.network());
    Shape one = new Shape(1, data.channels(), data.height(), data.width());
    block.initialize(manager, DataType.FLOAT32, one);
    block.freezeParameters(true);
    model.setBlock(block);
    predictor = model.newPredictor(new NoopTranslator());
    images =
        manager.create(
            data.scaled(), new Shape(examples, data.channels(), data.height(), data.width()));
  }

  static void batches(Task task) throws IOException {
    try (DjlPrediction prediction = new DjlPrediction(task)) {
      new Report(task)
          .epochs(
              prediction.examples,
              _ -> {
                double sum = 0;
                for (int first = 0; first < prediction.examples; first += task.batch()) {
                  int end = Math.min(first + task.batch(), prediction.examples);
                  sum += prediction.predict(first, end);
                }
                return sum / prediction.examples;
              });
    }
  }

  static void oneByOne(Task task) throws IOException {
    try (DjlPrediction prediction = new DjlPrediction(task)) {
      new Report(task).latencies(prediction.examples, i -> prediction.predict(i, i + 1));
    }
  }

  /// Predicts images `first` to `end`; the first probability.
  private double predict(int first, int end) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = images.get(scope, new NDIndex("{}:{}", first, end));
      NDList logits = predictor.predict(new NDList(x));
      logits.attach(scope);
      return logits.singletonOrThrow().softmax(1).toFloatArray()[0];
    } catch (TranslateException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
    manager.close();
  }
}
