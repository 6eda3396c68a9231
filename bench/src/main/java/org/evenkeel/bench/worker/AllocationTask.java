package org.evenkeel.bench.worker;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.evenkeel.optim.Sgd;
import org.evenkeel.train.Progress;
import org.evenkeel.train.Trainer;
import org.evenkeel.train.TrainingListener;

/// Counts the bytes of objects that the training thread and the plan's threads make in a step: the
/// least over stretches of some steps, because compilers work beside in the beginning.
final class AllocationTask implements TrainingListener {
  private static final int STRETCH = 20;
  private static final String PLAN_THREADS = "evenkeel-worker-";

  private final com.sun.management.ThreadMXBean threads =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Trainer trainer;
  private final Task.Pace pace;
  private long[] others = {};
  private long begin;
  private long before;
  private int steps;
  private double least = Double.POSITIVE_INFINITY;

  private AllocationTask(Task task) {
    pace = task.pace();
    trainer =
        Trainer.of(Sgd.rate(1.0))
            .epochs(Integer.MAX_VALUE)
            .batch(task.batch())
            .execution(Worker.execution(task))
            .listener(this);
  }

  static void run(Task task) {
    AllocationTask counting = new AllocationTask(task);
    var _ = counting.trainer.fit(Worker.model(task), Worker.images(task));
    System.out.printf(Locale.ROOT, "ALLOCATED bytes_per_step=%.1f%n", counting.least);
  }

  @Override
  public void started() {
    begin = System.nanoTime();
    others =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith(PLAN_THREADS))
            .mapToLong(Thread::threadId)
            .toArray();
  }

  /// The end of an epoch makes a few objects: no stretch goes across it.
  @Override
  public void step(Progress progress) {
    if (progress.batch() == 1) {
      steps = 0;
      before = allocated();
    } else if (++steps == STRETCH) {
      long now = allocated();
      least = Math.min(least, (now - before) / (double) STRETCH);
      steps = 0;
      before = now;
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (seconds > pace.warmUp() && (least == 0 || seconds > pace.limit())) {
        trainer.stop();
      }
    }
  }

  private long allocated() {
    long bytes = threads.getCurrentThreadAllocatedBytes();
    for (long thread : others) {
      bytes += threads.getThreadAllocatedBytes(thread);
    }
    return bytes;
  }
}
