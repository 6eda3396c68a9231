package org.evenkeel.bench.peers.tensorflow;

import java.io.IOException;
import org.evenkeel.bench.peers.Images;
import org.evenkeel.bench.peers.Report;
import org.evenkeel.bench.peers.Task;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/// Prediction. The images lie in one float array before the clock starts; probabilities end in a
/// Java array.
final class TensorFlowPrediction {
  private final Session session;
  private final Images data;
  private final float[] pixels;
  private final Placeholder<TFloat32> images;
  private final Operand<TFloat32> probabilities;

  private TensorFlowPrediction(Session session, Ops tf, Task task, Images data) {
    this.session = session;
    this.data = data;
    pixels = data.scaledChannelsLast();
    images = tf.placeholder(TFloat32.class);
    TensorFlowNetwork network = new TensorFlowNetwork(tf, false);
    probabilities = tf.nn.softmax(network.logits(task.network(), images));
    network.initializers().forEach(session::run);
  }

  static void batches(Task task) throws IOException {
    Images data = task.images();
    try (Graph graph = new Graph();
        Session session = TensorFlowPeer.session(graph, task)) {
      TensorFlowPrediction prediction =
          new TensorFlowPrediction(session, Ops.create(graph), task, data);
      new Report(task)
          .epochs(
              data.examples(),
              _ -> {
                double sum = 0;
                for (int first = 0; first < data.examples(); first += task.batch()) {
                  int count = Math.min(task.batch(), data.examples() - first);
                  sum += prediction.predict(first, count);
                }
                return sum / data.examples();
              });
    }
  }

  static void oneByOne(Task task) throws IOException {
    Images data = task.images();
    try (Graph graph = new Graph();
        Session session = TensorFlowPeer.session(graph, task)) {
      TensorFlowPrediction prediction =
          new TensorFlowPrediction(session, Ops.create(graph), task, data);
      new Report(task).latencies(data.examples(), i -> prediction.predict(i, 1));
    }
  }

  /// Predicts `count` images; the first probability.
  private double predict(int first, int count) {
    Shape shape = Shape.of(count, data.height(), data.width(), data.channels());
    int values = data.values();
    try (TFloat32 x =
            TFloat32.tensorOf(
                shape, DataBuffers.of(pixels).slice((long) first * values, (long) count * values));
        Result results = session.runner().feed(images, x).fetch(probabilities).run()) {
      TFloat32 fetched = (TFloat32) results.get(0);
      float[] copy = new float[count * Images.CLASSES];
      fetched.copyTo(DataBuffers.of(copy));
      return copy[0];
    }
  }
}
