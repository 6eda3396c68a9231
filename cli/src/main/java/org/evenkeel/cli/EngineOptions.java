package org.evenkeel.cli;

import org.evenkeel.kernel.Kernels;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.train.Execution;
import picocli.CommandLine.Option;

/// What computes: without influence on results, but for the reference, which computes in float64.
final class EngineOptions {
  private static final int MOST_THREADS = 1024;

  /// Two states of a switch.
  enum Switch {
    ON,
    OFF
  }

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads; without influence on results. Default: one per processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--vector-bits",
      paramLabel = "BITS",
      description =
          "Width of SIMD vectors: auto, the widest there is; 0, plain Java; 128, 256 or 512;"
              + " without influence on results. Default: ${DEFAULT-VALUE}.")
  private String vectorBits = "auto";

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description =
          "simd, in float32; or reference, plain loops in float64, very slow. Default: simd.")
  private Execution.Engine engine = Execution.Engine.SIMD;

  @Option(
      names = "--fusion",
      paramLabel = "on|off",
      description = "Whether steps are fused; without influence on results. Default: on.")
  private Switch fusion = Switch.ON;

  /// Checks the options and chooses the kernels.
  Execution execution() {
    if (threads < 1 || threads > MOST_THREADS) {
      throw Failure.usage("--threads: expected 1 to %d, got %d".formatted(MOST_THREADS, threads));
    }
    int bits =
        switch (vectorBits) {
          case "auto" -> -1;
          case "0", "128", "256", "512" -> Integer.parseInt(vectorBits);
          default ->
              throw Failure.usage(
                  "--vector-bits: expected auto, 0, 128, 256 or 512, got '" + vectorBits + "'");
        };
    return engine == Execution.Engine.REFERENCE
        ? Execution.reference()
        : new Execution(engine, kernels(bits), threads, fusion == Switch.ON);
  }

  private static Kernels kernels(int bits) {
    try {
      return bits < 0 ? KernelChoice.best() : KernelChoice.ofBits(bits);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new Failure(ExitCode.USAGE, "--vector-bits: " + e.getMessage(), e);
    }
  }
}
