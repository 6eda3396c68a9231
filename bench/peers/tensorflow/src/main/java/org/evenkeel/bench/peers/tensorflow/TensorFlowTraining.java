package org.evenkeel.bench.peers.tensorflow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.evenkeel.bench.peers.Images;
import org.evenkeel.bench.peers.Report;
import org.evenkeel.bench.peers.Task;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.SparseSoftmaxCrossEntropyWithLogits;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/// Training as one graph: it gathers the batch out of the whole data set, which lies in a variable,
/// computes loss and gradients and updates parameters and moving statistics. Fed are only the
/// numbers of the batch's examples.
///
/// An epoch's time covers shuffling, batches, forward, backward, update, and the sums behind train
/// loss and train accuracy; nothing is evaluated.
final class TensorFlowTraining {
  private final Session session;
  private final int batch;
  private final long[] order;
  private final Random random = new Random(1);
  private final Placeholder<TInt64> rows;
  private final Operand<TFloat32> loss;
  private final Operand<TFloat32> correct;
  private final List<Op> updates;

  private TensorFlowTraining(Session session, Ops tf, Task task, Images data) {
    this.session = session;
    batch = task.batch();
    int n = data.examples();
    order = new long[n];
    long[] classes = new long[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
      classes[i] = data.labels()[i];
    }
    Shape shape = Shape.of(n, data.height(), data.width(), data.channels());
    Variable<TFloat32> images = tf.variable(shape, TFloat32.class);
    Variable<TInt64> labels = tf.variable(Shape.of(n), TInt64.class);
    rows = tf.placeholder(TInt64.class);
    TensorFlowNetwork network = new TensorFlowNetwork(tf, true);
    Operand<TFloat32> x = tf.gather(images, rows, tf.constant(0));
    Operand<TInt64> y = tf.gather(labels, rows, tf.constant(0));
    Operand<TFloat32> logits = network.logits(task.network(), x);
    SparseSoftmaxCrossEntropyWithLogits<TFloat32> losses =
        tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, y);
    loss = tf.math.mean(losses.loss(), tf.constant(0));
    correct =
        tf.sum(
            tf.dtypes.cast(
                tf.math.equal(tf.math.argMax(logits, tf.constant(1)), y), TFloat32.class),
            tf.constant(0));
    Operand<TFloat32> count = tf.dtypes.cast(tf.size(rows), TFloat32.class);
    Operand<TFloat32> dLogits = tf.math.div(losses.backprop(), count);
    // TensorFlow's C interface has no gradient of this loss; the operation itself has it.
    Gradients gradients =
        tf.gradients(logits, network.parameters(), Gradients.dx(List.of(dLogits)));
    updates = updates(tf, network, gradients, task.network().equals("resnet20") ? 0.1f : 1f);
    network.initializers().forEach(session::run);
    try (TFloat32 pixels = TFloat32.tensorOf(shape, DataBuffers.of(data.scaledChannelsLast()));
        TInt64 labelled = TInt64.vectorOf(classes)) {
      fill(tf, images, TFloat32.class, pixels);
      fill(tf, labels, TInt64.class, labelled);
    }
  }

  private <T extends org.tensorflow.types.family.TType> void fill(
      Ops tf, Variable<T> variable, Class<T> type, T value) {
    Placeholder<T> fed = tf.placeholder(type);
    session.runner().feed(fed, value).addTarget(tf.assign(variable, fed)).run();
  }

  /// Every parameter changes after all gradients are there: they read the old ones.
  private static List<Op> updates(
      Ops tf, TensorFlowNetwork network, Gradients gradients, float rate) {
    List<Op> all = new ArrayList<>();
    gradients.forEach(all::add);
    Ops after = tf.withControlDependencies(all.toArray(Op[]::new));
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < network.parameters().size(); i++) {
      updates.add(
          after.train.applyGradientDescent(
              network.parameters().get(i), tf.constant(rate), gradients.<TFloat32>dy(i)));
    }
    for (Map.Entry<Variable<TFloat32>, Operand<TFloat32>> state : network.states().entrySet()) {
      updates.add(after.assign(state.getKey(), state.getValue()));
    }
    return updates;
  }

  static void run(Task task) throws IOException {
    Images data = task.images();
    try (Graph graph = new Graph();
        Session session = TensorFlowPeer.session(graph, task)) {
      TensorFlowTraining training = new TensorFlowTraining(session, Ops.create(graph), task, data);
      new Report(task).epochs(data.examples(), _ -> training.epoch());
    }
  }

  /// One epoch; the mean loss.
  private double epoch() {
    Report.shuffle(order, random);
    double lossSum = 0;
    double right = 0;
    for (int first = 0; first < order.length; first += batch) {
      int count = Math.min(batch, order.length - first);
      Session.Runner step = session.runner();
      try (TInt64 numbers = TInt64.vectorOf(Arrays.copyOfRange(order, first, first + count))) {
        step.feed(rows, numbers).fetch(loss).fetch(correct);
        updates.forEach(step::addTarget);
        try (Result results = step.run()) {
          lossSum += ((TFloat32) results.get(0)).getFloat() * count;
          right += ((TFloat32) results.get(1)).getFloat();
        }
      }
    }
    if (right < 0) {
      throw new IllegalStateException("counted " + right);
    }
    return lossSum / order.length;
  }
}
