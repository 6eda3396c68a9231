package org.evenkeel.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.graph.Op.Function;
import org.evenkeel.graph.Op.Operator;
import org.junit.jupiter.api.Test;

/// The rewrites of docs/NUMERICS.md, section 3.
class CanonicalizationTest {
  private static final Op MULTIPLY = new Op.Binary(Operator.MULTIPLY);
  private static final Op ADD = new Op.Binary(Operator.ADD);

  private final GraphBuilder graph = new GraphBuilder();
  private final PerExample x = graph.input("x", Shape.of(2, 3, 3));
  private final PerExample z = graph.input("z", Shape.of(2, 3, 3));
  private final PerExample one = graph.input("one", Shape.of(1, 3, 3));
  private final BatchWide m = wide("m");
  private final BatchWide k = wide("k");

  private BatchWide wide(String key) {
    return graph.read(
        new Variable("", key, Role.PARAMETER, Shape.of(2), Initializer.zeros(), true));
  }

  private static Graph canonical(Value... values) {
    Map<String, Node> results = new LinkedHashMap<>();
    for (Value value : values) {
      results.put("result" + results.size(), value.node());
    }
    return Graph.of(results, Map.of(), Map.of());
  }

  /// Returns the operations of the canonical graph, without inputs and variables.
  private static List<Op> ops(Value... values) {
    return canonical(values).nodes().stream()
        .map(Node::op)
        .filter(op -> !(op instanceof Op.Input) && !(op instanceof Op.Read))
        .toList();
  }

  @Test
  void multiplyThenAddBecomesOneOperation() {
    assertThat(ops(x.times(m).plus(k))).containsExactly(new Op.MultiplyAdd());
    assertThat(ops(x.times(z).plus(k))).containsExactly(new Op.MultiplyAdd());
    assertThat(ops(x.times(m).plus(z))).containsExactly(new Op.MultiplyAdd());
    assertThat(ops(x.times(2).plus(1)))
        .containsExactlyInAnyOrder(new Op.Constant(2), new Op.Constant(1), new Op.MultiplyAdd());
  }

  @Test
  void theProductMayBeTheSecondOperand() {
    Node node = canonical(z.plus(x.times(m))).nodes().getLast();
    assertThat(node.op()).isEqualTo(new Op.MultiplyAdd());
    assertThat(node.inputs()).extracting(Node::toString).first().asString().contains("name=x");
  }

  @Test
  void ofTwoProductsTheFirstIsTakenIn() {
    Node node = canonical(x.times(m).plus(z.times(k))).nodes().getLast();
    assertThat(node.op()).isEqualTo(new Op.MultiplyAdd());
    assertThat(node.input(2).op()).isEqualTo(MULTIPLY);
    assertThat(node.input(2).input(0).op()).isEqualTo(new Op.Input("z"));
  }

  @Test
  void aProductWithAnotherUseIsKept() {
    PerExample product = x.times(m);
    assertThat(ops(product.plus(k), product.relu()))
        .containsExactlyInAnyOrder(MULTIPLY, ADD, new Op.Unary(Function.RELU));
    assertThat(ops(product.plus(k), product)).containsExactlyInAnyOrder(MULTIPLY, ADD);
    assertThat(ops(product.plus(product))).containsExactly(MULTIPLY, ADD);
  }

  @Test
  void usesThatNobodyNeedsDoNotCount() {
    PerExample product = x.times(m);
    product.relu();
    assertThat(ops(product.plus(k))).containsExactly(new Op.MultiplyAdd());
  }

  @Test
  void whatIsBroadcastOverChannelsIsNotTakenIn() {
    assertThat(ops(x.times(one).plus(k))).containsExactly(MULTIPLY, ADD);
    assertThat(ops(one.times(x).plus(k))).containsExactly(MULTIPLY, ADD);
    assertThat(ops(x.times(m).plus(one))).containsExactly(MULTIPLY, ADD);
  }

  @Test
  void batchWideArithmeticStaysAsItIs() {
    assertThat(ops(m.times(k).plus(m))).containsExactly(MULTIPLY, ADD);
  }

  @Test
  void theMeanOfSquaredDifferencesIsTheVarianceOfTheMoments() {
    BatchWide variance = x.minus(x.mean()).square().mean();
    assertThat(variance.node()).isSameAs(x.moments().variance().node());
    assertThat(x.minus(x.mean().stopGradient()).square().mean().node()).isSameAs(variance.node());
    assertThat(x.mean().node()).isSameAs(x.moments().mean().node());
    assertThat(ops(x.mean(), variance))
        .containsExactlyInAnyOrder(
            new Op.Moments(), new Op.MomentPart(Op.Part.MEAN), new Op.MomentPart(Op.Part.VARIANCE));
  }

  @Test
  void otherMeansOfSquaresAreNot() {
    assertThat(x.minus(z.mean()).square().mean().node().op())
        .isEqualTo(new Op.MomentPart(Op.Part.MEAN));
    assertThat(x.minus(m).square().mean().node().op()).isEqualTo(new Op.MomentPart(Op.Part.MEAN));
    assertThat(x.square().mean().node().op()).isEqualTo(new Op.MomentPart(Op.Part.MEAN));
  }

  @Test
  void sumsOfProductsAreOneOperation() {
    assertThat(x.times(z).sum().node().op()).isEqualTo(new Op.SumProduct());
    assertThat(x.times(one).sum().node().op()).isEqualTo(new Op.SumProduct());
    assertThat(x.square().sum().node().op()).isEqualTo(new Op.SumProduct());
    assertThat(x.sum().node().op()).isEqualTo(new Op.Sum());
  }

  @Test
  void batchWideFactorsAreTakenOutOfSums() {
    assertThat(x.times(m).sum().node()).isSameAs(x.sum().times(m).node());
    assertThat(x.times(m).times(k).sum().node()).isSameAs(x.sum().times(m).times(k).node());
    assertThat(x.times(z).times(m).sum().node()).isSameAs(x.times(z).sum().times(m).node());
  }

  @Test
  void addingANegativeSubtracts() {
    assertThat(x.plus(z.negate()).node()).isSameAs(x.minus(z).node());
    assertThat(x.plus(m.negate()).node()).isSameAs(x.minus(m).node());
  }

  @Test
  void equalOperationsOnEqualOperandsAreOneNode() {
    assertThat(x.plus(z).sigmoid().node()).isSameAs(x.plus(z).sigmoid().node());
    assertThat(graph.constant(2).node()).isSameAs(graph.constant(2).node());
    assertThat(x.plus(z).node()).isNotSameAs(z.plus(x).node());
    assertThat(x.dropout(0.5, 0).node()).isNotSameAs(x.dropout(0.5, 1).node());
  }

  @Test
  void stoppedGradientsVanish() {
    assertThat(ops(x.stopGradient().relu())).containsExactly(new Op.Unary(Function.RELU));
    assertThat(canonical(x.stopGradient()).nodes()).hasSize(1);
    assertThat(ops(m.stopGradient().rsqrt())).containsExactly(new Op.Unary(Function.RSQRT));
  }

  @Test
  void inputsComeFirst() {
    Graph canonical = canonical(x.minus(x.mean()).times(m).plus(k).sigmoid(), z.sum());
    for (int i = 0; i < canonical.nodes().size(); i++) {
      Node node = canonical.nodes().get(i);
      assertThat(canonical.nodes().subList(0, i)).containsAll(node.inputs());
    }
    assertThat(canonical.variables()).extracting(Variable::key).containsExactly("m", "k");
  }
}
