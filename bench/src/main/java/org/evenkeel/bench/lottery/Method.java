package org.evenkeel.bench.lottery;

import java.util.Locale;

/// A way to get a test accuracy out of a run: how it was trained, whose weights and which statistics are evaluated.
enum Method {
  /// As the section does it.
  MOVING("moving statistics", 0x8c8c8c),
  /// The training set's own moments in place of the moving statistics.
  EXACT("exact statistics", 0x1f77b4),
  /// Only the means are exact.
  EXACT_MEANS("exact means, moving variances", 0x1f77b4),
  /// Only the variances are exact.
  EXACT_VARIANCES("moving means, exact variances", 0x1f77b4),
  /// Weights averaged over the steps; their own exact statistics.
  AVERAGED_EXACT("averaged weights (0.99), exact statistics", 0x2a8c3c),
  /// Weights averaged over the steps; the moving statistics of the last weights, which are not theirs.
  AVERAGED_MOVING("averaged weights (0.99), moving statistics of the last ones", 0x2a8c3c),
  /// Another training: the rate falls to zero in the last tenth of the steps.
  DECAY_MOVING("rate to zero in the last tenth, moving statistics", 0xd1600a),
  /// The same training with exact statistics.
  DECAY_EXACT("rate to zero in the last tenth, exact statistics", 0xd1600a);

  private final String title;
  private final int rgb;

  Method(String title, int rgb) {
    this.title = title;
    this.rgb = rgb;
  }

  /// Returns the name in files.
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Returns the name for people.
  String title() {
    return title;
  }

  /// Returns the colour of its dots.
  int rgb() {
    return rgb;
  }
}
