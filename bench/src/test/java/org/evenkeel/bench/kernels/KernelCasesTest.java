package org.evenkeel.bench.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.evenkeel.plan.KernelChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelCasesTest {
  static List<String> names() {
    return List.copyOf(KernelCases.all().keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void callsEveryKernelWithVectorsAndWithout(String name) {
    KernelCall scalar = call(name, true);
    KernelCall simd = call(name, false);

    assertThat(simd.work().run()).isEqualTo(scalar.work().run()).isFinite();
    assertThat(scalar.bytes()).isPositive();
  }

  @Test
  void hasEveryFamily() {
    assertThat(names().stream().map(name -> name.substring(0, name.indexOf(' '))).distinct())
        .containsExactly("conv", "dense", "norm", "element", "reduce", "pool", "loss");
  }

  /// 25 weights at 24 x 24 positions of 6 channels, for 16 examples.
  @Test
  void countsMultiplyAddsOfASlab() {
    assertThat(call("conv 1x28x28-6 5x5 forward", true).multiplyAdds())
        .isEqualTo(25L * 24 * 24 * 6 * 16);
    assertThat(call("dense 256-120 dW", true).multiplyAdds()).isEqualTo(256L * 120 * 256);
  }

  @Test
  void showsRatesInEightyColumns() {
    List<String> lines =
        KernelTable.lines(
            List.of(
                new KernelTable.Timing("conv 16x32x32-16 3x3 forward", 0, 2e6, 1_000_000, 400),
                new KernelTable.Timing("pool 6x24x24 maximum dX", 256, 1000, 0, 50_000)),
            100,
            100);

    assertThat(lines)
        .containsExactly(
            "kernel                                  bits         µs  GFLOP/s     GB/s   peak",
            "conv 16x32x32-16 3x3 forward          scalar   2,000.00      1.0      0.0    1 %",
            "pool 6x24x24 maximum dX                  256       1.00              50.0   50 %");
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  private static KernelCall call(String name, boolean scalar) {
    return Objects.requireNonNull(KernelCases.all().get(name))
        .apply(scalar ? KernelChoice.scalar() : KernelChoice.best());
  }
}
