package org.evenkeel.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.dropout;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.masking;
import static org.evenkeel.nn.Layers.named;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.residual;
import static org.evenkeel.nn.Layers.sigmoid;
import static org.evenkeel.nn.Layers.tanh;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.reference.ReferenceEngine;
import org.evenkeel.reference.ReferenceSgd;
import org.evenkeel.reference.ReferenceVariables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Folded networks against the float64 reference of the networks that they were made from, and every refusal.
final class FoldingTest {
  private static final BatchNorm NORM = BatchNorm.likeTheSection();

  private static Sequential images(Layer... layers) {
    return Sequential.of(Shape.of(4, 9, 8), layers);
  }

  private static List<Sequential> foldable() {
    return List.of(
        images(conv2d(6, 3), NORM, sigmoid(), avgPool2d(2), flatten(), dense(3)),
        images(conv2d(6, 3).withoutBias(), NORM, relu(), flatten(), dense(3)),
        images(conv2d(5, 3).padding(Padding.same()), NORM, tanh(), flatten(), dense(3)),
        images(conv2d(5, 3).padding(Padding.of(2, 0, 1, 3)).stride(2), NORM, flatten(), dense(3)),
        images(conv2d(6, 3).groups(2).padding(Padding.of(1)), NORM, flatten(), dense(3)),
        images(conv2d(8, 3).groups(4).withoutBias(), NORM, flatten(), dense(3)),
        images(flatten(), dense(7), NORM, relu(), dense(5).withoutBias(), NORM),
        images(conv2d(6, 3), dropout(0.5), NORM, flatten(), dense(3)),
        images(named("stem", conv2d(6, 3)), named("still", NORM), flatten(), dense(3)),
        images(conv2d(6, 3), NORM, NORM, flatten(), dense(3)),
        images(conv2d(6, 3), new UserNorms.Negated(), flatten(), dense(3)),
        images(
            conv2d(4, 3).padding(Padding.of(1)).withoutBias(),
            NORM,
            residual(conv2d(4, 3).padding(Padding.of(1)), NORM, relu(), conv2d(4, 1), NORM),
            relu(),
            residual(conv2d(6, 1).stride(2), NORM)
                .shortcut(conv2d(6, 1).stride(2).withoutBias(), NORM),
            flatten(),
            dense(3)));
  }

