package org.evenkeel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.model.Json;
import org.junit.jupiter.api.Test;

class ResultTest {
  private final Report report =
      SampleRuns.report(
          SampleRuns.lenet(1, 30_000, 8_000),
          SampleRuns.lenet(2, 57_000, 15_000),
          SampleRuns.single(50e-6, 400e-6));

  @Test
  void showsMedianExtremesRatioShareOfPeakAndMemory() {
    assertThat(ResultText.contest(report.results().getFirst()))
        .containsExactly(
            "",
            "LeNet with batch norm, training, 1 thread",
            "                   examples/s       min       max    ratio   of peak      MB",
            "Evenkeel               31,500    30,000    33,000             47.8 %     200",
            "DJL/PyTorch             8,000     8,000     8,000     3.94    12.1 %     200");
  }

  @Test
  void showsLatenciesInMicrosecondsAndHowManyTimesAsFastEvenkeelIs() {
    assertThat(ResultText.contest(report.results().getLast()))
        .contains(
            "                  µs an image       min       max    ratio    p99 µs      MB",
            "Evenkeel                   50        50        50                100",
            "DJL/PyTorch               400       400       400     8.00       800");
  }

  @Test
  void comparesTwoThreadsWithOneAndThePeak() {
    assertThat(ResultText.findings(report.findings()))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("LeNet training, two")
                    .endsWith("Evenkeel" + " ".repeat(25) + "1.90"))
        .anySatisfy(line -> assertThat(line).startsWith("multiply-add peak").endsWith(" 2.00"));
  }

  @Test
  void tellsHowMuchOfItsPeakTheMachineGave() {
    assertThat(ResultText.findings(report.findings()))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("multiply-adds, 1 thread, median slice against the best ")
                    .endsWith(" 0.90"));
  }

  @Test
  void tellsTheShareOfMultiplyAddsInTurns() {
    assertThat(ResultText.findings(report.findings()))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("LeNet training, 1 thread, of multiply-adds in turns ")
                    .endsWith(" 62.6 %"));
    assertThat(ResultJson.of(report).compact())
        .contains("\"share_of_peak_in_turns\":{\"median\":0.62577");
  }

  @Test
  void fitsIntoEightyColumns() {
    List<String> lines = new ArrayList<>(report.machine().lines());
    lines.addAll(ResultText.peaks(report.peaks()));
    report.results().forEach(result -> lines.addAll(ResultText.contest(result)));
    lines.addAll(ResultText.findings(report.findings()));
    lines.addAll(ResultText.notes(List.of("a long note ".repeat(40), "short")));
    for (Workload workload : Workload.values()) {
      lines.add(SampleRuns.contest(workload, workload.threads().getFirst()).title());
    }

    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void keepsEveryRoundInJson() {
    Json json = ResultJson.of(report);

    assertThat(Json.parse(json.write())).isEqualTo(json);
    assertThat(json.compact())
        .contains(
            "\"multiply_adds_per_example\":758520",
            "\"evenkeel_times_as_fast\":{\"median\":3.9375",
            "\"rounds\":[{\"examples_per_second\":30000.0",
            "{\"examples_per_second\":33000.0",
            "\"notes\":[\"A note.\"]");
  }

  @Test
  void writesTablesInMarkdown() {
    assertThat(ResultMarkdown.of(report).lines())
        .contains(
            "| LeNet with batch norm, training, 1 thread (examples/s) | Evenkeel | 31,500 | 30,000"
                + " | 33,000 |  | 47.8 % | 200 |",
            "| 2 threads | 208.5 | 104.3 | 104.3 | 104.3 |", "A note.");
  }

  @Test
  void refusesATableThatIsTooWide() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextTable(List.of(70, 11)))
        .withMessageContaining("80 columns, got 81");
  }
}
