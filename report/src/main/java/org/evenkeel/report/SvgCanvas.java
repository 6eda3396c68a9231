package org.evenkeel.report;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// Writes SVG 1.1, one element a line. Texts stay texts: the viewer brings the font, and they can
/// be searched and copied.
final class SvgCanvas implements Canvas {
  private final StringBuilder out = new StringBuilder();

  /// An empty document of `width` x `height` CSS pixels; `title` is what a screen reader says.
  SvgCanvas(int width, int height, String title) {
    out.append("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    attribute("width", px(width));
    attribute("height", px(height));
    attribute("viewBox", "0 0 " + width + " " + height);
    attribute("role", "img");
    attribute("font-family", "sans-serif");
    attribute("fill", css(ChartPainter.INK));
    out.append(">\n<title>").append(escaped(title)).append("</title>\n");
  }

  /// The document in UTF-8.
  byte[] document() {
    return (out + "</svg>\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void fill(double x, double y, double width, double height, int rgb, double opacity) {
    rectangle(x, y, width, height);
    attribute("fill", css(rgb));
    attribute("fill-opacity", px(opacity));
    close();
  }

  @Override
  public void frame(double x, double y, double width, double height, int rgb) {
    rectangle(x, y, width, height);
    attribute("fill", "none");
    attribute("stroke", css(rgb));
    close();
  }

  @Override
  public void line(Spot from, Spot to, int rgb) {
    out.append("<line");
    attribute("x1", px(from.x()));
    attribute("y1", px(from.y()));
    attribute("x2", px(to.x()));
    attribute("y2", px(to.y()));
    attribute("stroke", css(rgb));
    close();
  }

  @Override
  public void polyline(List<Spot> spots, Look look) {
    out.append("<polyline");
    attribute("points", spots.stream().map(s -> px(s.x()) + "," + px(s.y())).collect(joining(" ")));
    attribute("fill", "none");
    attribute("stroke", css(look.rgb()));
    attribute("stroke-width", px(Look.LINE_PIXELS));
    attribute("stroke-linejoin", "round");
    if (!look.dashes().isEmpty()) {
      attribute(
          "stroke-dasharray", look.dashes().stream().map(SvgCanvas::px).collect(joining(" ")));
    }
    close();
  }

  @Override
  public void dot(Spot middle, double radius, int rgb) {
    out.append("<circle");
    attribute("cx", px(middle.x()));
    attribute("cy", px(middle.y()));
    attribute("r", px(radius));
    attribute("fill", css(rgb));
    close();
  }

  @Override
  public void text(Spot at, Anchor anchor, double fontPixels, String text) {
    out.append("<text");
    attribute("x", px(at.x()));
    attribute("y", px(at.y()));
    attribute("font-size", px(fontPixels));
    attribute(
        "text-anchor",
        switch (anchor) {
          case START -> "start";
          case MIDDLE -> "middle";
          case END -> "end";
        });
    out.append('>').append(escaped(text)).append("</text>\n");
  }

  private void rectangle(double x, double y, double width, double height) {
    out.append("<rect");
    attribute("x", px(x));
    attribute("y", px(y));
    attribute("width", px(width));
    attribute("height", px(height));
  }

  private void attribute(String name, String value) {
    out.append(' ').append(name).append("=\"").append(value).append('"');
  }

  private void close() {
    out.append("/>\n");
  }

  private static String css(int rgb) {
    return "#" + HexFormat.of().toHexDigits(rgb, 6);
  }

  /// A number, rounded to hundredths.
  private static String px(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /// XML text; control characters, which XML forbids, become spaces.
  private static String escaped(String text) {
    return text.replaceAll("\\p{Cntrl}|[\\uFFFE\\uFFFF]", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
