package org.evenkeel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.evenkeel.bench.worker.Networks;
import org.evenkeel.plan.MultiplyAdds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {
  /// LeNet forward: 25·6·24² + 150·16·8² + 256·120 + 120·84 + 84·10; once more for the weights, and
  /// without the first convolution's 86,400 for the inputs.
  @ParameterizedTest
  @CsvSource({
    "lenet, 281640, 758520",
    "lenet-scratch, 281640, 758520",
    "mlp, 268800, 605696",
    "resnet20, 40813184, 121997184"
  })
  void countsConvolutionsAndDenseLayers(String network, long forward, long training) {
    assertThat(training(network)).isEqualTo(training);
    assertThat(MultiplyAdds.of(Networks.of(network).trace(false).predictionGraph()))
        .isEqualTo(forward);
  }

  /// 3 · forward without the input gradient of the first convolution: 27·16·32².
  @Test
  void countsThreePassesButForTheInput() {
    assertThat(training("resnet20")).isEqualTo(3 * 40_813_184L - 27 * 16 * 32 * 32);
  }

  private static long training(String network) {
    return MultiplyAdds.of(Networks.of(network).trace(true).trainingGraph());
  }
}
