package org.evenkeel.plan;

import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Window;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;

/// Layers as users may write them, each with a graph that built-in layers do not make.
final class OddLayers {
  private OddLayers() {}

  /// A centered value that a convolution, a scaling and the gradient of its own variance read.
  ///
  /// Formula: c = x − μ; y = conv(c) + c/√(σ² + 1e-3).
  record Centered() implements Layer {
    @Override
    public String type() {
      return "centered";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      int channels = x.shape().channels();
      BatchWide w =
          scope.parameter(
              Role.WEIGHT, Shape.of(channels, channels, 2, 3), Initializer.heUniform(9));
      PerExample c = x.minus(x.moments().mean());
      BatchWide scale = x.moments().variance().plus(1e-3).rsqrt();
      return c.conv2d(w, new Window(2, 3, 1, 1, 1, 0, 1, 1), 1).plus(c.times(scale));
    }
  }

  /// A scalar scale and a scalar shift for all channels.
  record Scaled() implements Layer {
    @Override
    public String type() {
      return "scaled";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      BatchWide scale = scope.parameter("scale", Shape.scalar(), new Initializer.Constant(1.25));
      BatchWide shift = scope.parameter("shift", Shape.scalar(), new Initializer.Constant(0.1));
      return x.times(scale).plus(shift).minus(scale.square());
    }
  }

  /// Each position divided by its root mean square over channels, then a matrix product of two
  /// small matrices as scale.
  record OverChannels() implements Layer {
    @Override
    public String type() {
      return "overChannels";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      PerExample size = x.square().channelMean().plus(0.1).sqrt();
      BatchWide a = scope.parameter("a", Shape.of(2, 2), new Initializer.Normal(0.5));
      BatchWide b = scope.parameter("b", Shape.of(2, 1), new Initializer.Constant(1));
      BatchWide product = a.matmul(b).square().sum().plus(1);
      return x.dividedBy(size).times(product.log().plus(0.5)).plus(x.times(0.1).exp().reciprocal());
    }
  }

  /// A rectifier that leaves exact zeros for a masking layer to find.
  record Sparse() implements Layer {
    @Override
    public String type() {
      return "sparse";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      return x.minus(0.4).relu();
    }
  }
}
