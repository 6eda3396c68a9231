package org.evenkeel.report;

import java.util.List;

/// How a curve is told from the others: by colour and by dashes, so that a print in grey still
/// works.
///
/// @param rgb colour as 0xRRGGBB
/// @param dashes lengths of strokes and gaps in pixels; empty for a solid line
record Look(int rgb, List<Double> dashes) {
  static final Look TRAIN_LOSS = new Look(0x1f77b4, List.of());
  static final Look TRAIN_ACCURACY = new Look(0xb5179e, List.of(7.0, 4.0));
  static final Look TEST_ACCURACY = new Look(0x2a8c3c, List.of(9.0, 3.0, 2.0, 3.0));

  /// Width of every curve in CSS pixels.
  static final double LINE_PIXELS = 2.25;

  private static final List<Look> EXTRA =
      List.of(
          new Look(0xd1600a, List.of(2.5, 3.0)),
          new Look(0x5b4bb7, List.of(12.0, 4.0)),
          new Look(0x8a5a2b, List.of(7.0, 3.0, 2.0, 3.0, 2.0, 3.0)),
          new Look(0x444444, List.of(4.0, 2.0)),
          new Look(0x00838f, List.of(14.0, 3.0, 3.0, 3.0)));

  /// The look of the extra curve `index`, from 0; looks repeat when there are many curves.
  static Look extra(int index) {
    return EXTRA.get(index % EXTRA.size());
  }
}
