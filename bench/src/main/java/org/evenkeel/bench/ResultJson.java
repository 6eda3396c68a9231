package org.evenkeel.bench;

import java.util.List;
import java.util.Optional;
import org.evenkeel.measure.CopyBandwidth;
import org.evenkeel.measure.Rates;
import org.evenkeel.model.Json;

/// The results as JSON: all that was printed, and every round.
final class ResultJson {
  private ResultJson() {}

  static Json of(Report report) {
    return Json.JsonObject.EMPTY
        .with("machine", machine(report.machine()))
        .with("quick", report.choices().quick())
        .with("rounds", report.choices().rounds())
        .with("epochs", report.choices().epochs())
        .with("data", report.data().title())
        .with("peaks", list(report.peaks().rows().stream().map(ResultJson::peak).toList()))
        .with("contests", list(report.results().stream().map(ResultJson::contest).toList()))
        .with("findings", list(report.findings().stream().map(ResultJson::finding).toList()))
        .with("notes", list(report.notes().stream().map(Json::of).toList()));
  }

  private static Json machine(Machine machine) {
    return Json.JsonObject.EMPTY
        .with("processor", machine.processor())
        .with("processors", machine.processors())
        .with("caches", machine.caches())
        .with("memory_bytes", machine.memoryBytes())
        .with("system", machine.system())
        .with("java", machine.java())
        .with("vector_bits", machine.vectorBits());
  }

  private static Json peak(MachinePeaks.Row row) {
    Json.JsonObject copies = Json.JsonObject.EMPTY;
    CopyBandwidth.Level[] levels = CopyBandwidth.Level.values();
    for (int i = 0; i < levels.length; i++) {
      copies = copies.with(levels[i].name(), rates(row.copies().get(i)));
    }
    return Json.JsonObject.EMPTY
        .with("threads", row.threads())
        .with("multiply_add_gflops", rates(row.multiplyAdd()))
        .with("copy_gb_per_second", copies);
  }

  private static Json contest(Contest.Result result) {
    Contest contest = result.contest();
    return Json.JsonObject.EMPTY
        .with("workload", contest.kind().word())
        .with("title", contest.title())
        .with("threads", contest.threads())
        .with("batch", contest.task().batch())
        .with("examples", contest.task().pace().examples())
        .with("multiply_adds_per_example", contest.multiplyAdds())
        .with(
            "libraries",
            list(result.series().stream().map(series -> series(result, series)).toList()));
  }

  private static Json series(Contest.Result result, Series series) {
    Series ours = result.series().getFirst();
    Json.JsonObject json =
        Json.JsonObject.EMPTY
            .with("library", series.library().title())
            .with("threads", series.threads());
    for (Figure figure : Figure.values()) {
      Optional<Rates> rates = series.rates(figure);
      if (rates.isPresent()) {
        json = json.with(figure.key(), rates(rates.get()));
      }
    }
    Optional<Rates> share = series.shareOfPeak(result.contest().multiplyAdds());
    if (share.isPresent()) {
      json = json.with("share_of_peak", rates(share.get()));
    }
    Optional<Rates> inTurns = series.shareInTurns(result.contest().multiplyAdds());
    if (inTurns.isPresent()) {
      json = json.with("share_of_peak_in_turns", rates(inTurns.get()));
    }
    Optional<Rates> ratio =
        series == ours
            ? Optional.empty()
            : ours.ratio(Figure.EXAMPLES_PER_SECOND, series)
                .or(() -> series.ratio(Figure.MEDIAN_LATENCY_SECONDS, ours));
    if (ratio.isPresent()) {
      json = json.with("evenkeel_times_as_fast", rates(ratio.get()));
    }
    return json.with("rounds", list(series.samples().stream().map(ResultJson::sample).toList()));
  }

  private static Json sample(Sample sample) {
    Json.JsonObject json = Json.JsonObject.EMPTY;
    for (var figure : sample.figures().entrySet()) {
      json = json.with(figure.getKey().key(), figure.getValue());
    }
    return json;
  }

  private static Json finding(Findings.Finding finding) {
    return Json.JsonObject.EMPTY
        .with("label", finding.label())
        .with("value", finding.value())
        .with("unit", finding.unit());
  }

  private static Json rates(Rates rates) {
    return Json.JsonObject.EMPTY
        .with("median", rates.median())
        .with("min", rates.min())
        .with("max", rates.max());
  }

  private static Json list(List<? extends Json> items) {
    return Json.of(items);
  }
}
