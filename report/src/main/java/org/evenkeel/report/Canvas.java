package org.evenkeel.report;

import java.util.List;

/// What a chart is drawn on. Coordinates and sizes are CSS pixels, y grows downwards, colours are
/// 0xRRGGBB. Later marks cover earlier ones.
interface Canvas {
  /// Which point of a text the given x is.
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /// A place on the canvas.
  record Spot(double x, double y) {}

  /// Fills a rectangle; `opacity` runs from 0 to 1.
  void fill(double x, double y, double width, double height, int rgb, double opacity);

  /// Draws the outline of a rectangle, one pixel wide.
  void frame(double x, double y, double width, double height, int rgb);

  /// Draws a straight line, one pixel wide.
  void line(Spot from, Spot to, int rgb);

  /// Connects at least two spots by straight lines.
  void polyline(List<Spot> spots, Look look);

  /// Draws a filled circle.
  void dot(Spot middle, double radius, int rgb);

  /// Writes a text with its baseline at `y`.
  void text(Spot at, Anchor anchor, double fontPixels, String text);
}
