package org.evenkeel.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimedSlicesTest {
  @Test
  void runsEverySliceOnceOnEveryThread() {
    AtomicInteger runs = new AtomicInteger();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();

    try (TimedSlices timed =
        new TimedSlices(
            3,
            1000,
            () -> {
              threads.add(Thread.currentThread());
              return runs::incrementAndGet;
            })) {
      timed.warmUp(2);
      Rates rates = timed.rates(5);

      assertThat(rates.min()).isPositive();
      assertThat(runs).hasValue(21);
      assertThat(threads).hasSize(3).contains(Thread.currentThread());
    }
  }

  @Test
  void endsItsThreads() throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (TimedSlices timed =
        new TimedSlices(
            2,
            1,
            () -> {
              threads.add(Thread.currentThread());
              return () -> 0;
            })) {
      timed.warmUp(1);
    }

    threads.remove(Thread.currentThread());
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(threads).hasSize(1).allSatisfy(thread -> assertThat(thread.isAlive()).isFalse());
  }

  @Test
  void saysThatAThreadHasNoMemory() {
    Thread caller = Thread.currentThread();
    try (TimedSlices timed =
        new TimedSlices(
            2,
            1,
            () -> {
              if (Thread.currentThread() != caller) {
                throw new OutOfMemoryError("no room for its buffers");
              }
              return () -> 0;
            })) {

      assertThatIllegalStateException()
          .isThrownBy(timed::next)
          .havingRootCause()
          .withMessage("no room for its buffers");
    }
  }

  @Test
  void refusesWorkThatGivesNaN() {
    try (TimedSlices timed = new TimedSlices(2, 1, () -> () -> Float.NaN)) {
      assertThatIllegalStateException().isThrownBy(timed::next).withMessageContaining("NaN");
    }
  }
}
