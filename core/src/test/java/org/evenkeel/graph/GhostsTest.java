package org.evenkeel.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GhostsTest {
  /// Returns the sizes of the parts.
  private static List<Integer> split(int size, int least, int examples) {
    Ghosts ghosts = new Ghosts(size, least);
    List<Integer> sizes = new ArrayList<>();
    for (int from = 0; from < examples; ) {
      int end = ghosts.end(from, examples);
      sizes.add(end - from);
      from = end;
    }
    return sizes;
  }

  @Test
  void partsAreBalanced() {
    assertThat(split(4, 1, 12)).containsExactly(4, 4, 4);
    assertThat(split(4, 1, 10)).containsExactly(3, 3, 4);
    assertThat(split(4, 1, 13)).containsExactly(3, 3, 3, 4);
    assertThat(split(32, 1, 37)).containsExactly(18, 19);
    assertThat(split(1, 1, 3)).containsExactly(1, 1, 1);
    assertThat(split(8, 1, 8)).containsExactly(8);
    assertThat(split(100, 1, 8)).containsExactly(8);
  }

  @Test
  void aPartThatIsTooSmallIsMergedWithItsNeighbour() {
    assertThat(split(2, 2, 5)).containsExactly(3, 2);
    assertThat(split(2, 2, 3)).containsExactly(3);
    assertThat(split(1, 2, 5)).containsExactly(2, 3);
    assertThat(split(1, 2, 4)).containsExactly(2, 2);
    assertThat(split(1, 2, 1)).containsExactly(1);
    assertThat(split(4, 2, 9)).containsExactly(3, 3, 3);
  }

  @Test
  void everyExampleBelongsToOnePart() {
    for (int examples = 1; examples < 70; examples++) {
      for (int size = 1; size < 40; size++) {
        for (int least = 1; least <= 2; least++) {
          List<Integer> parts = split(size, least, examples);
          assertThat(parts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(examples);
          int smallest = Math.min(least, examples);
          assertThat(parts).allMatch(part -> part >= smallest);
          if (least == 1) {
            assertThat(parts).hasSize((examples + size - 1) / size);
            int first = parts.stream().mapToInt(Integer::intValue).min().orElseThrow();
            int greatest = Math.min(size, first + 1);
            assertThat(parts).allMatch(part -> part <= greatest);
          }
        }
      }
    }
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> new Ghosts(0, 1)).hasMessageContaining("positive");
  }
}
