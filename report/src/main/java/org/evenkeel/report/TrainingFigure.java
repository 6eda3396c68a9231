package org.evenkeel.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// The learning curves of a run: train loss, train accuracy and test accuracy over the epochs.
///
/// The epoch axis spans the planned number of epochs from the first drawing on, so that a viewer
/// who reloads the file sees the curves grow. The value axis runs from 0 to 1, or on to the next
/// tick beyond the extreme values.
///
/// **Numerics** Values that are not finite, or beyond ±1e6, are left out and interrupt their curve.
/// The same figure gives the same SVG bytes on every machine; the PNG depends on its fonts.
public final class TrainingFigure {
  /// Width of the drawing in CSS pixels; the PNG has [#PNG_SCALE] times as many.
  public static final int WIDTH = 640;

  /// Height of the drawing in CSS pixels; the PNG has [#PNG_SCALE] times as many.
  public static final int HEIGHT = 420;

  /// Image pixels of the PNG per CSS pixel of the SVG.
  public static final int PNG_SCALE = 2;

  private final LineChart chart;

  private TrainingFigure(LineChart chart) {
    this.chart = chart;
  }

  /// What one epoch adds to the figure.
  ///
  /// @param epoch the epoch, from 1
  /// @param trainLoss mean loss over the epoch's training examples
  /// @param trainAccuracy fraction of the epoch's training examples classified rightly
  /// @param testAccuracy fraction of the test set classified rightly after the epoch
  public record EpochPoint(
      int epoch, double trainLoss, double trainAccuracy, double testAccuracy) {}

  /// Describes the three curves of a run.
  ///
  /// @param title drawn above the curves; empty for none
  /// @param epochs planned number of epochs, where the epoch axis ends
  /// @param points the epochs trained so far, in order; may be empty
  /// @return the figure
  /// @throws IllegalArgumentException if `epochs` is less than 1
  public static TrainingFigure of(String title, int epochs, List<EpochPoint> points) {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "training figure \"%s\": expected at least 1 epoch, got %d".formatted(title, epochs));
    }
    var curves =
        List.of(
            curve("train loss", Look.TRAIN_LOSS, points, EpochPoint::trainLoss),
            curve("train acc", Look.TRAIN_ACCURACY, points, EpochPoint::trainAccuracy),
            curve("test acc", Look.TEST_ACCURACY, points, EpochPoint::testAccuracy));
    return new TrainingFigure(new LineChart(title, "epoch", epochs, curves));
  }

  /// Adds a curve, drawn above the ones already there.
  ///
  /// @param name the curve's text in the legend
  /// @param valuePerEpoch the values of epochs 1, 2, …; NaN where there is none
  /// @return a new figure with one more curve
  public TrainingFigure withCurve(String name, List<Double> valuePerEpoch) {
    var points = new ArrayList<LineChart.Point>();
    for (int i = 0; i < valuePerEpoch.size(); i++) {
      points.add(new LineChart.Point(i + 1, valuePerEpoch.get(i)));
    }
    var curves = new ArrayList<>(chart.curves());
    curves.add(new LineChart.Curve(name, Look.extra(curves.size() - 3), points));
    return new TrainingFigure(new LineChart(chart.title(), chart.xLabel(), chart.xLast(), curves));
  }

  /// Draws the figure as SVG; needs no fonts.
  ///
  /// @return the SVG document in UTF-8
  public byte[] svg() {
    var canvas = new SvgCanvas(WIDTH, HEIGHT, chart.title());
    ChartPainter.paint(chart, canvas);
    return canvas.document();
  }

  /// Draws the figure as PNG of [#WIDTH] x [#HEIGHT] CSS pixels, each [#PNG_SCALE] image pixels
  /// wide.
  ///
  /// @return the image, or the reason why this machine cannot draw it
  public Png png() {
    return png(TrainingFigure::drawnByAwt);
  }

  /// As [#png()], drawn by `drawing`.
  Png png(Function<LineChart, byte[]> drawing) {
    return Png.drawn("figure.png", () -> drawing.apply(chart));
  }

  private static byte[] drawnByAwt(LineChart chart) {
    var canvas = new AwtCanvas(WIDTH, HEIGHT, PNG_SCALE);
    ChartPainter.paint(chart, canvas);
    return canvas.png();
  }

  private static LineChart.Curve curve(
      String name, Look look, List<EpochPoint> points, ToDoubleFunction<EpochPoint> value) {
    return new LineChart.Curve(
        name,
        look,
        points.stream().map(p -> new LineChart.Point(p.epoch(), value.applyAsDouble(p))).toList());
  }
}
