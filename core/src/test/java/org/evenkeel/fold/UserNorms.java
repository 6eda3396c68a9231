package org.evenkeel.fold;

import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.Window;
import org.evenkeel.kernel.CounterRandom;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Layers;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;

/// Layers as users write them, and models with the statistics of a long training.
final class UserNorms {
  private UserNorms() {}

  /// Returns a model with random values everywhere, variances positive.
  static Model trained(Sequential network, int seed) {
    Model model = Model.initialize(network, seed);
    long key = CounterRandom.key(seed, CounterRandom.Purpose.GENERATED_DATA);
    long counter = 0;
    for (Variable variable : model.variables().variables()) {
      float[] values = model.variables().of(variable);
      for (int i = 0; i < values.length; i++) {
        float u = CounterRandom.uniform(CounterRandom.bits(key, counter++));
        switch (variable.role()) {
          case GAMMA -> values[i] = 0.5f + u;
          case BETA, BIAS, MOVING_MEAN -> values[i] = u - 0.5f;
          case MOVING_VARIANCE -> values[i] = 0.1f + u;
          default -> {
            // Weights are random already.
          }
        }
      }
    }
    return model;
  }

  static double[] images(int values, int seed) {
    long key = CounterRandom.key(seed, CounterRandom.Purpose.GENERATED_DATA);
    double[] images = new double[values];
    for (int i = 0; i < values; i++) {
      images[i] = CounterRandom.uniform(CounterRandom.bits(key, i));
    }
    return images;
  }

  private static BatchWide wide(Scope scope, Role role, PerExample x) {
    Shape channels = Shape.of(x.shape().channels());
    return switch (role) {
      case GAMMA -> scope.parameter(role, channels, Initializer.ones());
      case BETA -> scope.parameter(role, channels, Initializer.zeros());
      default -> scope.state(role, channels, Initializer.ones());
    };
  }

  /// Every kind of arithmetic per channel: (mean − x) / deviation, negated, by half of gamma, plus beta.
  record Negated() implements Layer {
    @Override
    public String type() {
      return "negated";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      BatchWide deviation = wide(scope, Role.MOVING_VARIANCE, x).plus(1e-3).sqrt();
      PerExample away = wide(scope, Role.MOVING_MEAN, x).minus(x).dividedBy(deviation);
      PerExample scaled = away.stopGradient().times(0.5).times(wide(scope, Role.GAMMA, x));
      return scaled.negate().plus(wide(scope, Role.BETA, x));
    }
  }

  /// Statistics of the batch, in prediction too.
  record BatchStatistics() implements Layer {
    @Override
    public String type() {
      return "batchStatistics";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      return x.minus(x.mean()).times(x.moments().variance().plus(1e-5).rsqrt());
    }
  }

  /// More than arithmetic per channel.
  record WithActivation() implements Layer {
    @Override
    public String type() {
      return "withActivation";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      return x.minus(wide(scope, Role.MOVING_MEAN, x)).relu();
    }
  }

  /// A convolution and its norm in one layer.
  record Block() implements Layer {
    @Override
    public String type() {
      return "block";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      PerExample y = scope.apply(Layers.conv2d(3, 3), x);
      return scope.apply(BatchNorm.likeTheSection(), y);
    }
  }

  /// A convolution without bias.
  record BareConv() implements Layer {
    @Override
    public String type() {
      return "bareConv";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      Shape shape = Shape.of(3, x.shape().channels(), 1, 1);
      return x.conv2d(
          scope.parameter(Role.WEIGHT, shape, Initializer.ones()),
          new Window(1, 1, 1, 1, 0, 0, 0, 0),
          1);
    }
  }

  /// A convolution whose weights are used twice.
  record SharedWeights() implements Layer {
    @Override
    public String type() {
      return "sharedWeights";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      int channels = x.shape().channels();
      BatchWide w =
          scope.parameter(Role.WEIGHT, Shape.of(channels, channels, 1, 1), Initializer.ones());
      BatchWide bias = scope.parameter(Role.BIAS, Shape.of(channels), Initializer.zeros());
      Window window = new Window(1, 1, 1, 1, 0, 0, 0, 0);
      return x.conv2d(w, bias, window, 1).relu().conv2d(w, bias, window, 1);
    }
  }
}
