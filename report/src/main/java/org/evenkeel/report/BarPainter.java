package org.evenkeel.report;

import java.util.List;
import org.evenkeel.report.BarFigure.Bar;
import org.evenkeel.report.BarFigure.Group;
import org.evenkeel.report.BarFigure.Kind;
import org.evenkeel.report.Canvas.Anchor;
import org.evenkeel.report.Canvas.Spot;

/// Draws bars: title, legend, then groups from top to bottom. Places never depend on the size of a drawn text.
final class BarPainter {
  static final int WIDTH = 780;

  private static final int PAPER = 0xffffff;
  private static final int RULE = 0xe2e2e2;
  private static final double NAMES = 290;
  private static final double BARS = NAMES + 8;
  private static final double LONGEST = WIDTH - BARS - 150;
  private static final double TOP = 76;
  private static final double ROW = 18;
  private static final double HEADING = 24;
  private static final double BAR = 11;
  private static final double FONT_PIXELS = 12;
  private static final double TITLE_PIXELS = 15;
  private static final double LETTER_PIXELS = 6.6;

  private final BarFigure figure;
  private final Canvas canvas;
  private final double pixels;

  private BarPainter(BarFigure figure, Canvas canvas) {
    this.figure = figure;
    this.canvas = canvas;
    double largest = bars(figure).stream().mapToDouble(BarPainter::length).max().orElse(0);
    pixels = largest > 0 ? LONGEST / largest : 0;
  }

  static int height(BarFigure figure) {
    double height = TOP + 14;
    for (Group group : figure.groups()) {
      height += (group.heading().isEmpty() ? 0 : HEADING) + ROW * group.bars().size();
    }
    return (int) Math.ceil(height);
  }

  static void paint(BarFigure figure, Canvas canvas) {
    canvas.fill(0, 0, WIDTH, height(figure), PAPER, 1);
    var painter = new BarPainter(figure, canvas);
    painter.text(WIDTH / 2.0, 26, Anchor.MIDDLE, TITLE_PIXELS, figure.title());
    painter.legend();
    double y = TOP;
    for (Group group : figure.groups()) {
      y = painter.group(group, y);
    }
  }

  private static List<Bar> bars(BarFigure figure) {
    return figure.groups().stream().flatMap(group -> group.bars().stream()).toList();
  }

  private static double length(Bar bar) {
    return Double.isFinite(bar.value()) ? Math.max(0, bar.value()) : 0;
  }

  private void legend() {
    double x = 24;
    for (Kind kind : bars(figure).stream().map(Bar::kind).distinct().toList()) {
      canvas.fill(x, 45, BAR, BAR, kind.rgb(), 1);
      text(x + BAR + 6, 55, Anchor.START, FONT_PIXELS, kind.word());
      x += BAR + 24 + LETTER_PIXELS * kind.word().length();
    }
  }

  private double group(Group group, double from) {
    double y = from;
    if (!group.heading().isEmpty()) {
      canvas.line(new Spot(24, y + 4.5), new Spot(WIDTH - 24, y + 4.5), RULE);
      y += HEADING;
      text(24, y - 5, Anchor.START, FONT_PIXELS, group.heading());
    }
    for (Bar bar : group.bars()) {
      double width = length(bar) * pixels;
      text(NAMES, y + 12, Anchor.END, FONT_PIXELS, bar.name());
      canvas.fill(BARS, y + 2.5, Math.max(width, 0.75), BAR, bar.kind().rgb(), 1);
      text(BARS + width + 6, y + 12, Anchor.START, FONT_PIXELS, bar.note());
      y += ROW;
    }
    return y;
  }

  private void text(double x, double y, Anchor anchor, double fontPixels, String text) {
    if (!text.isBlank()) {
      canvas.text(new Spot(x, y), anchor, fontPixels, text);
    }
  }
}
