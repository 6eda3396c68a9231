package org.evenkeel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TranscriptTest {
  @Test
  void takesTheMedianOfTheMeasuredEpochsAndTheVeryFirst() {
    Sample sample =
        Transcript.read(
            """
            some library says hello
            EPOCH number=1 warm_up=true seconds=60.0 examples=60000 result=0.7
            EPOCH number=2 warm_up=false seconds=6.0 examples=60000 result=0.5
            EPOCH number=3 warm_up=false seconds=5.0 examples=60000 result=0.4
            EPOCH number=4 warm_up=false seconds=4.0 examples=60000 result=NaN
            """);

    assertThat(sample.of(Figure.EXAMPLES_PER_SECOND)).hasValue(12_000);
    assertThat(sample.of(Figure.STEADY_EPOCH_SECONDS)).hasValue(5);
    assertThat(sample.of(Figure.FIRST_EPOCH_SECONDS)).hasValue(60);
    assertThat(sample.of(Figure.BYTES_PER_STEP)).isEmpty();
  }

  @Test
  void takesLatenciesAndAllocation() {
    Sample sample =
        Transcript.read(
            """
            LATENCY images=1000 median=0.0001 p99=0.0002 result=1
            ALLOCATED bytes_per_step=8.5
            """);

    assertThat(sample.of(Figure.MEDIAN_LATENCY_SECONDS)).hasValue(0.0001);
    assertThat(sample.of(Figure.P99_LATENCY_SECONDS)).hasValue(0.0002);
    assertThat(sample.of(Figure.BYTES_PER_STEP)).hasValue(8.5);
  }

  @Test
  void takesTheMedianCostOfStatistics() {
    Sample sample =
        Transcript.read(
            """
            STATISTICS pooled=0.3 exact=0.9
            STATISTICS pooled=0.4 exact=0.7
            STATISTICS pooled=0.5 exact=0.8
            """);

    assertThat(sample.of(Figure.POOLED_OF_EPOCH)).hasValue(0.4);
    assertThat(sample.of(Figure.EXACT_OF_EPOCH)).hasValue(0.8);
  }

  @Test
  void takesWhatWasReachedInTurnsWithMultiplyAdds() {
    Sample sample =
        Transcript.read("TURNS number=230 examples_per_gflop=412.500000 gflops=80.000\n");

    assertThat(sample.of(Figure.GFLOPS_IN_TURNS)).hasValue(80);
    // 1,000,000 multiply-adds an example, two operations each: 412.5 examples are 0.825 * 10^9.
    assertThat(sample.shareInTurns(1_000_000)).hasValue(0.825);
    assertThat(SampleRuns.rate(1).shareInTurns(1_000_000)).isEmpty();
  }

  @Test
  void findsNothingInOtherText() {
    assertThat(Transcript.read("EPOCH of glory\nmedian=3\n").figures()).isEmpty();
  }
}
