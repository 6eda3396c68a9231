package org.evenkeel.report;

import java.util.List;

/// Runs as dots on one axis, a row for each way to look at them, with median and quartiles of every row.
///
/// **Numerics** Values that are not finite are left out. The same figure gives the same SVG bytes on every machine; the PNG depends on its fonts.
public final class DotFigure {
  /// Image pixels of the PNG per CSS pixel of the SVG.
  public static final int PNG_SCALE = 2;

  /// Dots side by side.
  ///
  /// @param name at its left
  /// @param rgb colour of the dots as 0xRRGGBB
  /// @param values where the dots are
  public record Row(String name, int rgb, List<Double> values) {
    /// Keeps the finite values, in ascending order.
    public Row {
      values = values.stream().filter(Double::isFinite).sorted().toList();
    }

    /// Returns a quantile, interpolated linearly; there must be a value.
    double quantile(double share) {
      double at = share * (values.size() - 1);
      int below = (int) at;
      int above = Math.min(below + 1, values.size() - 1);
      return values.get(below) + (at - below) * (values.get(above) - values.get(below));
    }
  }

  /// Rows under a heading.
  ///
  /// @param heading above the rows; may be empty
  /// @param rows from top to bottom
  public record Group(String heading, List<Row> rows) {
    /// Copies the list.
    public Group {
      rows = List.copyOf(rows);
    }
  }

  private final String title;
  private final String label;
  private final List<Group> groups;

  private DotFigure(String title, String label, List<Group> groups) {
    this.title = title;
    this.label = label;
    this.groups = List.copyOf(groups);
  }

  /// Describes a figure. All rows have one axis, from the least value to the greatest.
  ///
  /// @param title drawn above the rows
  /// @param label of the axis
  /// @param groups from top to bottom
  public static DotFigure of(String title, String label, List<Group> groups) {
    return new DotFigure(title, label, groups);
  }

  String title() {
    return title;
  }

  String label() {
    return label;
  }

  List<Group> groups() {
    return groups;
  }

  /// Draws the figure as SVG; needs no fonts.
  ///
  /// @return the SVG document in UTF-8
  public byte[] svg() {
    var canvas = new SvgCanvas(DotPainter.WIDTH, DotPainter.height(this), title);
    DotPainter.paint(this, canvas);
    return canvas.document();
  }

  /// Draws the figure as PNG, each CSS pixel [#PNG_SCALE] image pixels wide.
  ///
  /// @return the image, or the reason why this machine cannot draw it
  public Png png() {
    return Png.drawn(
        "the PNG",
        () -> {
          var canvas = new AwtCanvas(DotPainter.WIDTH, DotPainter.height(this), PNG_SCALE);
          DotPainter.paint(this, canvas);
          return canvas.png();
        });
  }
}
