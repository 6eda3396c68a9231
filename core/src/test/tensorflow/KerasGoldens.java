import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.evenkeel.model.Safetensors;
import org.evenkeel.model.SafetensorsTensor;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.FusedBatchNormGrad;
import org.tensorflow.types.TFloat32;

/// Makes the golden vectors of `goldens/keras`: TensorFlow's fused batch norm, which Keras calls for (n, h, w, c), with the defaults of Keras.
///
/// Run as a single file, with the jars of TensorFlow-Java and core's classes on the class path and the folder of the vectors as argument.
public final class KerasGoldens {
  private static final float EPSILON = 1e-3f;

  private KerasGoldens() {}

  /// Writes two cases.
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Files.createDirectories(folder);
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      write(tf, folder, "conv", new int[] {18, 4, 3, 5}, 11);
      write(tf, folder, "one-position", new int[] {37, 1, 1, 6}, 12);
    }
  }

  private static void write(Ops tf, Path folder, String name, int[] shape, long seed)
      throws Exception {
    Random random = new Random(seed);
    int channels = shape[3];
    int[] perChannel = {channels};
    int values = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] x = numbers(random, values, 2, 1);
    float[] dY = numbers(random, values, 1, 0);
    float[] gamma = numbers(random, channels, 0.5, 1);
    float[] beta = numbers(random, channels, 1, 0);
    float[] zeros = new float[channels];
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    Operand<TFloat32> in = constant(tf, x, shape);
    Operand<TFloat32> scale = constant(tf, gamma, perChannel);
    Operand<TFloat32> offset = constant(tf, beta, perChannel);
    FusedBatchNorm<TFloat32, TFloat32> training =
        tf.nn.fusedBatchNorm(
            in,
            scale,
            offset,
            constant(tf, zeros, perChannel),
            constant(tf, ones, perChannel),
            FusedBatchNorm.epsilon(EPSILON),
            FusedBatchNorm.exponentialAvgFactor(1f),
            FusedBatchNorm.isTraining(true));
    FusedBatchNormGrad<TFloat32, TFloat32> gradient =
        tf.nn.fusedBatchNormGrad(
            constant(tf, dY, shape),
            in,
            scale,
            training.reserveSpace1(),
            training.reserveSpace2(),
            training.reserveSpace3(),
            FusedBatchNormGrad.epsilon(EPSILON),
            FusedBatchNormGrad.isTraining(true));
    float[] mean = numbers(random, channels, 1, 0);
    float[] variance = new float[channels];
    for (int c = 0; c < channels; c++) {
      variance[c] = 0.5f + random.nextFloat();
    }
    FusedBatchNorm<TFloat32, TFloat32> prediction =
        tf.nn.fusedBatchNorm(
            in,
            scale,
            offset,
            constant(tf, mean, perChannel),
            constant(tf, variance, perChannel),
            FusedBatchNorm.epsilon(EPSILON),
            FusedBatchNorm.isTraining(false));
    List<SafetensorsTensor> tensors = new ArrayList<>();
    tensors.add(SafetensorsTensor.f32("x", shape, x));
    tensors.add(SafetensorsTensor.f32("dY", shape, dY));
    tensors.add(SafetensorsTensor.f32("gamma", perChannel, gamma));
    tensors.add(SafetensorsTensor.f32("beta", perChannel, beta));
    tensors.add(SafetensorsTensor.f32("y", shape, floats(training.y())));
    tensors.add(SafetensorsTensor.f32("mean", perChannel, floats(training.batchMean())));
    tensors.add(
        SafetensorsTensor.f32("unbiasedVariance", perChannel, floats(training.batchVariance())));
    tensors.add(SafetensorsTensor.f32("dX", shape, floats(gradient.xBackprop())));
    tensors.add(SafetensorsTensor.f32("dGamma", perChannel, floats(gradient.scaleBackprop())));
    tensors.add(SafetensorsTensor.f32("dBeta", perChannel, floats(gradient.offsetBackprop())));
    tensors.add(SafetensorsTensor.f32("movingMean", perChannel, mean));
    tensors.add(SafetensorsTensor.f32("movingVariance", perChannel, variance));
    tensors.add(SafetensorsTensor.f32("prediction", shape, floats(prediction.y())));
    Map<String, String> metadata =
        Map.of(
            "operation", "fusedBatchNorm",
            "layout", "n, h, w, c",
            "epsilon", "1e-3",
            "madeWith", "TensorFlow " + TensorFlow.version() + ", float32");
    Files.write(
        folder.resolve("batchNorm-" + name + ".safetensors"),
        Safetensors.toBytes(tensors, metadata));
  }

  private static float[] numbers(Random random, int count, double scale, double offset) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (offset + scale * random.nextGaussian());
    }
    return numbers;
  }

  private static Operand<TFloat32> constant(Ops tf, float[] values, int[] shape) {
    long[] sizes = Arrays.stream(shape).asLongStream().toArray();
    return tf.constant(Shape.of(sizes), DataBuffers.of(values));
  }

  private static float[] floats(Operand<TFloat32> operand) {
    TFloat32 tensor = operand.asTensor();
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
