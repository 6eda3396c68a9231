package org.evenkeel.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RewritingTest {
  private final GraphBuilder source = new GraphBuilder();
  private final GraphBuilder target = new GraphBuilder();
  private final PerExample x = source.input("x", Shape.of(3));

  private static Variable state(Role role) {
    return new Variable("norm", role.label(), role, Shape.of(3), Initializer.zeros(), false);
  }

  @Test
  void equalOperationsBecomeOneNode() {
    Rewriting rewriting = new Rewriting(target);
    PerExample first = rewriting.perExample(x.relu().node());
    assertThat(rewriting.perExample(x.relu().node()).node()).isSameAs(first.node());
    assertThat(target.input("x", Shape.of(3)).relu().node()).isSameAs(first.node());
  }

  @Test
  void replacesMomentsByStates() {
    BatchWide stored = target.read(state(Role.MOVING_MEAN));
    Rewriting rewriting = new Rewriting(target).replace(x.mean().node(), stored);
    assertThat(rewriting.perExample(x.minus(x.mean()).node()).node())
        .isSameAs(target.input("x", Shape.of(3)).minus(stored).node());
  }

  @Test
  void leavesDropoutOutOnlyWhereAsked() {
    Node dropped = x.dropout(0.5, 0).relu().node();
    PerExample copy = target.input("x", Shape.of(3));
    assertThat(new Rewriting(target).withoutDropout().perExample(dropped).node())
        .isSameAs(copy.relu().node());
    assertThat(new Rewriting(target).perExample(dropped).node())
        .isSameAs(copy.dropout(0.5, 0).relu().node());
  }

  @Test
  void refusesAReplacementOfAnotherKindOrShape() {
    Rewriting rewriting = new Rewriting(target);
    assertThatThrownBy(() -> rewriting.replace(x.mean().node(), target.input("x", Shape.of(3))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rewriting.replace(x.node(), target.input("x", Shape.of(4))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same kind and shape");
  }

  @Test
  void findsWhatStatesFollowAndTheirCounters() {
    Variable mean = state(Role.MOVING_MEAN);
    Variable counter =
        new Variable("norm", "batches", Role.STATE, Shape.scalar(), Initializer.zeros(), false);
    Variable other =
        new Variable("norm", "other", Role.STATE, Shape.scalar(), Initializer.zeros(), false);
    BatchWide seen = source.read(counter);
    BatchWide update = source.read(mean).movingAverage(x.mean(), seen.dividedBy(seen.plus(1)));
    List<FollowedStatistic> found =
        FollowedStatistic.of(
            Map.of(
                other, source.read(other).plus(1).node(),
                mean, update.node(),
                counter, seen.plus(1).node()));
    assertThat(found).extracting(FollowedStatistic::state).containsExactly(mean, counter);
    assertThat(found.getFirst().statistic()).isSameAs(x.mean().node());
    assertThat(found.getFirst().moments()).containsExactly(x.mean().node().input(0));
    assertThat(found.getLast().moments()).isEmpty();
  }
}
