package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Runs in a JVM without the incubator module: training falls back to plain Java and ends with the
/// same weights.
@Tag("no-incubator")
class PlanWithoutVectorsTest {
  @Test
  void trainsToTheSameWeights() {
    assertThat(PlanHashes.lenet(KernelChoice.best(), 2, true)).isEqualTo(PlanHashes.LENET);
  }

  @Test
  void saysOnceThatVectorsAreAbsent() {
    List<String> messages = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord message) {
            messages.add(message.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(KernelChoice.class.getName());
    logger.addHandler(handler);
    try {
      KernelChoice.best();
      KernelChoice.best();
      KernelChoice.best();
    } finally {
      logger.removeHandler(handler);
    }
    // Another test of this JVM may have made the first choice already.
    assertThat(messages).hasSizeLessThanOrEqualTo(1);
    assertThat(KernelChoice.fallbackReason()).contains("--add-modules jdk.incubator.vector");
    assertThat(KernelChoice.best().vectorBits()).isZero();
  }
}
