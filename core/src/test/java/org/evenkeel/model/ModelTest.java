package org.evenkeel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.dropout;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.globalAvgPool2d;
import static org.evenkeel.nn.Layers.maxPool2d;
import static org.evenkeel.nn.Layers.named;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.residual;
import static org.evenkeel.nn.Layers.sigmoid;
import static org.evenkeel.nn.Layers.tanh;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.LayerFactory;
import org.evenkeel.nn.LayerRegistry;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.Settings;
import org.evenkeel.nn.WeightInit;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.reference.ReferenceEngine;
import org.evenkeel.reference.ReferenceSgd;
import org.evenkeel.reference.ReferenceVariables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTest {
  private static final Sequential EVERY_LAYER =
      Sequential.of(
          Shape.of(2, 9, 8),
          named("stem", conv2d(4, 3).padding(Padding.same()).weights(WeightInit.HE_NORMAL)),
          BatchNorm.likeTheSection(),
          sigmoid(),
          residual(
              conv2d(4, 3).groups(2).padding(Padding.of(1)).withoutBias(),
              BatchNorm.likePyTorch(),
              tanh(),
              dropout(0.25)),
          maxPool2d(3).stride(2).padding(Padding.of(1, 0, 0, 1)),
          residual(conv2d(6, 3).stride(2).padding(Padding.same()))
              .shortcut(named("skip", conv2d(6, 1).stride(2))),
          relu(),
          avgPool2d(2).stride(1),
          globalAvgPool2d(),
          flatten(),
          dense(7).withoutBias().weights(WeightInit.HE_UNIFORM),
          batchNorm(),
          dense(3));

  @TempDir private Path folder;

  private static double[] logits(Model model) {
    ReferenceEngine engine =
        new ReferenceEngine(
            model.network(), ReferenceVariables.of(model.variables()), ReferenceSgd.plain(), 0);
    double[] images = new double[3 * model.network().input().values()];
    Arrays.setAll(images, i -> Math.sin(i * 0.7));
    return engine.logits(images, 3);
  }

  @Test
  void whatIsSavedIsLoadedToTheLastBit() {
    Model model = Model.initialize(EVERY_LAYER, 5).classNames(List.of("a", "b", "\"ç\""));
    model.values("batchNorm1.movingMean")[2] = 0.123f;
    model.values("stem.bias")[1] = -0f;
    model.save(folder);
    Model loaded = Model.load(folder);
    assertThat(loaded.weightsSha256()).isEqualTo(model.weightsSha256());
    assertThat(loaded.classNames()).isEqualTo(model.classNames());
    assertThat(loaded.network().layers()).isEqualTo(EVERY_LAYER.layers());
    assertThat(loaded.variables().variables()).isEqualTo(model.variables().variables());
    assertThat(logits(loaded)).isEqualTo(logits(model));
    assertThat(loaded.parameterCount()).isEqualTo(model.parameterCount()).isPositive();
  }

  @Test
  void mismatchingShapesNameLayerExpectedAndFound() {
    Sequential other = Sequential.of(Shape.of(6), named("hidden", dense(5)), dense(3));
    Model.initialize(Sequential.of(Shape.of(6), named("hidden", dense(4)), dense(3)), 1)
        .save(folder);
    AtomicFiles.write(folder.resolve(Model.LAYERS_FILE), ModelJson.write(other, List.of()).write());
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("layer hidden")
        .hasMessageContaining("expected weight of shape [5, 6]")
        .hasMessageContaining("found [4, 6]");
  }

  @Test
  void missingAndSuperfluousValuesAreNamed() {
    Sequential plain = Sequential.of(Shape.of(6), dense(4), dense(3));
    Sequential normalized = Sequential.of(Shape.of(6), dense(4), batchNorm(), dense(3));
    Model.initialize(plain, 1).save(folder);
    AtomicFiles.write(
        folder.resolve(Model.LAYERS_FILE), ModelJson.write(normalized, List.of()).write());
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("layer batchNorm1")
        .hasMessageContaining("found nothing");
    Model.initialize(normalized, 1).save(folder);
    AtomicFiles.write(folder.resolve(Model.LAYERS_FILE), ModelJson.write(plain, List.of()).write());
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("holds batchNorm1.");
  }

  @ParameterizedTest
  @CsvSource({
    "relu, reluu, 'unknown layer type \"reluu\"'",
    "outputs, outputz, outputz",
    "evenkeel-model, othermodel, evenkeel-model"
  })
  void whatTheLayersFileCannotMeanIsNamed(String written, String wrong, String expected)
      throws IOException {
    Model.initialize(Sequential.of(Shape.of(6), dense(4), relu(), dense(3)), 1).save(folder);
    Path layers = folder.resolve(Model.LAYERS_FILE);
    Files.writeString(layers, Files.readString(layers).replace(written, wrong));
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("model.json")
        .hasMessageContaining(expected);
  }

  /// A user's layer that declares its variables in another order than files keep them.
  record Affine(int times) implements Layer {
    @Override
    public String type() {
      return "testAffine";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      Shape channels = Shape.of(x.shape().channels());
      BatchWide state = scope.state(Role.MOVING_MEAN, channels, Initializer.zeros());
      BatchWide own = scope.parameter("own", channels, new Initializer.Constant(3));
      BatchWide beta = scope.parameter(Role.BETA, channels, Initializer.zeros());
      BatchWide gamma = scope.parameter(Role.GAMMA, channels, Initializer.ones());
      return x.minus(state).times(gamma).plus(beta).times(own.times(times));
    }

    @Override
    public Settings settings() {
      return Settings.none().with("times", times);
    }
  }

  /// Makes it known by name.
  public static final class AffineFactory implements LayerFactory {
    /// Called by the service loader.
    public AffineFactory() {}

    @Override
    public String type() {
      return "testAffine";
    }

    @Override
    public Layer create(Settings settings) {
      return new Affine(settings.integer("times"));
    }
  }

  @Test
  void aRegisteredLayerOfTheUserIsLoadedByName() throws IOException {
    Model model = Model.initialize(Sequential.of(Shape.of(6), new Affine(2), dense(3)), 1);
    model.save(folder);
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("unknown layer type \"testAffine\"");
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(LayerFactory.class.getName()), AffineFactory.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      Model loaded = Model.load(folder, LayerRegistry.load());
      assertThat(loaded.network().layers().getFirst()).isEqualTo(new Affine(2));
      assertThat(loaded.weightsSha256()).isEqualTo(model.weightsSha256());
      assertThat(logits(loaded)).isEqualTo(logits(model));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void theHashIsThatOfLittleEndianFloatsLayerByLayerInTheOrderOfRoles()
      throws NoSuchAlgorithmException {
    Sequential network =
        Sequential.of(
            Shape.of(1, 2, 2), conv2d(2, 2), batchNorm(), new Affine(1), flatten(), dense(2));
    Model model = Model.initialize(network, 1);
    String[] order = {
      "conv2d1.weight",
      "conv2d1.bias",
      "batchNorm1.gamma",
      "batchNorm1.beta",
      "batchNorm1.movingMean",
      "batchNorm1.movingVariance",
      "testAffine1.gamma",
      "testAffine1.beta",
      "testAffine1.movingMean",
      "testAffine1.own",
      "dense1.weight",
      "dense1.bias"
    };
    int[] counts = {8, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 2};
    ByteBuffer stream = ByteBuffer.allocate(4 * 32).order(ByteOrder.LITTLE_ENDIAN);
    float next = -7.25f;
    for (int i = 0; i < order.length; i++) {
      float[] values = model.values(order[i]);
      assertThat(values).as(order[i]).hasSize(counts[i]);
      for (int k = 0; k < values.length; k++) {
        values[k] = next;
        stream.putFloat(next);
        next += 0.8125f;
      }
    }
    assertThat(stream.remaining()).isZero();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(stream.array());
    assertThat(model.weightsSha256()).isEqualTo(HexFormat.of().formatHex(digest));
    assertThat(model.variables().variables()).hasSameSizeAs(order);
  }

  @Test
  void firstWeightsDependOnTheSeedAlone() {
    Model model = Model.initialize(EVERY_LAYER, 5);
    assertThat(Model.initialize(EVERY_LAYER, 5).weightsSha256()).isEqualTo(model.weightsSha256());
    assertThat(Model.initialize(EVERY_LAYER, 6).weightsSha256())
        .isNotEqualTo(model.weightsSha256());
    Sequential shorter = Sequential.of(Shape.of(6), dense(4));
    Sequential longer = Sequential.of(Shape.of(6), dense(4), relu(), dense(4));
    float[] first = Model.initialize(longer, 1).values("dense1.weight");
    assertThat(Model.initialize(shorter, 1).values("dense1.weight")).isEqualTo(first);
    assertThat(Model.initialize(longer, 1).values("dense2.weight"))
        .isNotEqualTo(Arrays.copyOf(first, 16));
  }

  @ParameterizedTest
  @CsvSource({
    "GLOROT_UNIFORM, 0.109544512, 0.063245553", // √(6/500) and that divided by √3
    "HE_UNIFORM, 0.141421356, 0.081649658", // √(6/300)
    "HE_NORMAL, Infinity, 0.081649658", // deviation √(2/300)
    "ZEROS, 0, 0"
  })
  void firstWeightsOfDenseLayersHaveTheirLimitAndDeviation(
      WeightInit init, double limit, double deviation) {
    Sequential network = Sequential.of(Shape.of(300), dense(200).weights(init));
    expect(Model.initialize(network, 3).values("dense1.weight"), limit, deviation);
  }

  /// 64 inputs and 128 outputs in 16 groups, 5 by 5: fans of 4 · 25 and 8 · 25.
  @Test
  void fansOfConvolutionsCountTheWindowAndTheGroup() {
    Sequential network = Sequential.of(Shape.of(64, 5, 5), conv2d(128, 5).groups(16));
    double limit = Math.sqrt(6.0 / (4 * 25 + 8 * 25));
    float[] values = Model.initialize(network, 3).values("conv2d1.weight");
    assertThat(values).hasSize(128 * 4 * 25);
    expect(values, limit, limit / Math.sqrt(3));
  }

  private static void expect(float[] values, double limit, double deviation) {
    double sum = 0;
    double squares = 0;
    double greatest = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
      greatest = Math.max(greatest, Math.abs(value));
    }
    double mean = sum / values.length;
    assertThat(mean).isCloseTo(0, within(4 * deviation / Math.sqrt(values.length)));
    assertThat(Math.sqrt(squares / values.length)).isCloseTo(deviation, within(0.02 * deviation));
    if (Double.isFinite(limit)) {
      assertThat(greatest).isBetween(0.99 * limit, limit * (1 + 1e-7));
    } else {
      assertThat(greatest).isBetween(3 * deviation, 6 * deviation);
    }
  }

  @Test
  void parametersAreCountedWithoutStates() {
    Sequential network = Sequential.of(Shape.of(6), dense(4), batchNorm(), dense(3));
    Model model = Model.initialize(network, 1);
    assertThat(model.parameterCount()).isEqualTo(6 * 4 + 4 + 4 + 4 + 4 * 3 + 3);
    assertThat(model.variables().variables().stream().filter(v -> !v.learnable()))
        .extracting(Variable::name)
        .containsExactly("batchNorm1.movingMean", "batchNorm1.movingVariance");
    assertThatThrownBy(() -> model.values("dense1.gamma"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dense1.gamma");
    assertThatThrownBy(() -> model.classNames(List.of("one")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 outputs")
        .hasMessageContaining("got 1");
  }
}
