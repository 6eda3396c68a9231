package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.Traced;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.testing.Golden;
import org.junit.jupiter.api.Test;

/// Twenty SGD steps of LeNet with batch norm, learning rate 1.0, on 256 real images, against
/// PyTorch's float64.
class PlanLenetTest {
  private static final int STEPS = 20;
  private static final int EXAMPLES = 256;
  private static final double LOSS = 2e-5;
  private static final double WEIGHT = 3e-5;
  private static final double LOGIT = 2e-4;

  private final Golden golden = Golden.load("lenet20");
  private final Sequential network = LeNets.lenet(BatchNorm.likeTheSection());
  private final double[] losses = new double[STEPS];

  @Test
  void followsPyTorchForTwentySteps() {
    assertThat(KernelChoice.best().vectorBits()).as("SIMD kernels").isPositive();
    VariableValues simd = train(KernelChoice.best(), 2, true);
    assertThat(losses).containsExactly(golden.doubles("losses"), within(LOSS));
    for (Variable variable : simd.variables()) {
      double[] expected = golden.doubles(variable.name() + ".20");
      float[] values = simd.of(variable);
      for (int i = 0; i < values.length; i++) {
        assertThat((double) values[i])
            .as("%s[%d]", variable.name(), i)
            .isCloseTo(expected[i], within(WEIGHT));
      }
    }
    float[] logits = logits(simd);
    golden.expect("predictionLogits", logits, LOGIT);

    double[] simdLosses = losses.clone();
    VariableValues scalar = train(KernelChoice.scalar(), 1, false);
    assertThat(losses).isEqualTo(simdLosses);
    for (Variable variable : simd.variables()) {
      assertThat(scalar.of(variable)).as(variable.name()).isEqualTo(simd.of(variable));
    }
  }

  private VariableValues train(Kernels kernels, int threads, boolean fusion) {
    Traced traced = network.trace(true);
    VariableValues values = new VariableValues(traced.variables());
    for (Variable variable : values.variables()) {
      String start = variable.name() + ".0";
      if (golden.has(start)) {
        System.arraycopy(
            golden.floats(start), 0, values.of(variable), 0, golden.floats(start).length);
      } else {
        Arrays.fill(values.of(variable), variable.key().equals("movingVariance") ? 1 : 0);
      }
    }
    PlanOptions options = new PlanOptions(kernels, EXAMPLES, threads, fusion);
    try (Plan plan = new Plan(traced.trainingGraph(), values, options, 0)) {
      give(plan);
      for (int step = 0; step < STEPS; step++) {
        plan.run(IntStream.range(0, EXAMPLES).toArray(), 0, EXAMPLES, step);
        losses[step] = plan.scalar(Traced.LOSS) / EXAMPLES;
        plan.update(1, 0, 0);
      }
    }
    return values;
  }

  private float[] logits(VariableValues values) {
    float[] logits = new float[20 * 10];
    PlanOptions options = new PlanOptions(KernelChoice.best(), 20, 1, true);
    try (Plan plan = new Plan(network.trace(false).predictionGraph(), values, options, 0)) {
      give(plan);
      plan.run(IntStream.range(0, 20).toArray(), 0, 20, 0);
      plan.examples(Traced.LOGITS, logits, 0);
    }
    return logits;
  }

  private void give(Plan plan) {
    plan.data(bytes(golden.ints("images")), 0, bytes(golden.ints("labels")));
  }

  private static byte[] bytes(int[] numbers) {
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return bytes;
  }
}
