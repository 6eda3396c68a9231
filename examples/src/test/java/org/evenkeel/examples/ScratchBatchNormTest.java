package org.evenkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.named;
import static org.evenkeel.nn.Layers.sigmoid;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.fold.Folding;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.LayerRegistry;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.Settings;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.optim.Sgd;
import org.evenkeel.train.Evaluator;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Predictor;
import org.evenkeel.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The layer that a user writes is, in the end, the library's own.
class ScratchBatchNormTest {
  private static final Dataset IMAGES =
      new GeneratedImages(new ImageShape(1, 8, 8), 3, 7).dataset(90);

  /// What batch norm follows.
  enum Kind {
    CONVOLUTION {
      @Override
      Sequential network(Layer norm) {
        return Sequential.of(
            Shape.of(1, 8, 8), conv2d(4, 3), named("norm", norm), sigmoid(), flatten(), dense(3));
      }
    },
    DENSE {
      @Override
      Sequential network(Layer norm) {
        return Sequential.of(
            Shape.of(1, 8, 8), flatten(), dense(20), named("norm", norm), sigmoid(), dense(3));
      }
    };

    abstract Sequential network(Layer norm);

    Sequential scratch() {
      return network(new ScratchBatchNorm());
    }

    Sequential builtIn() {
      return network(BatchNorm.likeTheSection());
    }
  }

  private static Model trained(Sequential network) {
    Model model = Model.initialize(network, 3);
    // 90 examples in batches of 25: the last batch has 15, fewer than a slab has lanes.
    Trainer.of(Sgd.rate(0.5)).epochs(3).batch(25).fit(model, IMAGES);
    return model;
  }

  @ParameterizedTest
  @EnumSource
  void becomesTheGraphOfTheBuiltInLayer(Kind kind) {
    Graph training = kind.scratch().trace(true).trainingGraph();
    assertThat(computations(training))
        .isEqualTo(computations(kind.builtIn().trace(true).trainingGraph()))
        .hasSize(training.nodes().size());
    assertThat(training.updates()).hasSize(2);
    assertThat(computations(kind.scratch().trace(false).predictionGraph()))
        .isEqualTo(computations(kind.builtIn().trace(false).predictionGraph()));
  }

  @ParameterizedTest
  @EnumSource
  void learnsTheSameBitsAsTheBuiltInLayer(Kind kind) {
    Model scratch = trained(kind.scratch());
    Model builtIn = trained(kind.builtIn());
    assertThat(scratch.weightsSha256()).isEqualTo(builtIn.weightsSha256());
    assertThat(scratch.weightsSha256())
        .isNotEqualTo(Model.initialize(kind.scratch(), 3).weightsSha256());
  }

  @ParameterizedTest
  @EnumSource
  void predictsTheSameBitsAsTheBuiltInLayer(Kind kind) {
    assertThat(probabilities(trained(kind.scratch())))
        .containsExactly(probabilities(trained(kind.builtIn())));
  }

  @ParameterizedTest
  @EnumSource
  void learnsGammaBetaAndFollowsTheMovingStatistics(Kind kind) {
    Model model = trained(kind.scratch());
    Model start = Model.initialize(kind.scratch(), 3);
    for (String name : List.of("gamma", "beta", "movingMean", "movingVariance")) {
      assertThat(model.values("norm." + name))
          .as(name)
          .doesNotContain(Float.NaN)
          .isNotEqualTo(start.values("norm." + name));
    }
    assertThat(start.values("norm.gamma")).containsOnly(1f);
    assertThat(start.values("norm.beta")).containsOnly(0f);
    assertThat(start.values("norm.movingMean")).containsOnly(0f);
    assertThat(start.values("norm.movingVariance")).containsOnly(1f);
  }

  @Test
  void isFoundByName() {
    Layer found = LayerRegistry.load().create("scratchBatchNorm", Settings.none());
    assertThat(found).isEqualTo(new ScratchBatchNorm());
    assertThatThrownBy(
            () ->
                LayerRegistry.load()
                    .create("scratchBatchNorm", Settings.none().with("momentum", 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("momentum");
  }

  @ParameterizedTest
  @EnumSource
  void isSavedAndLoaded(Kind kind, @TempDir Path folder) {
    Model model = trained(kind.scratch());
    model.save(folder);
    Model loaded = Model.load(folder);
    assertThat(loaded.weightsSha256()).isEqualTo(model.weightsSha256());
    assertThat(loaded.network().layers().stream().map(Layer::type))
        .contains(new ScratchBatchNorm().type());
    assertThat(Evaluator.evaluate(loaded, IMAGES, Execution.best()))
        .isEqualTo(Evaluator.evaluate(model, IMAGES, Execution.best()));
  }

  private static float[] probabilities(Model model) {
    byte[] image = new byte[64];
    System.arraycopy(IMAGES.pixels(), 0, image, 0, image.length);
    try (Predictor predictor = Predictor.of(model, Execution.best())) {
      return predictor.probabilities(image);
    }
  }

  /// What a graph computes, numbered from its results: the order in which nodes were asked for does
  /// not count.
  private static List<String> computations(Graph graph) {
    List<String> lines = new ArrayList<>();
    Map<Node, Integer> numbers = new HashMap<>();
    graph.results().forEach((name, node) -> number(node, numbers, lines));
    graph.gradients().forEach((variable, node) -> number(node, numbers, lines));
    graph.updates().forEach((state, node) -> number(node, numbers, lines));
    return lines;
  }

  private static int number(Node node, Map<Node, Integer> numbers, List<String> lines) {
    Integer known = numbers.get(node);
    if (known != null) {
      return known;
    }
    List<Integer> operands =
        node.inputs().stream().map(input -> number(input, numbers, lines)).toList();
    numbers.put(node, lines.size());
    lines.add(lines.size() + " = " + node.op() + operands + " " + node.shape());
    return lines.size() - 1;
  }

  @ParameterizedTest
  @EnumSource
  void foldsLikeTheBuiltInLayer(Kind kind) {
    Folding scratch = Folding.of(trained(kind.scratch())).whole();
    Folding builtIn = Folding.of(trained(kind.builtIn())).whole();
    assertThat(scratch.folded()).containsExactly("norm");
    assertThat(scratch.model().weightsSha256()).isEqualTo(builtIn.model().weightsSha256());
  }
}