  @ParameterizedTest
  @MethodSource("foldable")
  void computesWhatTheNetworkBeforeComputed(Sequential network) {
    Model model = UserNorms.trained(network, 3);
    String before = model.weightsSha256();

    Folding folding = Folding.of(model).whole();

    assertThat(model.weightsSha256()).isEqualTo(before);
    assertThat(folding.refused()).isEmpty();
    assertThat(folding.model().variables().variables()).allMatch(Variable::learnable);
    double[] expected = logits(model);
    double[] found = logits(folding.model());
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(scale).isGreaterThan(0.1);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(2e-6 * scale));
    }
  }

  private static double[] logits(Model model) {
    double[] images = UserNorms.images(5 * model.network().input().values(), 11);
    ReferenceVariables values = ReferenceVariables.of(model.variables());
    return new ReferenceEngine(model.network(), values, ReferenceSgd.plain(), 1).logits(images, 5);
  }

  /// W′ = s·W and b′ = s·(b − μ) + β, in float64, rounded once.
  @Test
  void weightsAndBiasAreRoundedOnce() {
    Model model = UserNorms.trained(images(conv2d(3, 2).groups(1), NORM, flatten(), dense(2)), 7);
    Model folded = Folding.of(model).whole().model();
    float[] weights = model.values("conv2d1.weight");
    for (int c = 0; c < 3; c++) {
      double inverse = 1 / Math.sqrt(model.values("batchNorm1.movingVariance")[c] + 1e-5);
      double scale = inverse * model.values("batchNorm1.gamma")[c];
      double bias = model.values("conv2d1.bias")[c];
      double centred = bias - model.values("batchNorm1.movingMean")[c];
      assertThat(folded.values("conv2d1.bias")[c])
          .isEqualTo((float) (centred * scale + model.values("batchNorm1.beta")[c]));
      for (int i = 16 * c; i < 16 * (c + 1); i++) {
        assertThat(folded.values("conv2d1.weight")[i]).isEqualTo((float) (scale * weights[i]));
      }
    }
    assertThat(folded.values("dense1.weight")).isEqualTo(model.values("dense1.weight"));
  }

  @Test
  void otherLayersKeepTheirNames() {
    Model model =
        UserNorms.trained(
            images(conv2d(2, 3), NORM, relu(), NORM, conv2d(3, 3), NORM, flatten(), dense(2)), 5);

    Folding folding = Folding.of(model);

    assertThat(folding.folded()).containsExactly("batchNorm1", "batchNorm3");
    assertThat(folding.model().network().trace(false).outputShapes().keySet())
        .containsExactly("conv2d1", "relu1", "batchNorm2", "conv2d2", "flatten1", "dense1");
    assertThat(folding.model().values("batchNorm2.gamma"))
        .isEqualTo(model.values("batchNorm2.gamma"));
    assertThat(folding.refused()).extracting(Refusal::layer).containsExactly("batchNorm2");
    assertThatThrownBy(folding::whole)
        .isInstanceOf(FoldingException.class)
        .hasMessage(
            "not folded: layer \"batchNorm2\" has no convolution or dense layer right before it,"
                + " but layer \"relu1\"");
  }

  private static Stream<Object[]> refused() {
    return Stream.of(
        new Object[] {images(NORM, flatten(), dense(2)), "comes first"},
        new Object[] {
          images(conv2d(2, 3), sigmoid(), NORM, flatten(), dense(2)), "right before it, but layer"
        },
        new Object[] {
          images(conv2d(2, 3), avgPool2d(2), NORM, flatten(), dense(2)), "but layer \"avgPool2d1\""
        },
        new Object[] {images(conv2d(2, 3), flatten(), NORM, dense(2)), "but layer \"flatten1\""},
        new Object[] {
          images(residual(conv2d(4, 1)), NORM, flatten(), dense(2)), "but layer \"residual1\""
        },
        new Object[] {
          images(conv2d(2, 3), residual(NORM, relu()), flatten(), dense(2)),
          "shares its input, layer \"conv2d1\", with other layers"
        },
        new Object[] {
          images(conv2d(2, 3), new UserNorms.BatchStatistics(), flatten(), dense(2)),
          "is in training state"
        },
        new Object[] {
          images(conv2d(2, 3), new UserNorms.WithActivation(), flatten(), dense(2)),
          "does more in prediction"
        },
        new Object[] {
          images(flatten(), masking(0), dense(2), NORM, dense(2)), "does more in prediction"
        },
        new Object[] {
          images(new UserNorms.Block(), flatten(), dense(2)), "lies in layer \"block1\""
        },
        new Object[] {
          images(new UserNorms.BareConv(), NORM, flatten(), dense(2)), "no bias to take its shift"
        },
        new Object[] {
          images(new UserNorms.SharedWeights(), NORM, flatten(), dense(2)), "computed or shared"
        });
  }

  @ParameterizedTest
  @MethodSource("refused")
  void saysWhyANormStays(Sequential network, String reason) {
    Model model = UserNorms.trained(network, 2);

    Folding folding = Folding.of(model);

    assertThat(folding.folded()).isEmpty();
    assertThat(folding.model()).isSameAs(model);
    assertThat(folding.refused()).hasSize(1);
    assertThat(folding.refused().getFirst().reason()).contains(reason);
    assertThatThrownBy(folding::whole).hasMessageContaining(reason);
  }

  @Test
  void refusesWeightsThatFloatsCannotHold() {
    Model model = UserNorms.trained(images(conv2d(2, 3), NORM.epsilon(0), flatten(), dense(2)), 2);
    model.values("batchNorm1.movingVariance")[1] = 0;

    Folding folding = Folding.of(model);

    assertThat(folding.folded()).isEmpty();
    assertThat(folding.refused().getFirst().reason()).contains("too large for float32");
  }

  @Test
  void aNetworkWithoutBatchNormHasNothingToFold() {
    Model model = Model.initialize(images(flatten(), dense(2)), 1);
    assertThat(Folding.of(model).model()).isSameAs(model);
    assertThatThrownBy(() -> Folding.of(model).whole()).hasMessageContaining("nothing to fold");
  }

  @Test
  void keepsTheNamesOfTheClasses() {
    Model model =
        UserNorms.trained(images(conv2d(2, 3), NORM, flatten(), dense(2)), 2)
            .classNames(List.of("cat", "dog"));
    assertThat(Folding.of(model).model().classNames()).containsExactly("cat", "dog");
  }
}
