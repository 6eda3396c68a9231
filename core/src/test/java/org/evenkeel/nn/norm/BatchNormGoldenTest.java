package org.evenkeel.nn.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.norm.BatchNorm.ChannelAxis;
import org.evenkeel.nn.norm.BatchNorm.StoredVariance;
import org.evenkeel.nn.norm.NormTrial.Batch;
import org.evenkeel.testing.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The presets against PyTorch and against TensorFlow's fused kernel, which Keras calls.
class BatchNormGoldenTest {
  private static final double ROUNDING = 2e-5;

  /// TensorFlow computed in float32.
  private static final double KERAS = 2e-5;

  private static Shape shape(Golden golden) {
    int[] sizes = golden.shape("x");
    return Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dense", "conv"})
  void twentyLayersDoNotDriftFromPyTorch(String form) {
    Golden golden = Golden.load("stacks/batchNorm20-" + form);
    Layer[] layers = new Layer[20];
    Arrays.fill(layers, BatchNorm.likePyTorch());
    NormTrial trial = NormTrial.of(shape(golden), layers);
    List<String> keys = List.of("gamma", "beta", "movingMean", "movingVariance");
    for (int i = 1; i <= 20; i++) {
      for (String key : keys.subList(0, 2)) {
        float[] values = golden.floats(key + "." + i);
        System.arraycopy(values, 0, values(trial, i, key), 0, values.length);
      }
    }
    Batch batch = trial.train(golden.floats("x"), golden.floats("dY"));
    golden.expect("y", batch.y(), ROUNDING);
    golden.expect("dX", batch.dX(), 5 * ROUNDING);
    for (int i = 1; i <= 20; i++) {
      near(golden, "dGamma." + i, batch.gradient("batchNorm%d.gamma".formatted(i)));
      near(golden, "dBeta." + i, batch.gradient("batchNorm%d.beta".formatted(i)));
      for (String key : keys.subList(2, 4)) {
        golden.expect(key + "." + i, values(trial, i, key), ROUNDING);
      }
    }
    golden.expect("prediction", trial.predict(golden.floats("x")), 5 * ROUNDING);
  }

  /// But for the last layer's these gradients are 0 plus rounding: the next layer takes out what gamma and beta do.
  private static void near(Golden golden, String tensor, float[] found) {
    double[] expected = golden.doubles(tensor);
    for (int c = 0; c < expected.length; c++) {
      assertThat((double) found[c]).as(tensor).isCloseTo(expected[c], within(1e-4));
    }
  }

  private static float[] values(NormTrial trial, int layer, String key) {
    return trial.model().values("batchNorm%d.%s".formatted(layer, key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv", "one-position"})
  void likeKerasFollowsTensorFlowsFusedKernel(String form) {
    Golden golden = Golden.load("keras/batchNorm-" + form);
    BatchNorm layer = BatchNorm.likeKeras().axis(ChannelAxis.LAST);
    NormTrial trial = NormTrial.of(shape(golden), layer);
    for (String key : List.of("gamma", "beta", "movingMean", "movingVariance")) {
      trial.set(key, golden.doubles(key));
    }
    float[] x = golden.floats("x");
    golden.expect("prediction", trial.predict(x), KERAS);
    Batch batch = trial.train(x, golden.floats("dY"));
    golden.expect("y", batch.y(), KERAS);
    golden.expect("dX", batch.dX(), KERAS);
    golden.expect("dGamma", batch.gradient("batchNorm1.gamma"), KERAS);
    golden.expect("dBeta", batch.gradient("batchNorm1.beta"), KERAS);
    double[] mean = golden.doubles("mean");
    double[] before = golden.doubles("movingMean");
    assertThat(trial.values("movingMean"))
        .containsExactly(
            floats(
                IntStream.range(0, mean.length)
                    .mapToDouble(c -> 0.99 * before[c] + 0.01 * mean[c])),
            within(1e-6f));
    NormTrial last =
        NormTrial.of(
            shape(golden), layer.momentum(Momentum.keepOld(0)).stored(StoredVariance.UNBIASED));
    last.train(x);
    golden.expect("mean", last.values("movingMean"), KERAS);
    golden.expect("unbiasedVariance", last.values("movingVariance"), KERAS);
  }

  private static float[] floats(java.util.stream.DoubleStream numbers) {
    double[] doubles = numbers.toArray();
    float[] floats = new float[doubles.length];
    for (int i = 0; i < doubles.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dense", "conv", "conv-n37"})
  void storedStatisticsNormalizeInTrainingAsPyTorchsEvalMode(String form) {
    Golden golden = Golden.load("batchNorm-prediction-" + form);
    BatchNorm layer =
        BatchNorm.likePyTorch()
            .epsilon(golden.number("epsilon"))
            .normalizeWith(Normalizing.STORED)
            .updating(false);
    NormTrial trial = NormTrial.of(shape(golden), layer);
    for (String key : List.of("gamma", "beta", "movingMean", "movingVariance")) {
      trial.set(key, golden.doubles(key));
    }
    Batch batch = trial.train(golden.floats("x"), golden.floats("dY"));
    golden.expect("y", batch.y(), ROUNDING);
    golden.expect("dX", batch.dX(), ROUNDING);
    golden.expect("dGamma", batch.gradient("batchNorm1.gamma"), ROUNDING);
    golden.expect("dBeta", batch.gradient("batchNorm1.beta"), ROUNDING);
  }

  @Test
  void cumulativeIsPyTorchsMomentumNone() {
    Golden golden = Golden.load("batchNorm-moving-cumulative-conv");
    BatchNorm layer = BatchNorm.likePyTorch().momentum(Momentum.cumulative());
    int[] sizes = golden.shape("x.1");
    NormTrial trial = NormTrial.of(Shape.of(sizes[1], sizes[2], sizes[3]), layer);
    trial.set("gamma", golden.doubles("gamma"));
    trial.set("beta", golden.doubles("beta"));
    for (int step = 1; step <= 5; step++) {
      golden.expect("y." + step, trial.train(golden.floats("x." + step)), ROUNDING);
      if (golden.has("movingMean." + step)) {
        golden.expect("movingMean." + step, trial.values("movingMean"), ROUNDING);
        golden.expect("movingVariance." + step, trial.values("movingVariance"), ROUNDING);
      }
    }
    assertThat(trial.values("batches")).containsExactly(5);
    golden.expect("y", trial.predict(golden.floats("x")), ROUNDING);
  }
}
