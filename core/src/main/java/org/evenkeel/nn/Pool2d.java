package org.evenkeel.nn;

import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Window;

/// Average or maximum over windows.
///
/// Shapes: x (n, c, h, w); y (n, c, oh, ow).
///
/// @param kind average or maximum
/// @param kernel window size and stride
/// @param padding what to do at the edges; positions outside never win a maximum
/// @param countPadding whether an average divides by the whole window where it hangs over the edge
public record Pool2d(Kind kind, Kernel kernel, Padding padding, boolean countPadding)
    implements Layer {
  /// Which pooling.
  public enum Kind {
    /// Averages.
    AVERAGE("avgPool2d"),
    /// Maxima; the first in row-major order wins, and gets the gradient.
    MAXIMUM("maxPool2d");

    private final String type;

    Kind(String type) {
      this.type = type;
    }
  }

  /// Returns this layer with a stride other than the window's size.
  public Pool2d stride(int stride) {
    Kernel strided = new Kernel(kernel.height(), kernel.width(), stride, stride);
    return new Pool2d(kind, strided, padding, countPadding);
  }

  /// Returns this layer with other padding.
  public Pool2d padding(Padding other) {
    return new Pool2d(kind, kernel, other, countPadding);
  }

  @Override
  public String type() {
    return kind.type;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException(
          type() + ": expected (n, channels, height, width), got " + x.shape().withBatch());
    }
    Window window = padding.window(x.shape(), kernel);
    if (Math.max(window.top(), window.bottom()) >= kernel.height()
        || Math.max(window.left(), window.right()) >= kernel.width()) {
      throw new IllegalArgumentException(
          type() + ": padding must be smaller than the window, else a window holds nothing");
    }
    return kind == Kind.AVERAGE ? x.avgPool(window, countPadding) : x.maxPool(window);
  }

  @Override
  public Settings settings() {
    Settings settings = kernel.into(Settings.none()).with("padding", padding.setting());
    return kind == Kind.AVERAGE ? settings.with("countPadding", countPadding) : settings;
  }

  static Pool2d create(Kind kind, Settings s) {
    if (kind == Kind.AVERAGE) {
      s.requireOnly(kind.type, "kernel", "stride", "padding", "countPadding");
    } else {
      s.requireOnly(kind.type, "kernel", "stride", "padding");
    }
    return new Pool2d(
        kind,
        Kernel.fromSettings(s, true),
        Padding.fromSettings(s, "padding"),
        s.flag("countPadding", false));
  }
}
