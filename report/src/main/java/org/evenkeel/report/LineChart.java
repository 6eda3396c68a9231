package org.evenkeel.report;

import java.util.ArrayList;
import java.util.List;

/// Curves over the whole numbers from 1 to `xLast`: what is drawn, free of how.
///
/// @param title text above the chart; may be empty
/// @param xLabel text below the horizontal axis
/// @param xLast right end of the horizontal axis, at least 1
/// @param curves drawn in this order
record LineChart(String title, String xLabel, int xLast, List<Curve> curves) {
  /// Values beyond are taken for a run that has diverged: an axis this long shows nothing else.
  private static final double LARGEST_VALUE = 1e6;

  LineChart {
    curves = List.copyOf(curves);
  }

  /// A place in data coordinates.
  record Point(double x, double y) {
    boolean drawable() {
      return Double.isFinite(x) && Math.abs(y) <= LARGEST_VALUE;
    }
  }

  /// A named curve; points that cannot be drawn interrupt it.
  record Curve(String name, Look look, List<Point> points) {
    Curve {
      points = List.copyOf(points);
    }

    /// The stretches of points that can be drawn; a stretch of one point becomes a dot.
    List<List<Point>> stretches() {
      var stretches = new ArrayList<List<Point>>();
      var open = new ArrayList<Point>();
      for (Point point : points) {
        if (point.drawable()) {
          open.add(point);
        } else if (!open.isEmpty()) {
          stretches.add(List.copyOf(open));
          open.clear();
        }
      }
      if (!open.isEmpty()) {
        stretches.add(List.copyOf(open));
      }
      return stretches;
    }
  }

  /// The horizontal axis.
  Axis xAxis() {
    return Axis.count(xLast);
  }

  /// The vertical axis: from 0 to 1, or further where the values need it.
  Axis yAxis() {
    double least = 0;
    double largest = 1;
    for (Curve curve : curves) {
      for (Point point : curve.points()) {
        if (point.drawable()) {
          least = Math.min(least, point.y());
          largest = Math.max(largest, point.y());
        }
      }
    }
    return Axis.covering(least, largest);
  }
}
