package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evenkeel.report.BarFigure;
import org.evenkeel.report.BarFigure.Bar;
import org.evenkeel.report.BarFigure.Kind;

/// A profile as bars: one for each step that takes at least a hundredth of the time, phase by phase.
final class ProfileFigure {
  private static final double LEAST_SHARE = 0.01;
  private static final int LONGEST_NAME = 42;

  private static final Kind MULTIPLY_ADDS = new Kind("convolutions and dense layers", 0x1f77b4);
  private static final Kind OTHER = new Kind("all other steps", 0xd1600a);
  private static final Kind WAITING = new Kind("waiting", 0x9a9a9a);
  private static final Kind REST = new Kind("batch-wide, update, outside the plan", 0x2a8c3c);

  private ProfileFigure() {}

  static BarFigure of(String title, List<ProfileRow> rows) {
    List<BarFigure.Group> groups = new ArrayList<>();
    for (ProfileRow phase : rows) {
      if (phase.part() == ProfileRow.Part.PHASE) {
        String heading = String.format(Locale.ROOT, "%s, %s", phase.name(), percent(phase.share()));
        groups.add(
            new BarFigure.Group(
                heading,
                bars(
                    rows.stream()
                        .filter(row -> row.phase() == phase.phase() && row != phase)
                        .toList(),
                    OTHER)));
      }
    }
    List<ProfileRow> outside =
        rows.stream()
            .filter(row -> row.phase() == 0 && row.part() != ProfileRow.Part.TOTAL)
            .toList();
    groups.add(new BarFigure.Group("around the phases", bars(outside, REST)));
    return BarFigure.of(title, groups);
  }

  /// The large ones by themselves, the others together, as one bar of the given kind.
  private static List<Bar> bars(List<ProfileRow> rows, Kind together) {
    List<Bar> bars = new ArrayList<>();
    List<ProfileRow> small = new ArrayList<>();
    for (ProfileRow row : rows) {
      if (row.share() < LEAST_SHARE) {
        small.add(row);
        continue;
      }
      String ofPeak =
          row.gflops() > 0
              ? String.format(Locale.ROOT, ", %.0f %% of peak", 100 * row.ofPeak())
              : "";
      bars.add(new Bar(name(row), kind(row), row.share(), percent(row.share()) + ofPeak));
    }
    if (!small.isEmpty()) {
      double share = small.stream().mapToDouble(ProfileRow::share).sum();
      String name = small.size() == 1 ? name(small.getFirst()) : small.size() + " small ones";
      Kind kind = small.size() == 1 ? kind(small.getFirst()) : together;
      bars.add(new Bar(name, kind, share, percent(share)));
    }
    return bars;
  }

  private static String name(ProfileRow row) {
    String name = row.shortName();
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "\u2026";
  }

  private static Kind kind(ProfileRow row) {
    return switch (row.part()) {
      case STEP -> row.gflops() > 0 ? MULTIPLY_ADDS : OTHER;
      case WAITING -> WAITING;
      default -> REST;
    };
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
