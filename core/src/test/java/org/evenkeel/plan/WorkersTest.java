package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  private static Workers workers(int threads) {
    return new Workers(
        IntStream.range(0, threads)
            .mapToObj(_ -> new Worker(0, new int[0], 0))
            .toArray(Worker[]::new));
  }

  private static Workers.Tasks tasks(int count, IntConsumer task) {
    return tasks(0, count, task);
  }

  private static Workers.Tasks tasks(int homed, int count, IntConsumer task) {
    return new Workers.Tasks() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public int homed() {
        return homed;
      }

      @Override
      public void run(int number, Worker worker) {
        task.accept(number);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void everyTaskOfEveryWorkRunsOnce(int threads) {
    try (Workers workers = workers(threads)) {
      for (int work = 0; work < 2_000; work++) {
        int count = work % 23;
        int homed = Math.min(count, work % 11);
        AtomicIntegerArray runs = new AtomicIntegerArray(23);
        workers.run(tasks(homed, count, runs::incrementAndGet));
        for (int task = 0; task < 23; task++) {
          assertThat(runs.get(task)).isEqualTo(task < count ? 1 : 0);
        }
      }
    }
  }

  /// A run in which a thread was stopped, and trials of both ways after it.
  @Test
  void everyTaskRunsOnceWhileHelpAndNoHelpAreTried() {
    Thread caller = Thread.currentThread();
    int alone = 0;
    try (Workers workers = workers(2)) {
      for (int run = 0; run < 400; run++) {
        int[] others = new int[1];
        AtomicIntegerArray runs = new AtomicIntegerArray(9);
        workers.begin();
        workers.run(
            tasks(
                4,
                9,
                task -> {
                  runs.incrementAndGet(task);
                  if (Thread.currentThread() != caller) {
                    others[0]++;
                    LockSupport.parkNanos(3_000_000);
                  }
                }));
        workers.end(1);
        alone += others[0] == 0 ? 1 : 0;
        assertThat(IntStream.range(0, 9).map(runs::get)).containsOnly(1);
      }
    }
    assertThat(alone).isGreaterThan(100);
  }

  @Test
  void whatTasksWroteIsSeenByTheCallerAndByLaterTasks() {
    int[] values = new int[64];
    try (Workers workers = workers(3)) {
      for (int work = 0; work < 1_000; work++) {
        int before = work;
        workers.run(
            tasks(
                values.length,
                task -> {
                  int other = values.length - 1 - task;
                  if (values[task] != before && values[other] < before) {
                    throw new IllegalStateException("task " + task + " saw old values");
                  }
                  values[task] = before + 1;
                }));
        assertThat(values).containsOnly(work + 1);
      }
    }
  }

  @Test
  void aFailureReachesTheCallerAndTheNextWorkRuns() {
    try (Workers workers = workers(3)) {
      for (int round = 0; round < 200; round++) {
        assertThatThrownBy(
                () ->
                    workers.run(
                        tasks(
                            12,
                            20,
                            task -> {
                              if (task == 5) {
                                throw new ArithmeticException("five");
                              }
                            })))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("five");
        AtomicIntegerArray runs = new AtomicIntegerArray(20);
        workers.run(tasks(20, runs::incrementAndGet));
        assertThat(IntStream.range(0, 20).map(runs::get)).containsOnly(1);
      }
    }
  }

  @Test
  void nothingRunsAfterTheEnd() {
    Workers workers = workers(2);
    workers.close();

    assertThatThrownBy(() -> workers.run(tasks(1, _ -> {})))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
