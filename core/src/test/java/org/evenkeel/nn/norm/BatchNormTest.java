package org.evenkeel.nn.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.norm.BatchNorm.likeTheSection;
import static org.evenkeel.nn.norm.Momentum.cumulative;
import static org.evenkeel.nn.norm.Momentum.keepOld;
import static org.evenkeel.nn.norm.Momentum.pooled;

import java.nio.file.Path;
import java.util.List;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;
import org.evenkeel.nn.LayerRegistry;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.Settings;
import org.evenkeel.nn.norm.BatchNorm.ChannelAxis;
import org.evenkeel.nn.norm.BatchNorm.StoredVariance;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Predictor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The layer as a whole: both modes, settings, files.
class BatchNormTest {
  private static final Shape SHAPE = Shape.of(3, 4, 5);

  static List<BatchNorm> layers() {
    return List.of(
        BatchNorm.likeKeras(),
        BatchNorm.likePyTorch(),
        likeTheSection().momentum(cumulative()).stored(StoredVariance.UNBIASED),
        likeTheSection().momentum(pooled()),
        likeTheSection().momentum(keepOld(0.8).debiased()),
        likeTheSection().momentum(keepOld(0.8).fromFirstBatch()).epsilon(0.125),
        likeTheSection().frozen(),
        likeTheSection().normalizeWith(Normalizing.STORED),
        likeTheSection().updating(false),
        likeTheSection().learning(false),
        likeTheSection().untracked().scale(false),
        likeTheSection().center(false).gammaStart(Initializer.zeros()),
        likeTheSection().fixedGamma(2).betaStart(new Initializer.Normal(0.5)),
        likeTheSection().fixedBeta(-0.25).gammaStart(new Initializer.Uniform(0.1)),
        likeTheSection().axis(ChannelAxis.LAST),
        likeTheSection().renorm(Renorm.limits(3, 5)),
        likeTheSection().renorm(new Renorm(new Ramp(1, 3, 0.1, 0.8), Ramp.constant(0.5))));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void isMadeAgainFromItsSettings(BatchNorm layer) {
    assertThat(LayerRegistry.load().create(BatchNorm.TYPE, layer.settings())).isEqualTo(layer);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void predictsTheSameWhenSavedAndLoaded(BatchNorm layer, @TempDir Path folder) {
    NormTrial trial = NormTrial.of(SHAPE, layer);
    float[] x = trial.random(1, 20);
    trial.train(x);
    trial.train(trial.random(2, 7));
    trial.model().save(folder);
    Model loaded = Model.load(folder);
    assertThat(loaded.network().layers()).containsExactly(layer);
    assertThat(loaded.weightsSha256()).isEqualTo(trial.model().weightsSha256());
    NormTrial again = NormTrial.of(SHAPE, layer);
    again.model().variables().copyFrom(loaded.variables());
    assertThat(again.predict(x)).isEqualTo(trial.predict(x));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void predictsTheSameFolded(BatchNorm layer) {
    Shape shape = Shape.of(1, 7, 7);
    Sequential network = Sequential.of(shape, conv2d(5, 3), layer, relu(), flatten(), dense(4));
    Model model = Model.initialize(network, 3);
    for (Variable variable : model.variables().variables()) {
      if (variable.layer().equals("batchNorm1")) {
        float[] values = model.variables().of(variable);
        for (int c = 0; c < values.length; c++) {
          values[c] = 0.5f + 0.25f * c;
        }
      }
    }
    byte[] pixels = new byte[49];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    Execution plain = new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 1, true);
    try (Predictor folded = Predictor.of(model, plain);
        Predictor unfolded = Predictor.unfolded(model, plain)) {
      assertThat(folded.probabilities(pixels))
          .containsExactly(unfolded.probabilities(pixels), within(1e-5f));
    }
  }

  @Test
  void filesOfBeforeMeanWhatTheyMeant() {
    Settings old =
        Settings.none().with("keepOld", 0.9).with("epsilon", 1e-5).with("storedVariance", "biased");
    assertThat(BatchNorm.create(old)).isEqualTo(likeTheSection());
    assertThat(likeTheSection().settings()).isEqualTo(old);
    assertThat(BatchNorm.create(Settings.none())).isEqualTo(BatchNorm.likeKeras());
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    refuses("batchNorm: unknown setting \"axis\"", Settings.none().with("axis", 1));
    refuses(
        "momentum: expected \"cumulative\" or \"pooled\", or keepOld instead, got \"none\"",
        Settings.none().with("momentum", "none"));
    refuses(
        "momentum: expected either keepOld or \"pooled\", got both",
        Settings.none().with("momentum", "pooled").with("keepOld", 0.5));
    refuses(
        "batchNorm: expected one of scale, fixedGamma and gammaStart, got several",
        Settings.none().with("scale", false).with("fixedGamma", 2));
    refuses(
        "gammaStart: expected a number, \"uniform(limit)\" or \"normal(deviation)\", got \"ones\"",
        Settings.none().with("gammaStart", "ones"));
    refuses(
        "start: expected \"initial\" or \"debiased\" or \"firstBatch\", got \"x\"",
        Settings.none().with("start", "x"));
    refuses(
        "rMax: expected a number or [from, to, begin, end], got [1.0, 2.0]",
        Settings.none().with("rMax", List.of(1, 2)).with("dMax", 3));
    refuses("setting \"dMax\" is missing", Settings.none().with("rMax", 2));
    refuses("momentum: expected keepOld in [0, 1], got 1.5", Settings.none().with("keepOld", 1.5));
  }

  private static void refuses(String message, Settings settings) {
    assertThatThrownBy(() -> BatchNorm.create(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void predictionDiffersBeforeTrainingAndEqualsItBehindWithoutMemory() {
    NormTrial trial = NormTrial.of(SHAPE, new BatchNorm(keepOld(0), 1e-3, StoredVariance.BIASED));
    float[] x = trial.random(3, 40);
    float[] before = trial.predict(x);
    float[] training = trial.train(x);
    assertThat(before[0]).isNotCloseTo(training[0], within(0.1f));
    float[] after = trial.predict(x);
    for (int i = 0; i < x.length; i++) {
      assertThat(after[i]).isCloseTo(training[i], within(2e-6f));
    }
  }

  @Test
  void countsWhatIsLearnedAndWhatIsNot() {
    Shape ten = Shape.of(10);
    assertThat(counts(ten, likeTheSection())).containsExactly(20, 20);
    assertThat(counts(ten, likeTheSection().frozen())).containsExactly(0, 40);
    assertThat(counts(ten, likeTheSection().scale(false))).containsExactly(10, 20);
    assertThat(counts(ten, likeTheSection().scale(false).center(false))).containsExactly(0, 20);
    assertThat(counts(ten, likeTheSection().untracked())).containsExactly(20, 0);
    assertThat(counts(ten, likeTheSection().momentum(cumulative()))).containsExactly(20, 21);
  }

  private static int[] counts(Shape shape, BatchNorm layer) {
    Model model = NormTrial.of(shape, layer).model();
    return new int[] {model.parameterCount(), model.stateCount()};
  }

  @Test
  void knowsWhichLayersNoTrainingHasUpdated() {
    NormTrial trial = NormTrial.of(SHAPE, likeTheSection(), likeTheSection().updating(false));
    assertThat(trial.model().layersNeverUpdated()).containsExactly("batchNorm1", "batchNorm2");
    trial.train(trial.random(1, 9));
    assertThat(trial.model().layersNeverUpdated()).containsExactly("batchNorm2");
    trial.model().resetStatistics();
    assertThat(trial.model().layersNeverUpdated()).containsExactly("batchNorm1", "batchNorm2");
  }
}
