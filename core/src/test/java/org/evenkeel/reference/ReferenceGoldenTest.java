package org.evenkeel.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.globalAvgPool2d;
import static org.evenkeel.nn.Layers.named;
import static org.evenkeel.nn.Layers.sigmoid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Pool2d;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.BatchNorm.StoredVariance;
import org.evenkeel.nn.norm.Momentum;
import org.evenkeel.testing.Golden;
import org.evenkeel.testing.OwnNorms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The reference against every golden vector.
class ReferenceGoldenTest {
  private static final double TOLERANCE = 1e-9;

  static Stream<Golden> goldens() {
    return Golden.all("");
  }

  @Test
  void knowsHowManyCasesThereAre() {
    assertThat(goldens()).hasSize(102);
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void agreesWithPyTorch(Golden golden) {
    switch (golden.attribute("operation")) {
      case "conv2d" -> single(golden).conv2d();
      case "dense" -> single(golden).dense();
      case "batchNorm" -> {
        if (golden.attribute("mode").equals("moving")) {
          movingStatistics(golden);
        } else {
          single(golden).layer(norm(golden));
        }
      }
      case "layerNorm", "groupNorm", "instanceNorm", "rmsNorm" -> {
        if (golden.attribute("mode").equals("moving")) {
          trackedInstances(golden);
        } else {
          single(golden).layer(OwnNorms.of(golden));
        }
      }
      case "sigmoid", "tanh", "relu", "exp", "log", "sqrt", "rsqrt", "square" ->
          single(golden).unary();
      case "add", "subtract", "multiply", "divide" -> single(golden).binary();
      case "moments" -> single(golden).moments();
      case "matmul" -> single(golden).matmul();
      case "meanOverChannels" -> single(golden).meanOverChannels();
      case "avgPool2d" -> single(golden).pool(Pool2d.Kind.AVERAGE);
      case "maxPool2d" -> single(golden).pool(Pool2d.Kind.MAXIMUM);
      case "globalAvgPool" -> single(golden).layer(globalAvgPool2d());
      case "flatten" -> single(golden).layer(flatten());
      case "residual" -> single(golden).residual();
      case "softmaxCrossEntropy" -> single(golden).crossEntropy();
      case "sgd" -> sgd(golden);
      case "lenet" -> lenet(golden);
      default -> throw new AssertionError("no test for " + golden);
    }
  }

  private static GoldenOperations single(Golden golden) {
    return new GoldenOperations(golden, TOLERANCE);
  }

  /// Returns the layer that the attributes describe.
  static BatchNorm norm(Golden golden) {
    Momentum momentum =
        golden.hasAttribute("weightNew")
            ? Momentum.weightNew(golden.number("weightNew"))
            : Momentum.keepOld(golden.hasAttribute("keepOld") ? golden.number("keepOld") : 0.9);
    boolean unbiased =
        golden.hasAttribute("storedVariance")
            && golden.attribute("storedVariance").equals("unbiased");
    return new BatchNorm(
        momentum,
        golden.number("epsilon"),
        unbiased ? StoredVariance.UNBIASED : StoredVariance.BIASED);
  }

  /// Five training steps, then prediction with the statistics that they left.
  private static void movingStatistics(Golden golden) {
    double[] mean = golden.doubles("movingMean.0");
    double[] variance = golden.doubles("movingVariance.0");
    for (int step = 1; step <= 5; step++) {
      BatchNorm layer = norm(golden);
      if (golden.attribute("rule").equals("cumulative")) {
        layer = layer.momentum(Momentum.weightNew(1.0 / step));
      }
      Trial trial = Trial.training(golden.shape("x")[0]);
      PerExample y = moving(trial, golden, "x." + step, layer, mean, variance);
      golden.expect("y." + step, trial.value(y), TOLERANCE);
      ReferenceResult result = trial.run(Graph.of(Map.of(), Map.of(), trial.scope().updates()));
      mean = result.update(trial.layerVariable("layer.movingMean"));
      variance = result.update(trial.layerVariable("layer.movingVariance"));
      if (golden.has("movingMean." + step)) {
        golden.expect("movingMean." + step, mean, TOLERANCE);
        golden.expect("movingVariance." + step, variance, TOLERANCE);
      }
    }
    Trial trial = Trial.prediction(golden.shape("x")[0]);
    PerExample y = moving(trial, golden, "x", norm(golden), mean, variance);
    golden.expect("y", trial.value(y), TOLERANCE);
  }

  /// Three training steps, then prediction with the statistics that they left.
  private static void trackedInstances(Golden golden) {
    double[] mean = golden.doubles("movingMean.0");
    double[] variance = golden.doubles("movingVariance.0");
    for (int step = 1; step <= 3; step++) {
      Trial trial = Trial.training(golden.shape("x")[0]);
      PerExample y = moving(trial, golden, "x." + step, OwnNorms.of(golden), mean, variance);
      golden.expect("y." + step, trial.value(y), TOLERANCE);
      ReferenceResult result = trial.run(Graph.of(Map.of(), Map.of(), trial.scope().updates()));
      mean = result.update(trial.layerVariable("layer.movingMean"));
      variance = result.update(trial.layerVariable("layer.movingVariance"));
      golden.expect("movingMean." + step, mean, TOLERANCE);
      golden.expect("movingVariance." + step, variance, TOLERANCE);
    }
    Trial trial = Trial.prediction(golden.shape("x")[0]);
    PerExample y = moving(trial, golden, "x", OwnNorms.of(golden), mean, variance);
    golden.expect("y", trial.value(y), TOLERANCE);
  }

  private static PerExample moving(
      Trial trial, Golden golden, String x, Layer layer, double[] mean, double[] variance) {
    int[] sizes = golden.shape(x);
    Shape shape = Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
    PerExample y = trial.layer("layer", layer, trial.example("x", shape, golden.doubles(x)));
    trial.set("layer.gamma", golden.doubles("gamma"));
    trial.set("layer.beta", golden.doubles("beta"));
    trial.set("layer.movingMean", mean);
    trial.set("layer.movingVariance", variance);
    return y;
  }

  private static void sgd(Golden golden) {
    Sequential network =
        Sequential.of(
            Shape.of(6),
            named("dense1", dense(5)),
            named("bn", norm(golden)),
            sigmoid(),
            named("dense2", dense(3)));
    List<String> decayed = List.of(golden.attribute("decayed").split(","));
    ReferenceSgd optimizer =
        new ReferenceSgd(
            golden.number("momentum"),
            golden.number("weightDecay"),
            variable -> decayed.contains(variable.role().label()));
    ReferenceEngine engine = new ReferenceEngine(network, start(network, golden), optimizer, 0);
    double[] losses = new double[5];
    for (int step = 1; step <= 5; step++) {
      double[] labels = labels(golden, "labels." + step);
      double[] x = golden.doubles("x." + step);
      losses[step - 1] =
          engine.step(step - 1, golden.number("lr"), x, labels).loss() / labels.length;
      expectVariables(engine, golden, step);
    }
    golden.expect("losses", losses, TOLERANCE);
  }

  /// Twenty steps of the network of the section, on real images.
  private static void lenet(Golden golden) {
    Sequential network = lenetLayers(norm(golden));
    ReferenceEngine engine =
        new ReferenceEngine(network, start(network, golden), ReferenceSgd.plain(), 0);
    double[] pixels = golden.doubles("images");
    Arrays.setAll(pixels, i -> (float) pixels[i] / 255f);
    double[] labels = labels(golden, "labels");
    double[] losses = new double[20];
    for (int step = 0; step < 20; step++) {
      losses[step] = engine.step(step, golden.number("lr"), pixels, labels).loss() / labels.length;
    }
    golden.expect("losses", losses, TOLERANCE);
    expectVariables(engine, golden, 20);
    golden.expect(
        "predictionLogits", engine.logits(Arrays.copyOf(pixels, 20 * 784), 20), TOLERANCE);
  }

  private static Sequential lenetLayers(BatchNorm norm) {
    List<Layer> layers = new ArrayList<>();
    layers.add(named("conv1", conv2d(6, 5)));
    layers.addAll(List.of(named("bn1", norm), sigmoid(), avgPool2d(2)));
    layers.add(named("conv2", conv2d(16, 5)));
    layers.addAll(List.of(named("bn2", norm), sigmoid(), avgPool2d(2), flatten()));
    layers.addAll(List.of(named("dense1", dense(120)), named("bn3", norm), sigmoid()));
    layers.addAll(List.of(named("dense2", dense(84)), named("bn4", norm), sigmoid()));
    layers.add(named("dense3", dense(10)));
    return Sequential.of(Shape.of(1, 28, 28), layers);
  }

  /// Returns the first values of all variables; moving statistics that the case leaves out start at
  /// 0 and 1.
  private static ReferenceVariables start(Sequential network, Golden golden) {
    ReferenceVariables variables = new ReferenceVariables(network.trace(true).variables());
    for (Variable variable : variables.variables()) {
      double[] array = variables.of(variable);
      if (golden.has(variable.name() + ".0")) {
        System.arraycopy(golden.doubles(variable.name() + ".0"), 0, array, 0, array.length);
      } else {
        assertThat(variable.learnable()).as(variable.name()).isFalse();
        Arrays.fill(array, variable.key().equals("movingVariance") ? 1 : 0);
      }
    }
    return variables;
  }

  private static void expectVariables(ReferenceEngine engine, Golden golden, int step) {
    for (Variable variable : engine.variables().variables()) {
      golden.expect(variable.name() + "." + step, engine.variables().of(variable), TOLERANCE);
    }
  }

  private static double[] labels(Golden golden, String tensor) {
    return Arrays.stream(golden.ints(tensor)).asDoubleStream().toArray();
  }
}
