package org.evenkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.sigmoid;

import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Lag;
import org.evenkeel.train.Recalibration;
import org.junit.jupiter.api.Test;

/// Statistics are estimated anew for a user's own layer as for the built-in one: they are found in the graph.
class ScratchBatchNormRecalibrationTest {
  private static Model model(Layer norm) {
    return Model.initialize(
        Sequential.of(
            Shape.of(1, 12, 12),
            conv2d(4, 3),
            norm,
            sigmoid(),
            avgPool2d(2),
            flatten(),
            dense(9),
            norm,
            sigmoid(),
            dense(5)),
        1);
  }

  private static String hash(Model model) {
    return model.weightsSha256();
  }

  @Test
  void scratchAndBuiltInLayersGetTheSameStatistics() {
    Model scratch = model(new ScratchBatchNorm());
    Model builtIn = model(BatchNorm.likeTheSection());
    for (Variable variable : builtIn.variables().variables()) {
      String twin = variable.name().replace("batchNorm", "scratchBatchNorm");
      float[] from = scratch.values(twin);
      System.arraycopy(from, 0, builtIn.variables().of(variable), 0, from.length);
    }
    Dataset data = new GeneratedImages(new ImageShape(1, 12, 12), 5, 2).dataset(280);
    Execution execution = Execution.best();
    assertThat(hash(Recalibration.exact(scratch, data, execution)))
        .isEqualTo(hash(Recalibration.exact(builtIn, data, execution)))
        .isNotEqualTo(hash(scratch));
    assertThat(hash(Recalibration.pooled(scratch, data, 50, execution)))
        .isEqualTo(hash(Recalibration.pooled(builtIn, data, 50, execution)));
    assertThat(Lag.between(scratch, Recalibration.exact(scratch, data, execution)))
        .extracting(Lag::layer)
        .containsExactly("scratchBatchNorm1", "scratchBatchNorm2");
  }
}
