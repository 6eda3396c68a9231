package org.evenkeel.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Draws into an image. Loading this class loads AWT; writing a text needs fonts.
final class AwtCanvas implements Canvas {
  private static final BasicStroke HAIRLINE = new BasicStroke(1f);

  private final BufferedImage image;
  private final Graphics2D graphics;

  /// An empty image of `width` x `height` CSS pixels, `scale` image pixels each.
  AwtCanvas(int width, int height, int scale) {
    image = new BufferedImage(width * scale, height * scale, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.scale(scale, scale);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
  }

  /// The image as a PNG file; nothing can be drawn afterwards.
  byte[] png() {
    graphics.dispose();
    var bytes = new ByteArrayOutputStream();
    // In memory: ImageIO's default stream puts a cache file into the temporary folder.
    try (var stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void fill(double x, double y, double width, double height, int rgb, double opacity) {
    graphics.setColor(new Color((rgb & 0xffffff) | (int) Math.round(255 * opacity) << 24, true));
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void frame(double x, double y, double width, double height, int rgb) {
    pen(rgb, HAIRLINE);
    graphics.draw(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void line(Spot from, Spot to, int rgb) {
    pen(rgb, HAIRLINE);
    graphics.draw(new Line2D.Double(from.x(), from.y(), to.x(), to.y()));
  }

  @Override
  public void polyline(List<Spot> spots, Look look) {
    var path = new Path2D.Double();
    path.moveTo(spots.getFirst().x(), spots.getFirst().y());
    spots.stream().skip(1).forEach(spot -> path.lineTo(spot.x(), spot.y()));
    pen(look.rgb(), stroke(look));
    graphics.draw(path);
  }

  @Override
  public void dot(Spot middle, double radius, int rgb) {
    graphics.setColor(new Color(rgb));
    graphics.fill(
        new Ellipse2D.Double(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius));
  }

  @Override
  public void text(Spot at, Anchor anchor, double fontPixels, String text) {
    graphics.setColor(new Color(ChartPainter.INK));
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) fontPixels));
    double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
    double left =
        switch (anchor) {
          case START -> at.x();
          case MIDDLE -> at.x() - width / 2;
          case END -> at.x() - width;
        };
    graphics.drawString(text, (float) left, (float) at.y());
  }

  private void pen(int rgb, BasicStroke stroke) {
    graphics.setColor(new Color(rgb));
    graphics.setStroke(stroke);
  }

  private static BasicStroke stroke(Look look) {
    float[] dashes = new float[look.dashes().size()];
    for (int i = 0; i < dashes.length; i++) {
      dashes[i] = look.dashes().get(i).floatValue();
    }
    return new BasicStroke(
        (float) Look.LINE_PIXELS,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_ROUND,
        10f,
        dashes.length == 0 ? null : dashes,
        0f);
  }
}
