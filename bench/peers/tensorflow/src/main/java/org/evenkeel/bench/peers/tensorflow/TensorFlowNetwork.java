package org.evenkeel.bench.peers.tensorflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.evenkeel.bench.peers.Images;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/// Writes the networks of the comparison into a graph. Images are (n, h, w, c), the only order in
/// which TensorFlow normalizes on a processor.
final class TensorFlowNetwork {
  private static final List<Long> ONE = List.of(1L, 1L, 1L, 1L);
  private static final List<Long> TWO = List.of(1L, 2L, 2L, 1L);

  private final Ops tf;
  private final boolean training;
  private final Random random = new Random(1);
  private final List<Variable<TFloat32>> parameters = new ArrayList<>();
  private final List<Op> initializers = new ArrayList<>();
  private final Map<Variable<TFloat32>, Operand<TFloat32>> states = new LinkedHashMap<>();

  TensorFlowNetwork(Ops tf, boolean training) {
    this.tf = tf;
    this.training = training;
  }

  List<Variable<TFloat32>> parameters() {
    return parameters;
  }

  /// Ops that give every variable its first value.
  List<Op> initializers() {
    return initializers;
  }

  /// The moving statistics and what they become.
  Map<Variable<TFloat32>, Operand<TFloat32>> states() {
    return states;
  }

  /// The logits of images x.
  Operand<TFloat32> logits(String network, Operand<TFloat32> x) {
    return switch (network) {
      case "lenet" -> lenet(x);
      case "mlp" -> mlp(x);
      case "resnet20" -> resnet20(x);
      default -> throw new IllegalArgumentException("no network is called " + network);
    };
  }

  private Operand<TFloat32> lenet(Operand<TFloat32> x) {
    Operand<TFloat32> y = bias(conv(x, 1, 6, 5, ONE, "VALID"), 6);
    y = pool(tf.math.sigmoid(norm(y, 6)));
    y = bias(conv(y, 6, 16, 5, ONE, "VALID"), 16);
    y = flat(pool(tf.math.sigmoid(norm(y, 16))), 256);
    y = tf.math.sigmoid(normRows(dense(y, 256, 120), 120));
    y = tf.math.sigmoid(normRows(dense(y, 120, 84), 84));
    return dense(y, 84, Images.CLASSES);
  }

  private Operand<TFloat32> mlp(Operand<TFloat32> x) {
    Operand<TFloat32> y = flat(x, 784);
    y = tf.math.sigmoid(normRows(dense(y, 784, 256), 256));
    y = tf.math.sigmoid(normRows(dense(y, 256, 256), 256));
    return dense(y, 256, Images.CLASSES);
  }

  private Operand<TFloat32> resnet20(Operand<TFloat32> x) {
    Operand<TFloat32> y = tf.nn.relu(norm(conv(x, 3, 16, 3, ONE, "SAME"), 16));
    int channels = 16;
    for (int stage = 0; stage < 3; stage++) {
      for (int block = 0; block < 3; block++) {
        int outputs = 16 << stage;
        y = tf.nn.relu(residual(y, channels, outputs));
        channels = outputs;
      }
    }
    return dense(tf.math.mean(y, tf.constant(new int[] {1, 2})), channels, Images.CLASSES);
  }

  /// Where the channels change, height and width are halved, on both ways.
  private Operand<TFloat32> residual(Operand<TFloat32> x, int inputs, int outputs) {
    List<Long> stride = inputs == outputs ? ONE : TWO;
    Operand<TFloat32> y = conv(x, inputs, outputs, 3, stride, "SAME");
    y = tf.nn.relu(norm(y, outputs));
    y = norm(conv(y, outputs, outputs, 3, ONE, "SAME"), outputs);
    Operand<TFloat32> shortcut =
        inputs == outputs ? x : norm(conv(x, inputs, outputs, 1, stride, "SAME"), outputs);
    return tf.math.add(y, shortcut);
  }

  private Operand<TFloat32> conv(
      Operand<TFloat32> x, int inputs, int outputs, int kernel, List<Long> stride, String padding) {
    int area = kernel * kernel;
    Variable<TFloat32> w =
        glorot(Shape.of(kernel, kernel, inputs, outputs), area * inputs, area * outputs);
    return tf.nn.conv2d(x, w, stride, padding);
  }

  private Operand<TFloat32> dense(Operand<TFloat32> x, int inputs, int outputs) {
    return bias(tf.linalg.matMul(x, glorot(Shape.of(inputs, outputs), inputs, outputs)), outputs);
  }

  private Operand<TFloat32> bias(Operand<TFloat32> x, int outputs) {
    return tf.nn.biasAdd(x, parameter(constant(outputs, 0), Shape.of(outputs)));
  }

  private Operand<TFloat32> pool(Operand<TFloat32> x) {
    return tf.nn.avgPool(x, TWO, TWO, "VALID");
  }

  private Operand<TFloat32> flat(Operand<TFloat32> x, int values) {
    return tf.reshape(x, tf.constant(new int[] {-1, values}));
  }

  /// Rows are images of one pixel.
  private Operand<TFloat32> normRows(Operand<TFloat32> x, int channels) {
    Operand<TInt32> pixel = tf.constant(new int[] {-1, 1, 1, channels});
    return flat(norm(tf.reshape(x, pixel), channels), channels);
  }

  private Operand<TFloat32> norm(Operand<TFloat32> x, int channels) {
    Shape shape = Shape.of(channels);
    Variable<TFloat32> gamma = parameter(constant(channels, 1), shape);
    Variable<TFloat32> beta = parameter(constant(channels, 0), shape);
    Variable<TFloat32> mean = variable(constant(channels, 0), shape);
    Variable<TFloat32> variance = variable(constant(channels, 1), shape);
    FusedBatchNorm<TFloat32, TFloat32> normalized =
        tf.nn.fusedBatchNorm(
            x,
            gamma,
            beta,
            mean,
            variance,
            FusedBatchNorm.epsilon(1e-5f),
            FusedBatchNorm.exponentialAvgFactor(training ? 0.1f : 1f),
            FusedBatchNorm.isTraining(training));
    if (training) {
      states.put(mean, normalized.batchMean());
      states.put(variance, normalized.batchVariance());
    }
    return normalized.y();
  }

  /// Glorot-uniform: ±sqrt(6 / (in + out)).
  private Variable<TFloat32> glorot(Shape shape, int in, int out) {
    float limit = (float) Math.sqrt(6.0 / (in + out));
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = limit * (2 * random.nextFloat() - 1);
    }
    return parameter(values, shape);
  }

  private static float[] constant(int values, float value) {
    float[] all = new float[values];
    java.util.Arrays.fill(all, value);
    return all;
  }

  private Variable<TFloat32> parameter(float[] values, Shape shape) {
    Variable<TFloat32> variable = variable(values, shape);
    parameters.add(variable);
    return variable;
  }

  private Variable<TFloat32> variable(float[] values, Shape shape) {
    Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
    Operand<TFloat32> first = tf.constant(TFloat32.tensorOf(StdArrays.ndCopyOf(values)));
    initializers.add(tf.assign(variable, tf.reshape(first, tf.constant(shape.asArray()))));
    return variable;
  }
}
