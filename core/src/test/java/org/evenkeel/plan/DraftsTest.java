package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layers;
import org.evenkeel.nn.Sequential;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where values are kept: no array is given to a second value before the last reader of the first,
/// and nobody but steps of the same phase reads a worker's arena.
class DraftsTest {
  static Stream<Sequential> networks() {
    return Stream.of(
        LeNets.small(),
        LeNets.various(),
        Sequential.of(
            Shape.of(2, 6, 5),
            Layers.conv2d(3, 2),
            new OddLayers.Centered(),
            new OddLayers.Centered(),
            Layers.flatten(),
            new OddLayers.OverChannels(),
            Layers.dense(4)));
  }

  /// A step's reading of a value, by its phase.
  private record Reader(String name, int phase, boolean tile) {}

  @ParameterizedTest
  @MethodSource("networks")
  void sharedArraysNeverHoldTwoLiveValues(Sequential network) {
    Graph graph = network.trace(true).trainingGraph();
    PlanOptions options = new PlanOptions(KernelChoice.scalar(), 40, 1, false);
    Planner planner =
        new Planner(
            graph,
            Model.initialize(network, 1).variables(),
            options,
            new Run(),
            new Dropouts(graph.nodes(), 0));
    planner.phases();
    Drafts drafts = planner.drafts();
    Map<Draft, List<Reader>> readers = readers(graph, drafts);
    Worker worker = new Worker(0, new int[0], 0);
    int shared = 0;
    for (Draft a : readers.keySet()) {
      for (Reader reader : readers.getOrDefault(a, List.of())) {
        if (a.activation().isLocal()) {
          assertThat(reader.phase()).as("%s reads %s", reader, a.node()).isEqualTo(a.phase());
          assertThat(reader.tile()).as("%s reads %s", reader, a.node()).isFalse();
        }
        for (Draft b : drafts.all()) {
          if (b != a
              && b.node().perExample()
              && !a.activation().isLocal()
              && !b.activation().isLocal()
              && a.activation().array(worker) == b.activation().array(worker)) {
            shared++;
            assertThat(b.phase() > reader.phase() || b.phase() < a.phase())
                .as(
                    "%s is written in phase %d over %s, which %s reads",
                    b.node(), b.phase(), a.node(), reader)
                .isTrue();
          }
        }
      }
    }
    assertThat(shared).as("pairs of values that share an array").isPositive();
  }

  private static Map<Draft, List<Reader>> readers(Graph graph, Drafts drafts) {
    Map<Draft, List<Reader>> readers = new HashMap<>();
    for (Draft draft : drafts.all()) {
      for (Node input : draft.node().inputs()) {
        if (input.perExample()) {
          Reader reader = new Reader(draft.node().toString(), draft.phase(), false);
          readers
              .computeIfAbsent(drafts.read(input, draft.phase()), _ -> new ArrayList<>())
              .add(reader);
        }
      }
    }
    for (int phase = 0; phase < drafts.phases(); phase++) {
      for (Node tile : drafts.tiles(phase)) {
        for (Node input : tile.inputs()) {
          if (!(tile.op() instanceof Op.DenseWeightGradient && input == tile.input(0))) {
            Reader reader = new Reader(tile.toString(), phase, true);
            readers.computeIfAbsent(drafts.stored(input), _ -> new ArrayList<>()).add(reader);
          }
        }
      }
    }
    for (Node result : graph.results().values()) {
      if (result.perExample()) {
        Reader reader = new Reader("result", drafts.phases(), true);
        readers.computeIfAbsent(drafts.stored(result), _ -> new ArrayList<>()).add(reader);
      }
    }
    return readers;
  }
}
