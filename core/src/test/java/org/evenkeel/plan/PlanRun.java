package org.evenkeel.plan;

import java.util.stream.IntStream;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.Traced;

/// A few training steps as a plan.
///
/// @param network what to train
/// @param batch the greatest batch of the plan
/// @param sizes examples in the batch of each step
/// @param momentum share of the velocity kept
/// @param decay weight decay
record PlanRun(Sequential network, int batch, int[] sizes, float momentum, float decay) {
  /// Returns steps of plain descent in batches of one size.
  static PlanRun steps(Sequential network, int batch, int steps) {
    return new PlanRun(
        network, batch, IntStream.generate(() -> batch).limit(steps).toArray(), 0, 0);
  }

  PlanRun sizes(int... other) {
    return new PlanRun(network, batch, other, momentum, decay);
  }

  PlanRun momentum(double share, double amount) {
    return new PlanRun(network, batch, sizes, (float) share, (float) amount);
  }

  /// Returns made-up images that suit a network of `classes` classes.
  static Dataset images(Sequential network, int size) {
    Shape input = network.input();
    int classes = network.trace(false).outputShape().values();
    ImageShape shape = new ImageShape(input.channels(), input.height(), input.width());
    return new GeneratedImages(shape, classes, 5).dataset(size);
  }

  /// Trains from seed 3 with learning rate 0.5 and returns all values.
  Model train(PlanOptions options) {
    Model model = Model.initialize(network, 3);
    int examples = IntStream.of(sizes).sum();
    Dataset data = images(network, examples);
    int[] order = IntStream.range(0, examples).map(i -> examples - 1 - i).toArray();
    try (Plan plan =
        new Plan(network.trace(true).trainingGraph(), model.variables(), options, 11)) {
      plan.data(data.pixels(), data.pixelsOffset(), data.labels());
      int from = 0;
      for (int step = 0; step < sizes.length; step++) {
        plan.run(order, from, sizes[step], step);
        if (!Double.isFinite(plan.scalar(Traced.LOSS))) {
          throw new AssertionError("step " + step + ": loss " + plan.scalar(Traced.LOSS));
        }
        plan.update(0.5f, momentum, decay);
        from += sizes[step];
      }
    }
    return model;
  }

  /// Trains and returns all values in one array.
  float[] values(PlanOptions options) {
    VariableValues values = train(options).variables();
    int count = values.variables().stream().mapToInt(v -> v.shape().values()).sum();
    float[] all = new float[count];
    int at = 0;
    for (Variable variable : values.variables()) {
      float[] array = values.of(variable);
      System.arraycopy(array, 0, all, at, array.length);
      at += array.length;
    }
    return all;
  }
}
