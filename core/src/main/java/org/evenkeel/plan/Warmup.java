package org.evenkeel.plan;

import java.util.concurrent.atomic.AtomicInteger;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.VariableValues;

/// Has the kernels that a graph needs compiled, on threads of its own, while the caller still waits for something else, such as data.
///
/// The JVM compiles a kernel when it has been called a few times, so that the first batch of a plan waits for one kernel after the other. Here all
/// phases of a plan run side by side, on zeros, and kernels of different phases are compiled at the same time. The results are thrown away: no bit of
/// the real plan's changes.
///
/// Nobody has to wait for the end. A plan that begins meanwhile finds some kernels compiled, and others about to be.
public final class Warmup {
  /// Examples in a batch: few, so that the plan is small, and enough for kernels to be called several times.
  private static final int EXAMPLES = 64;

  /// How often each phase runs on them.
  private static final int ROUNDS = 4;

  private final AtomicInteger claimed = new AtomicInteger();
  private final Thread first;

  private Warmup(Graph graph, PlanOptions options, int processors) {
    first = thread(() -> lead(graph, options, processors));
  }

  /// Starts, and returns at once. What fails here fails in the real plan too, and is told there.
  ///
  /// @param graph what will be run
  /// @param options how; but the threads are one for each processor, or none where there is only one
  public static Warmup start(Graph graph, PlanOptions options) {
    int examples = Math.min(EXAMPLES, options.batch());
    int processors = Runtime.getRuntime().availableProcessors();
    Warmup warmup =
        new Warmup(
            graph, new PlanOptions(options.kernels(), examples, 1, options.fusion()), processors);
    if (processors > 1) {
      warmup.first.start();
    }
    return warmup;
  }

  /// Waits for the end. Where the calling thread is interrupted, it goes on without waiting, and stays interrupted.
  public void await() {
    join(first);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "evenkeel-warmup");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((_, _) -> {});
    return thread;
  }

  private void lead(Graph graph, PlanOptions options, int processors) {
    try (Plan plan = new Plan(graph, new VariableValues(graph.variables()), options, 0)) {
      plan.pretend();
      Thread[] threads = new Thread[Math.min(processors, plan.phases()) - 1];
      for (int i = 0; i < threads.length; i++) {
        threads[i] = thread(() -> rehearse(plan));
        threads[i].start();
      }
      rehearse(plan);
      for (Thread thread : threads) {
        join(thread);
      }
    }
  }

  private void rehearse(Plan plan) {
    Worker worker = plan.newWorker();
    for (int p = claimed.getAndIncrement(); p < plan.phases(); p = claimed.getAndIncrement()) {
      for (int round = 0; round < ROUNDS; round++) {
        plan.rehearse(p, worker);
      }
    }
  }
}
