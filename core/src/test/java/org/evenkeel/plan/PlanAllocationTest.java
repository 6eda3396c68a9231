package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.data.Dataset;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A training step makes no objects, on no thread, once its kernels are compiled.
@Tag("allocation")
class PlanAllocationTest {
  private static final int BATCH = 40;
  private static final int PARTIAL = 23;
  private static final int STEPS = 20;

  /// Compilers work in the background, and slowly on a busy machine: the best round until then counts.
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final com.sun.management.ThreadMXBean threads =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @CsvSource({
    "1, true, false, false",
    "2, true, false, false",
    "1, false, false, false",
    "2, false, false, false",
    "2, true, true, false",
    "2, true, false, true"
  })
  void aTrainingStepAllocatesNothing(int workers, boolean fusion, boolean timed, boolean mapped) {
    Sequential network = LeNets.small();
    Dataset data = PlanRun.images(network, BATCH + PARTIAL);
    int[] order = IntStream.range(0, data.size()).toArray();
    StepTimes times = timed ? StepTimes.after(0) : StepTimes.none();
    PlanOptions options = new PlanOptions(KernelChoice.best(), BATCH, workers, fusion, times);
    try (Plan plan =
        new Plan(
            network.trace(true).trainingGraph(),
            Model.initialize(network, 1).variables(),
            options,
            0)) {
      if (mapped) {
        plan.data(data.segment(), data.segmentOffset(), data.labels());
      } else {
        plan.data(data.pixels(), data.pixelsOffset(), data.labels());
      }
      List<Thread> others =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals("evenkeel-worker-1") && thread.isAlive())
              .toList();
      // Workers of plans that other tests closed may still be ending; they allocate nothing either.
      assertThat(others.size()).isGreaterThanOrEqualTo(workers - 1);
      plan.startAverage(0.9);
      long least = Long.MAX_VALUE;
      long start = System.nanoTime();
      while (least > 0 && System.nanoTime() - start < PATIENCE_NANOS) {
        long othersBefore = allocated(others);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < STEPS; step++) {
          plan.run(order, 0, BATCH, step);
          plan.update(0.1f, 0.9f, 0.01f);
          plan.run(order, BATCH, PARTIAL, step);
          plan.update(0.1f, 0.9f, 0.01f);
          plan.run(order, 0, BATCH + PARTIAL, step, 3);
          plan.update(0.1f, 0.9f, 0.01f);
        }
        long own = threads.getCurrentThreadAllocatedBytes() - before;
        least = Math.min(least, own + allocated(others) - othersBefore);
      }
      assertThat(least).as("bytes in %d steps", 3 * STEPS).isZero();
    }
  }

  private long allocated(List<Thread> others) {
    long bytes = 0;
    for (Thread thread : others) {
      bytes += Math.max(0, threads.getThreadAllocatedBytes(thread.threadId()));
    }
    return bytes;
  }
}
