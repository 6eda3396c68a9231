package org.evenkeel.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.report.Canvas.Anchor;
import org.evenkeel.report.Canvas.Spot;
import org.evenkeel.report.DotFigure.Group;
import org.evenkeel.report.DotFigure.Row;

/// Draws rows of dots: title, grid, then groups from top to bottom, the axis below them. Dots that would cover each other move up and down.
final class DotPainter {
  static final int WIDTH = 860;

  private static final int PAPER = 0xffffff;
  private static final int GRID = 0xe2e2e2;
  private static final int BAND = 0xdcdcdc;
  private static final int MEDIAN = 0x111111;
  private static final double NAMES = 372;
  private static final double LEFT = 388.5;
  private static final double RIGHT = WIDTH - 24.5;
  private static final double TOP = 50;
  private static final double ROW = 32;
  private static final double HEADING = 30;
  private static final double BELOW = 52;
  private static final double RADIUS = 3;
  private static final double HALF_BAND = 11;
  private static final double FONT_PIXELS = 12;
  private static final double TITLE_PIXELS = 15;

  private final DotFigure figure;
  private final Canvas canvas;
  private final Axis axis;

  private DotPainter(DotFigure figure, Canvas canvas) {
    this.figure = figure;
    this.canvas = canvas;
    axis = axis(figure);
  }

  static int height(DotFigure figure) {
    double height = TOP + BELOW;
    for (Group group : figure.groups()) {
      height += HEADING + ROW * group.rows().size();
    }
    return (int) Math.ceil(height);
  }

  static void paint(DotFigure figure, Canvas canvas) {
    canvas.fill(0, 0, WIDTH, height(figure), PAPER, 1);
    var painter = new DotPainter(figure, canvas);
    painter.text(WIDTH / 2.0, 26, Anchor.MIDDLE, TITLE_PIXELS, figure.title());
    painter.axis();
    double y = TOP;
    for (Group group : figure.groups()) {
      painter.text(24, y + 18, Anchor.START, FONT_PIXELS + 1, group.heading());
      y += HEADING;
      for (Row row : group.rows()) {
        painter.row(row, y + ROW / 2);
        y += ROW;
      }
    }
  }

  private static Axis axis(DotFigure figure) {
    List<Double> values =
        figure.groups().stream()
            .flatMap(group -> group.rows().stream())
            .flatMap(row -> row.values().stream())
            .sorted()
            .toList();
    double least = values.isEmpty() ? 0 : values.getFirst();
    double largest = values.isEmpty() ? 1 : values.getLast();
    return least < largest
        ? Axis.covering(least, largest)
        : Axis.covering(least - 0.5, least + 0.5);
  }

  private void axis() {
    double bottom = height(figure) - BELOW + 4;
    for (double tick : axis.ticks()) {
      canvas.line(new Spot(x(tick), TOP), new Spot(x(tick), bottom), GRID);
      text(x(tick), bottom + 16, Anchor.MIDDLE, FONT_PIXELS, axis.label(tick));
    }
    text((LEFT + RIGHT) / 2, bottom + 36, Anchor.MIDDLE, FONT_PIXELS, figure.label());
  }

  private void row(Row row, double y) {
    text(NAMES, y + 4, Anchor.END, FONT_PIXELS, row.name());
    if (row.values().isEmpty()) {
      return;
    }
    double from = x(row.quantile(0.25));
    double to = x(row.quantile(0.75));
    canvas.fill(from, y - HALF_BAND, Math.max(1, to - from), 2 * HALF_BAND, BAND, 1);
    List<Spot> dots = new ArrayList<>();
    for (double value : row.values()) {
      Spot spot = free(x(value), y, dots);
      dots.add(spot);
      canvas.dot(spot, RADIUS, row.rgb());
    }
    double median = x(row.quantile(0.5));
    canvas.line(new Spot(median, y - HALF_BAND - 2), new Spot(median, y + HALF_BAND + 2), MEDIAN);
  }

  /// The place nearest to the middle of the row that no dot covers; in the middle where there is none.
  private static Spot free(double x, double middle, List<Spot> taken) {
    return Stream.of(0.0, -4.5, 4.5, -9.0, 9.0)
        .map(offset -> new Spot(x, middle + offset))
        .filter(spot -> taken.stream().noneMatch(other -> covers(spot, other)))
        .findFirst()
        .orElse(new Spot(x, middle));
  }

  private static boolean covers(Spot one, Spot other) {
    double dx = one.x() - other.x();
    double dy = one.y() - other.y();
    return dx * dx + dy * dy < 2 * RADIUS * 2 * RADIUS;
  }

  private double x(double value) {
    return LEFT + axis.fraction(value) * (RIGHT - LEFT);
  }

  private void text(double x, double y, Anchor anchor, double fontPixels, String text) {
    if (!text.isBlank()) {
      canvas.text(new Spot(x, y), anchor, fontPixels, text);
    }
  }
}
