package org.evenkeel.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenkeel.measure.Rates;

/// A library's line in the table of a contest, as people read it.
///
/// @param cells library, median, minimum, maximum, ratio, share of peak (or 99th percentile),
///   memory
record Row(List<String> cells) {
  private static final double MICROSECONDS = 1e6;
  private static final double MEGABYTE = 1e6;

  /// Copies the list.
  Row {
    cells = List.copyOf(cells);
  }

  /// Returns the heads of the columns.
  static List<String> heads(Contest contest) {
    return isLatency(contest)
        ? List.of("", "µs an image", "min", "max", "ratio", "p99 µs", "MB")
        : List.of("", "examples/s", "min", "max", "ratio", "of peak", "MB");
  }

  /// Returns a line for each library; none where a contest has no rate.
  static List<Row> of(Contest.Result result) {
    Series ours = result.series().getFirst();
    Figure figure = figure(result.contest());
    return result.series().stream()
        .filter(series -> series.rates(figure).isPresent())
        .map(series -> row(result.contest(), series, ours))
        .toList();
  }

  private static Row row(Contest contest, Series series, Series ours) {
    Figure figure = figure(contest);
    boolean latency = isLatency(contest);
    Rates rates = series.rates(figure).orElseThrow();
    double unit = latency ? MICROSECONDS : 1;
    Optional<Rates> ratio =
        series == ours
            ? Optional.empty()
            : latency ? series.ratio(figure, ours) : ours.ratio(figure, series);
    Optional<Rates> last =
        latency
            ? series.rates(Figure.P99_LATENCY_SECONDS)
            : series.shareOfPeak(contest.multiplyAdds());
    return new Row(
        List.of(
            series.library().title(),
            number(rates.median() * unit),
            number(rates.min() * unit),
            number(rates.max() * unit),
            ratio.map(r -> String.format(Locale.ROOT, "%.2f", r.median())).orElse(""),
            last.map(
                    r ->
                        latency
                            ? number(r.median() * unit)
                            : String.format(Locale.ROOT, "%.1f %%", 100 * r.median()))
                .orElse(""),
            series
                .rates(Figure.PEAK_RESIDENT_BYTES)
                .map(r -> number(r.median() / MEGABYTE))
                .orElse("")));
  }

  private static boolean isLatency(Contest contest) {
    return figure(contest) == Figure.MEDIAN_LATENCY_SECONDS;
  }

  private static Figure figure(Contest contest) {
    return contest.kind() == Workload.PREDICT_ONE
        ? Figure.MEDIAN_LATENCY_SECONDS
        : Figure.EXAMPLES_PER_SECOND;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}
