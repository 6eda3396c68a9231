package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private static int[] all(Claims claims, int worker) {
    return IntStream.generate(() -> claims.next(worker)).takeWhile(task -> task >= 0).toArray();
  }

  @Test
  void aWorkerBeginsWithItsOwnShare() {
    Claims claims = new Claims(3);

    claims.offer(8, 8);

    assertThat(IntStream.range(0, 3).map(claims::next)).containsExactly(0, 2, 5);
    assertThat(all(claims, 1)).containsExactly(3, 4, 6, 7, 1);
  }

  @Test
  void aThirdOfTheTasksForAllComesLast() {
    Claims claims = new Claims(2);

    claims.offer(2, 7);

    assertThat(all(claims, 0)).containsExactly(2, 3, 4, 0, 1, 5, 6);
  }

  @Test
  void aSingleWorkerTakesAllTasksForAllFirst() {
    Claims claims = new Claims(1);

    claims.offer(2, 5);

    assertThat(all(claims, 0)).containsExactly(2, 3, 4, 0, 1);
  }

  @Test
  void whatIsTakenBackIsNotClaimed() {
    Claims claims = new Claims(2);
    claims.offer(4, 9);
    int before = claims.offers();
    claims.next(0);

    assertThat(claims.drop()).isEqualTo(8);
    assertThat(claims.next(1)).isEqualTo(-1);

    claims.offer(0, 1);
    assertThat(claims.offers()).isNotEqualTo(before);
    assertThat(all(claims, 1)).containsExactly(0);
  }
}
