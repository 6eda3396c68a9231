package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.dropout;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.globalAvgPool2d;
import static org.evenkeel.nn.Layers.groupNorm;
import static org.evenkeel.nn.Layers.instanceNorm;
import static org.evenkeel.nn.Layers.layerNorm;
import static org.evenkeel.nn.Layers.masking;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.residual;
import static org.evenkeel.nn.Layers.rmsNorm;
import static org.evenkeel.nn.Layers.sigmoid;
import static org.evenkeel.nn.Layers.tanh;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.evenkeel.data.Dataset;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.Traced;
import org.evenkeel.nn.norm.Momentum;
import org.evenkeel.reference.ReferenceEngine;
import org.evenkeel.reference.ReferenceSgd;
import org.evenkeel.reference.ReferenceVariables;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// SGD steps of whole networks: plans against the float64 reference.
class PlanReferenceTest {
  private static final int[] BATCHES = {35, 7, 16, 17, 35};
  private static final float RATE = 0.2f;
  private static final float MOMENTUM = 0.5f;
  private static final float DECAY = 0.01f;

  /// Bounds of float32 after five steps: of the mean loss, and of a variable relative to its size,
  /// at least 1.
  private static final double LOSS = 1e-5;

  private static final double VARIABLE = 5e-5;

  static Stream<String> networks() {
    return all().keySet().stream();
  }

  static Map<String, Sequential> all() {
    Map<String, Sequential> networks = new LinkedHashMap<>();
    networks.put("LeNet in small", LeNets.small());
    networks.put("various layers", LeNets.various());
    networks.put("one dense layer", Sequential.of(Shape.of(1, 3, 4), flatten(), dense(3)));
    networks.put(
        "all convolutions",
        Sequential.of(
            Shape.of(3, 8, 9), conv2d(4, 3).stride(2), tanh(), conv2d(3, 2), globalAvgPool2d()));
    // Weight gradients whose parts are merged in several tasks: by kernel row, by output, by tile.
    networks.put(
        "large convolutions",
        Sequential.of(
            Shape.of(1, 24, 25),
            conv2d(5, 3),
            tanh(),
            conv2d(17, 5),
            tanh(),
            conv2d(7, 15),
            tanh(),
            conv2d(200, 1).stride(2),
            globalAvgPool2d()));
    networks.put(
        "centered by hand",
        Sequential.of(
            Shape.of(2, 6, 5),
            conv2d(3, 2),
            new OddLayers.Centered(),
            sigmoid(),
            new OddLayers.Centered(),
            avgPool2d(2),
            flatten(),
            dense(4)));
    networks.put(
        "scalar parameters",
        Sequential.of(
            Shape.of(2, 6, 5),
            new OddLayers.Scaled(),
            conv2d(3, 2),
            new OddLayers.Scaled(),
            batchNorm(),
            relu(),
            flatten(),
            dense(3),
            new OddLayers.Scaled()));
    networks.put(
        "over channels",
        Sequential.of(
            Shape.of(2, 5, 5),
            conv2d(3, 2),
            new OddLayers.OverChannels(),
            flatten(),
            dense(4),
            new OddLayers.OverChannels()));
    networks.put(
        "masked positions",
        Sequential.of(
            Shape.of(1, 6, 5),
            new OddLayers.Sparse(),
            masking(0),
            batchNorm(),
            tanh(),
            residual(relu(), batchNorm()),
            conv2d(3, 2),
            batchNorm(),
            flatten(),
            dense(4)));
    networks.put(
        "masked examples",
        Sequential.of(
            Shape.of(1, 1, 2),
            new OddLayers.Sparse(),
            flatten(),
            masking(0),
            dense(5),
            batchNorm(),
            relu(),
            dropout(0.2),
            dense(4),
            batchNorm()));
    networks.put(
        "ghost batches",
        Sequential.of(
            Shape.of(2, 9, 8),
            conv2d(4, 3),
            batchNorm().ghosts(5),
            sigmoid(),
            conv2d(3, 2),
            batchNorm().ghosts(1),
            relu(),
            flatten(),
            dense(6),
            batchNorm().ghosts(8),
            sigmoid(),
            dense(3)));
    networks.put(
        "normalized within examples",
        Sequential.of(
            Shape.of(2, 9, 8),
            conv2d(4, 3),
            groupNorm(2),
            sigmoid(),
            conv2d(3, 2),
            layerNorm(),
            relu(),
            conv2d(4, 2),
            instanceNorm().tracked(Momentum.keepOld(0.7)),
            tanh(),
            layerNorm().over(4),
            flatten(),
            dense(6),
            rmsNorm(),
            sigmoid(),
            dense(5),
            groupNorm(1).withoutAffine(),
            dense(3)));
    return networks;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void followsTheReferenceWithVectors(String name) {
    follows(name, KernelChoice.best(), 2, true);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void followsTheReferenceWithPlainJava(String name) {
    follows(name, KernelChoice.scalar(), 1, false);
  }

  private static void follows(String name, Kernels kernels, int threads, boolean fusion) {
    Sequential network = Lookup.in(all(), name);
    VariableValues values = Model.initialize(network, 9).variables();
    ReferenceEngine engine =
        new ReferenceEngine(
            network,
            ReferenceVariables.of(values),
            new ReferenceSgd(MOMENTUM, DECAY, _ -> true),
            21);
    Dataset data = PlanRun.images(network, 60);
    PlanOptions options = new PlanOptions(PoisonedLanes.of(kernels), 35, threads, fusion);
    try (Plan plan = new Plan(network.trace(true).trainingGraph(), values, options, 21)) {
      plan.data(data.pixels(), data.pixelsOffset(), data.labels());
      int[] order = new int[60];
      for (int i = 0; i < order.length; i++) {
        order[i] = i * 7 % 60;
      }
      for (int step = 0; step < BATCHES.length; step++) {
        int from = 5 * step;
        int count = BATCHES[step];
        plan.run(order, from, count, step);
        double[] labels = new double[count];
        ReferenceEngine.Score score =
            engine.step(step, RATE, images(data, order, from, labels), labels);
        assertThat(plan.scalar(Traced.LOSS) / count)
            .as("loss of step %d", step)
            .isCloseTo(score.loss() / count, within(LOSS));
        assertThat(plan.scalar(Traced.CORRECT)).isEqualTo(score.correct());
        plan.update(RATE, MOMENTUM, DECAY);
        compare(step, values, engine.variables());
      }
    }
  }

  private static double[] images(Dataset data, int[] order, int from, double[] labels) {
    double[] images = new double[labels.length * data.values()];
    for (int n = 0; n < labels.length; n++) {
      labels[n] = data.label(order[from + n]);
      for (int i = 0; i < data.values(); i++) {
        images[n * data.values() + i] = data.pixel(order[from + n], i);
      }
    }
    return images;
  }

  private static void compare(int step, VariableValues values, ReferenceVariables expected) {
    for (Variable variable : values.variables()) {
      float[] found = values.of(variable);
      double[] right = expected.of(variable);
      for (int i = 0; i < found.length; i++) {
        assertThat((double) found[i])
            .as("%s[%d] after step %d", variable.name(), i, step)
            .isCloseTo(right[i], within(VARIABLE * Math.max(1, Math.abs(right[i]))));
      }
    }
  }
}
