package org.evenkeel.report;

import java.util.List;

/// Where an amount goes: horizontal bars, one below the other, in groups with headings.
///
/// **Numerics** Values that are not finite or not positive have no bar. The same figure gives the same SVG bytes on every machine.
public final class BarFigure {
  /// What a bar stands for; each kind has its colour and its word in the legend.
  ///
  /// @param word in the legend
  /// @param rgb colour as 0xRRGGBB
  public record Kind(String word, int rgb) {}

  /// One bar.
  ///
  /// @param name at its left
  /// @param kind its colour
  /// @param value its length
  /// @param note at its end; may be empty
  public record Bar(String name, Kind kind, double value, String note) {}

  /// Bars under a heading.
  ///
  /// @param heading above the bars; may be empty
  /// @param bars from top to bottom
  public record Group(String heading, List<Bar> bars) {
    /// Copies the list.
    public Group {
      bars = List.copyOf(bars);
    }
  }

  private final String title;
  private final List<Group> groups;

  private BarFigure(String title, List<Group> groups) {
    this.title = title;
    this.groups = List.copyOf(groups);
  }

  /// Describes a figure. All bars have one scale; the longest fills the width.
  ///
  /// @param title drawn above the bars
  /// @param groups from top to bottom
  public static BarFigure of(String title, List<Group> groups) {
    return new BarFigure(title, groups);
  }

  String title() {
    return title;
  }

  List<Group> groups() {
    return groups;
  }

  /// Draws the figure as SVG; needs no fonts.
  ///
  /// @return the SVG document in UTF-8
  public byte[] svg() {
    var canvas = new SvgCanvas(BarPainter.WIDTH, BarPainter.height(this), title);
    BarPainter.paint(this, canvas);
    return canvas.document();
  }
}
