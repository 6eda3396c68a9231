package org.evenkeel.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import static org.evenkeel.nn.Layers.maxPool2d;
import static org.evenkeel.nn.Layers.named;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.residual;
import static org.evenkeel.nn.Layers.rmsNorm;
import static org.evenkeel.nn.Layers.sigmoid;
import static org.evenkeel.nn.Layers.tanh;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.Window;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.InstanceNorm;
import org.evenkeel.nn.norm.Momentum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayersTest {
  private static final Shape IMAGE = Shape.of(4, 9, 8);

  static List<Layer> layers() {
    return List.of(
        conv2d(6, 3),
        conv2d(6, 3).groups(2).stride(2).padding(Padding.of(1, 0, 2, 1)).withoutBias(),
        conv2d(6, 3).padding(Padding.same()).weights(WeightInit.HE_NORMAL),
        dense(3),
        dense(3).withoutBias().weights(WeightInit.ZEROS),
        batchNorm(),
        BatchNorm.likePyTorch(),
        BatchNorm.likeTheSection().epsilon(0.25),
        batchNorm().ghosts(16),
        layerNorm(),
        layerNorm().over(9, 8).withoutAffine(),
        groupNorm(2).epsilon(0.5),
        groupNorm(4).withoutAffine(),
        instanceNorm(),
        InstanceNorm.likePyTorch().tracked(Momentum.weightNew(0.1)),
        InstanceNorm.likeKeras().tracked(Momentum.cumulative()),
        rmsNorm(),
        rmsNorm().over(8).withoutAffine(),
        sigmoid(),
        relu(),
        tanh(),
        avgPool2d(2).stride(1),
        new Pool2d(Pool2d.Kind.AVERAGE, new Kernel(3, 2, 2, 1), Padding.of(1), true),
        maxPool2d(3).padding(Padding.of(1)),
        globalAvgPool2d(),
        flatten(),
        dropout(0.25),
        masking(0.5),
        masking(Double.NaN),
        residual(relu(), conv2d(4, 3)).shortcut(conv2d(4, 3)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void isMadeAgainFromItsSettings(Layer layer) {
    assertThat(LayerRegistry.load().create(layer.type(), layer.settings())).isEqualTo(layer);
  }

  @Test
  void everyRegisteredTypeIsTested() {
    Set<String> types = new HashSet<>();
    layers().forEach(layer -> types.add(layer.type()));
    assertThat(types).containsExactlyInAnyOrderElementsOf(LayerRegistry.load().types());
  }

  @Test
  void shapesFollowTheirFormulas() {
    assertThat(out(conv2d(6, 3))).isEqualTo(Shape.of(6, 7, 6));
    assertThat(out(conv2d(6, 3).stride(2))).isEqualTo(Shape.of(6, 4, 3));
    assertThat(out(conv2d(6, 3).stride(2).padding(Padding.same()))).isEqualTo(Shape.of(6, 5, 4));
    assertThat(out(avgPool2d(2))).isEqualTo(Shape.of(4, 4, 4));
    assertThat(out(maxPool2d(3).stride(2).padding(Padding.of(1)))).isEqualTo(Shape.of(4, 5, 4));
    assertThat(out(globalAvgPool2d())).isEqualTo(Shape.of(4));
    assertThat(out(flatten())).isEqualTo(Shape.of(288));
    assertThat(out(flatten(), dense(3))).isEqualTo(Shape.of(3));
    assertThat(out(batchNorm(), sigmoid(), dropout(0.5))).isEqualTo(IMAGE);
  }

  @Test
  void samePaddingPutsTheOddRowAtTheBottomAndRight() {
    assertThat(Padding.same().window(Shape.of(1, 5, 4), new Kernel(2, 3, 1, 1)))
        .isEqualTo(new Window(2, 3, 1, 1, 0, 1, 1, 1));
    assertThat(Padding.same().window(Shape.of(1, 6, 5), new Kernel(3, 3, 2, 2)))
        .isEqualTo(new Window(3, 3, 2, 2, 0, 1, 1, 1));
    assertThat(Padding.same().window(Shape.of(1, 4, 4), new Kernel(1, 1, 2, 2)))
        .isEqualTo(new Window(1, 1, 2, 2, 0, 0, 0, 0));
  }

  @Test
  void variablesAreNamedByTypeAndNumberOrByTheUser() {
    Sequential network =
        Sequential.of(
            IMAGE,
            conv2d(4, 3).padding(Padding.same()),
            named("first", batchNorm()),
            residual(named("inner", conv2d(4, 1)), batchNorm(), conv2d(4, 1).withoutBias()),
            conv2d(2, 3).withoutBias());
    assertThat(network.trace(true).variables())
        .extracting(Variable::name)
        .containsExactly(
            "conv2d1.weight",
            "conv2d1.bias",
            "first.gamma",
            "first.beta",
            "first.movingMean",
            "first.movingVariance",
            "residual1.inner.weight",
            "residual1.inner.bias",
            "residual1.batchNorm1.gamma",
            "residual1.batchNorm1.beta",
            "residual1.batchNorm1.movingMean",
            "residual1.batchNorm1.movingVariance",
            "residual1.conv2d1.weight",
            "conv2d2.weight");
    assertThat(network.trace(false).variables()).isEqualTo(network.trace(true).variables());
  }

  @Test
  void biasedAndUnbiasedPresetsSayWhatTheyKeep() {
    assertThat(BatchNorm.likeKeras().momentum()).isEqualTo(Momentum.keepOld(0.99));
    assertThat(BatchNorm.likePyTorch().momentum()).isEqualTo(Momentum.keepOld(0.9));
    assertThat(Momentum.weightNew(0.25)).isEqualTo(Momentum.keepOld(0.75));
  }

  @Test
  void errorsNameTheLayerWhatWasExpectedAndWhatCame() {
    refuses(
        "layer \"dense1\": dense: expected (n, features), got (n, 4, 9, 8); flatten it first",
        dense(3));
    refuses(
        "layer \"conv2d2\": conv2d: expected (n, channels, height, width), got (n, 576)",
        conv2d(8, 3).padding(Padding.same()),
        flatten(),
        conv2d(2, 3));
    refuses(
        "layer \"mine\": conv2d: 3 groups do not divide 4 input and 6 output channels",
        named("mine", conv2d(6, 3).groups(3)));
    refuses(
        "layer \"residual1\": residual: the body puts out (n, 4, 7, 6), the shortcut (n, 4, 9, 8);"
            + " they must agree",
        residual(conv2d(4, 3)));
    refuses(
        "layer \"residual1.conv2d1\": conv2d: a window of 11 x 11 does not fit an input of 9 x 8"
            + " with padding 0, 0, 0, 0",
        residual(conv2d(4, 11)));
    refuses(
        "layer \"maxPool2d1\": maxPool2d: padding must be smaller than the window, else a window"
            + " holds nothing",
        maxPool2d(2).padding(Padding.of(2)));
    refuses(
        "layer \"conv2d1\": conv2d1.weight is declared twice",
        named("conv2d1", conv2d(4, 1)),
        conv2d(4, 1));
  }

  @Test
  void settingsThatMeanNothingAreRefused() {
    LayerRegistry registry = LayerRegistry.load();
    assertThatThrownBy(() -> registry.create("conv3d", Settings.none()))
        .hasMessageStartingWith("unknown layer type \"conv3d\"; known: avgPool2d, batchNorm,");
    assertThatThrownBy(() -> registry.create("dense", Settings.none()))
        .hasMessage("setting \"outputs\" is missing");
    assertThatThrownBy(() -> registry.create("dense", Settings.none().with("units", 3)))
        .hasMessage("dense: unknown setting \"units\"; known: outputs, bias, weights");
    assertThatThrownBy(() -> registry.create("dense", Settings.none().with("outputs", 2.5)))
        .hasMessage("outputs: expected an integer, got 2.5");
    assertThatThrownBy(
            () -> registry.create("dense", Settings.none().with("outputs", 2).with("weights", "A")))
        .hasMessage("weights: unknown initializer \"A\"");
    assertThatThrownBy(() -> new Dropout(1))
        .hasMessage("dropout: expected a rate in [0, 1), got 1.0");
    assertThatThrownBy(() -> new Named("a.b", relu()))
        .hasMessage("expected a layer name without dots, got \"a.b\"");
  }

  private static Shape out(Layer... layers) {
    return Sequential.of(IMAGE, layers).trace(false).outputShape();
  }

  private static void refuses(String message, Layer... layers) {
    assertThatThrownBy(() -> Sequential.of(IMAGE, layers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
