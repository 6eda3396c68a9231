package org.evenkeel.bench.kernels;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.evenkeel.plan.KernelChoice;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Calls one kernel. Which width its vectors have is for the JVM's property `evenkeel.vectorBits`
/// to say: a JVM for each.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {
  /// The name of a case; the command gives all that are wanted.
  @Param("")
  public String kernel = "";

  private KernelCall.Work work = () -> 0;

  /// Makes the call.
  @Setup
  public void make() {
    work =
        Optional.ofNullable(KernelCases.all().get(kernel))
            .orElseThrow(() -> new IllegalArgumentException("no kernel is called " + kernel))
            .apply(KernelChoice.best())
            .work();
  }

  /// Calls it once.
  @Benchmark
  public float call() {
    return work.run();
  }
}
