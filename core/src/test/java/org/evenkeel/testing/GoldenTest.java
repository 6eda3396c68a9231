package org.evenkeel.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoldenTest {
  /// Tensors and attributes that need more than float32, as the attribute `inputs` says.
  private static final Set<String> DOUBLE_INPUTS =
      Set.of("batchNorm-training-ill-dense", "batchNorm-training-ill-conv");

  @Test
  void everyCaseLoads() {
    assertThat(Golden.names("")).hasSize(102).doesNotHaveDuplicates().isSorted();
    assertThat(Golden.all(""))
        .allSatisfy(
            golden -> {
              assertThat(golden.attribute("operation")).isNotEmpty();
              assertThat(golden.tensors()).isNotEmpty();
            });
  }

  @Test
  void inputsAreFloatsUnlessTheCaseSaysOtherwise() {
    assertThat(Golden.all("").filter(golden -> golden.has("x")))
        .allSatisfy(
            golden -> {
              double[] x = golden.doubles("x");
              boolean exact = Arrays.stream(x).allMatch(v -> (float) v == v);
              assertThat(exact).isEqualTo(!DOUBLE_INPUTS.contains(golden.name()));
              assertThat(golden.hasAttribute("inputs")).isEqualTo(!exact);
            });
  }

  @Test
  void readsAttributesAndShapes() {
    Golden golden = Golden.load("conv2d-3x3-stride2x1-asymmetric");
    assertThat(golden.sizes("stride")).containsExactly(2, 1);
    assertThat(golden.sizes("padding")).containsExactly(1, 1, 0, 2);
    assertThat(golden.shape("x")).containsExactly(20, 2, 7, 5);
    assertThat(golden.doubles("weight")).hasSize(3 * 2 * 3 * 3);
    assertThat(Golden.load("batchNorm-training-conv").number("epsilon")).isEqualTo(1e-5);
    assertThat(Golden.load("softmaxCrossEntropy-n37").ints("labels")).hasSize(37);
  }

  @Test
  void holdsTheRealImages() {
    Golden golden = Golden.load("lenet20");
    assertThat(golden.shape("images")).containsExactly(256, 1, 28, 28);
    assertThat(golden.ints("labels")).startsWith(9, 0, 0, 3, 0, 2, 7);
    assertThat(golden.floats("conv1.weight.0")).hasSize(150);
    assertThat(golden.doubles("losses")).hasSize(20);
  }

  @Test
  void comparesWithinTheTolerance() {
    Golden golden = Golden.load("relu");
    double[] y = golden.doubles("y");
    golden.expect("y", y, 0);
    y[3] += 1e-3;
    assertThatThrownBy(() -> golden.expect("y", y, 1e-9))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("golden relu, tensor y [20, 7]: expected")
        .hasMessageContaining("at 3, got");
    y[3] = Double.NaN;
    assertThatThrownBy(() -> golden.expect("y", y, 1e300)).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> golden.expect("y", new double[2], 1))
        .hasMessageContaining("expected 140 values, got 2");
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> Golden.load("conv3d")).hasMessageContaining("conv3d.safetensors");
    assertThatThrownBy(() -> Golden.all("conv3d")).hasMessageContaining("conv3d");
    assertThatThrownBy(() -> Golden.load("relu").attribute("stride"))
        .hasMessageContaining("golden relu: expected attribute stride");
  }
}
