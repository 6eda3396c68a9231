package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TeamworkTest {
  private long now;
  private final Teamwork teamwork = new Teamwork(() -> now);

  /// Returns how many of some runs took help.
  private int together(int runs, long aloneNanos, long togetherNanos) {
    int together = 0;
    for (int run = 0; run < runs; run++) {
      teamwork.begin();
      together += teamwork.isTogether() ? 1 : 0;
      int size = 1 + run % 7;
      now += size * (teamwork.isTogether() ? togetherNanos : aloneNanos);
      teamwork.end(size);
    }
    return together;
  }

  @Test
  void takesHelpWhileNobodyIsStopped() {
    assertThat(together(1000, 10, 50)).isEqualTo(1000);
  }

  @Test
  void triesBothWaysAfterAStallAndGoesOnAloneWhereThatIsFaster() {
    teamwork.stalled();

    assertThat(together(4, 100, 110)).isZero();
    assertThat(together(8, 100, 110)).isEqualTo(8);
    assertThat(together(4 + 32, 100, 110)).isZero();
  }

  @Test
  void goesOnAloneWhereHelpSavesLittle() {
    teamwork.stalled();

    assertThat(together(4 + 8 + 4 + 32, 100, 95)).isEqualTo(8);
  }

  @Test
  void triesAgainSeldomWhileAloneIsFaster() {
    teamwork.stalled();

    assertThat(together(10_000, 100, 110)).isBetween(8, 250);
  }

  @Test
  void takesHelpAgainWhenItPays() {
    teamwork.stalled();
    together(1000, 100, 110);

    assertThat(together(2000, 100, 60)).isGreaterThan(1200);
    assertThat(together(1000, 100, 60)).isEqualTo(1000);
  }

  @Test
  void endsATrialEarlyWhereHelpIsClearlyFaster() {
    teamwork.stalled();

    assertThat(together(100, 100, 60)).isEqualTo(96);
  }

  @Test
  void endsATrialEarlyWhereHelpIsClearlySlower() {
    teamwork.stalled();

    assertThat(together(4, 100, 1000)).isZero();
    assertThat(together(100, 100, 1000)).isBetween(1, 3);
  }

  @Test
  void givesHelpUpAtOnceThatBecomesSlowerThanAloneWas() {
    teamwork.stalled();
    together(1000, 100, 60);

    assertThat(together(1, 100, 60)).isOne();
    assertThat(together(40, 100, 130)).isLessThanOrEqualTo(8);
  }

  @Test
  void doesNotTryAtEveryStall() {
    int together = 0;
    for (int i = 0; i < 10_000; i++) {
      teamwork.stalled();
      together += together(1, 100, 60);
    }

    assertThat(together).isGreaterThan(9_850);
  }
}
