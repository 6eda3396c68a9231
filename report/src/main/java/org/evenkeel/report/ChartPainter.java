package org.evenkeel.report;

import static org.evenkeel.report.TrainingFigure.HEIGHT;
import static org.evenkeel.report.TrainingFigure.WIDTH;

import java.util.List;
import org.evenkeel.report.Canvas.Anchor;
import org.evenkeel.report.Canvas.Spot;

/// Draws a line chart: grid and ticks, curves, legend.
///
/// Places never depend on the size of a drawn text, which a canvas without fonts could not tell;
/// the legend's width is estimated from its letters.
final class ChartPainter {
  /// Colour of all text.
  static final int INK = 0x333333;

  private static final int PAPER = 0xffffff;
  private static final int FRAME = 0x8c8c8c;
  private static final int GRID = 0xe2e2e2;

  // The rectangle between the axes, on half pixels so that lines one pixel wide are crisp.
  private static final double LEFT = 54.5;
  private static final double RIGHT = WIDTH - 23.5;
  private static final double TOP = 43.5;
  private static final double BOTTOM = HEIGHT - 55.5;

  private static final double FONT_PIXELS = 13;
  private static final double TITLE_PIXELS = 15;
  private static final double BASELINE_BELOW_MIDDLE = 4.5;
  private static final double DOT_RADIUS = 3.5;
  private static final double TICK_PIXELS = 5;

  private static final int LEGEND_ROWS = 5;
  private static final double LEGEND_ROW = 22;
  private static final double LEGEND_SAMPLE = 36;
  private static final double LETTER_PIXELS = 7;

  private final LineChart chart;
  private final Canvas canvas;

  private ChartPainter(LineChart chart, Canvas canvas) {
    this.chart = chart;
    this.canvas = canvas;
  }

  /// Draws the whole chart.
  static void paint(LineChart chart, Canvas canvas) {
    var painter = new ChartPainter(chart, canvas);
    canvas.fill(0, 0, WIDTH, HEIGHT, PAPER, 1);
    painter.text((LEFT + RIGHT) / 2, TOP - 15, Anchor.MIDDLE, TITLE_PIXELS, chart.title());
    painter.horizontalAxis();
    painter.verticalAxis();
    canvas.frame(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP, FRAME);
    chart.curves().forEach(painter::curve);
    painter.legend();
  }

  private void horizontalAxis() {
    for (double tick : chart.xAxis().ticks()) {
      double x = x(tick);
      canvas.line(new Spot(x, TOP), new Spot(x, BOTTOM), GRID);
      canvas.line(new Spot(x, BOTTOM), new Spot(x, BOTTOM + TICK_PIXELS), FRAME);
      text(x, BOTTOM + 20, Anchor.MIDDLE, FONT_PIXELS, chart.xAxis().label(tick));
    }
    text((LEFT + RIGHT) / 2, BOTTOM + 43, Anchor.MIDDLE, FONT_PIXELS, chart.xLabel());
  }

  private void verticalAxis() {
    for (double tick : chart.yAxis().ticks()) {
      double y = y(tick);
      canvas.line(new Spot(LEFT, y), new Spot(RIGHT, y), GRID);
      canvas.line(new Spot(LEFT - TICK_PIXELS, y), new Spot(LEFT, y), FRAME);
      text(LEFT - 9, y + BASELINE_BELOW_MIDDLE, Anchor.END, FONT_PIXELS, chart.yAxis().label(tick));
    }
  }

  private void curve(LineChart.Curve curve) {
    for (List<LineChart.Point> stretch : curve.stretches()) {
      List<Spot> spots = stretch.stream().map(p -> new Spot(x(p.x()), y(p.y()))).toList();
      if (spots.size() == 1) {
        canvas.dot(spots.getFirst(), DOT_RADIUS, curve.look().rgb());
      } else {
        canvas.polyline(spots, curve.look());
      }
    }
  }

  /// At the right, above the middle: where curves of loss and accuracy leave room, so that the
  /// legend need not move while they grow. Curves that do pass there shine through. Many curves
  /// take two columns, to stay between those of loss and accuracy.
  private void legend() {
    int letters = chart.curves().stream().mapToInt(c -> c.name().length()).max().orElse(0);
    int columns = chart.curves().size() > LEGEND_ROWS ? 2 : 1;
    int rows = (chart.curves().size() + columns - 1) / columns;
    double column = LEGEND_SAMPLE + 26 + LETTER_PIXELS * letters;
    double width = columns * column;
    double height = LEGEND_ROW * rows + 8;
    double left = Math.rint(RIGHT - 12 - width) + 0.5;
    double top = Math.rint(TOP + 0.43 * (BOTTOM - TOP) - height / 2) + 0.5;
    canvas.fill(left, top, width, height, PAPER, 0.85);
    canvas.frame(left, top, width, height, GRID);
    for (int i = 0; i < chart.curves().size(); i++) {
      LineChart.Curve curve = chart.curves().get(i);
      int columnOfCurve = i / rows;
      double middle = top + 4 + LEGEND_ROW / 2 + i % rows * LEGEND_ROW;
      var from = new Spot(left + 10 + columnOfCurve * column, middle);
      canvas.polyline(List.of(from, new Spot(from.x() + LEGEND_SAMPLE, middle)), curve.look());
      text(
          from.x() + LEGEND_SAMPLE + 8,
          middle + BASELINE_BELOW_MIDDLE,
          Anchor.START,
          FONT_PIXELS,
          curve.name());
    }
  }

  private void text(double x, double y, Anchor anchor, double fontPixels, String text) {
    if (!text.isBlank()) {
      canvas.text(new Spot(x, y), anchor, fontPixels, text);
    }
  }

  private double x(double x) {
    return LEFT + chart.xAxis().fraction(x) * (RIGHT - LEFT);
  }

  private double y(double y) {
    return BOTTOM - chart.yAxis().fraction(y) * (BOTTOM - TOP);
  }
}
