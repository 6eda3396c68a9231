package org.evenkeel.bench.kernels;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.measure.CopyBandwidth;
import org.evenkeel.measure.MultiplyAddPeak;
import org.evenkeel.model.AtomicFiles;
import org.evenkeel.model.Json;
import org.evenkeel.plan.KernelChoice;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./evenkeel bench kernels`: every kernel by itself, on one thread.
@Command(
    name = "kernels",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures every kernel by itself with JMH: scalar and each vector width, a JVM for each.",
      "Peak: the share of the multiply-add peak, or of the copy bandwidth of the second-level"
          + " cache for kernels without multiply-adds.",
      ""
    })
public final class KernelCommand implements Callable<Integer> {
  private static final int SLICES = 100;
  private static final int COPY_SLICES = 10;

  /// Calls of uncompiled vectors take milliseconds: it takes seconds until there were enough.
  private static final int WARM_UP_SECONDS = 4;

  @Option(
      names = "--kernel",
      paramLabel = "PREFIX",
      description = "Only kernels that begin so: conv, 'conv 1x28x28', dense, … Can be repeated.")
  private List<String> prefixes = new ArrayList<>();

  @Option(
      names = "--bits",
      paramLabel = "N",
      split = ",",
      description = "Widths: 0 (scalar), 128, 256, 512. Default: all that the processor has.")
  private List<Integer> widths = new ArrayList<>();

  @Option(names = "--quick", description = "Less time for each; the widest vectors only.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all timings.")
  private @Nullable Path json;

  @Spec private @Nullable CommandSpec spec;

  private final PrintStream out;

  /// Makes the command.
  public KernelCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws RunnerException, IOException {
    Path log = Files.createTempFile("evenkeel-bench-kernels", ".log");
    try {
      measure(log);
    } finally {
      Files.deleteIfExists(log);
    }
    return 0;
  }

  private void measure(Path log) throws RunnerException {
    List<Integer> chosen = widths();
    Map<String, Function<Kernels, KernelCall>> cases = cases();
    double gflops = MultiplyAddPeak.measure(1, SLICES).max();
    double gigabytes = CopyBandwidth.measure(CopyBandwidth.Level.L2, 1, COPY_SLICES).max();
    out.printf("one thread: %.1f GFLOP/s, %.1f GB/s%n", gflops, gigabytes);
    out.println(KernelTable.heads());
    List<KernelTable.Timing> timings = new ArrayList<>();
    for (Map.Entry<String, Function<Kernels, KernelCall>> kernel : cases.entrySet()) {
      KernelCall call = kernel.getValue().apply(KernelChoice.scalar());
      for (int bits : chosen) {
        KernelTable.Timing timing =
            new KernelTable.Timing(
                kernel.getKey(),
                bits,
                nanoseconds(kernel.getKey(), bits, log),
                call.multiplyAdds(),
                call.bytes());
        timings.add(timing);
        out.println(KernelTable.line(timing, gflops, gigabytes));
      }
    }
    double after = MultiplyAddPeak.measure(1, SLICES).max();
    out.printf("one thread afterwards: %.1f GFLOP/s%n", after);
    if (json != null) {
      AtomicFiles.write(json, json(timings, gflops, after, gigabytes).write());
    }
  }

  /// JMH's own report, and what its JVMs print, go to `log`.
  private double nanoseconds(String kernel, int bits, Path log) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(KernelBenchmark.class.getName())
            .param("kernel", kernel)
            .forks(1)
            .jvmArgs(
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+UseSerialGC",
                "-XX:ObjectAlignmentInBytes=32",
                "-Devenkeel.vectorBits=" + bits)
            .warmupIterations(WARM_UP_SECONDS)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(quick ? 3 : 5)
            .measurementTime(TimeValue.milliseconds(200))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .output(log.toString())
            .build();
    return new Runner(options).runSingle().getPrimaryResult().getScore();
  }

  private List<Integer> widths() {
    int widest = MultiplyAddPeak.vectorBits();
    for (int bits : widths) {
      if (!List.of(0, 128, 256, 512).contains(bits) || bits > widest) {
        throw usage(
            "--bits: expected 0, 128, 256 or 512, at most %d, got %d".formatted(widest, bits));
      }
    }
    if (!widths.isEmpty()) {
      return widths;
    }
    return quick
        ? List.of(widest)
        : Stream.of(0, 128, 256, 512).filter(bits -> bits <= widest).toList();
  }

  private Map<String, Function<Kernels, KernelCall>> cases() {
    Map<String, Function<Kernels, KernelCall>> cases = new LinkedHashMap<>(KernelCases.all());
    if (!prefixes.isEmpty()) {
      cases.keySet().removeIf(name -> prefixes.stream().noneMatch(name::startsWith));
    }
    if (cases.isEmpty()) {
      throw usage(
          "--kernel: expected the beginning of one of %s, got %s"
              .formatted(KernelCases.all().keySet(), prefixes));
    }
    return cases;
  }

  private ParameterException usage(String message) {
    if (spec == null) {
      throw new IllegalStateException(message);
    }
    return new ParameterException(spec.commandLine(), message);
  }

  private static Json json(
      List<KernelTable.Timing> timings, double before, double after, double gigabytes) {
    List<Json> all = new ArrayList<>();
    for (KernelTable.Timing timing : timings) {
      all.add(
          Json.JsonObject.EMPTY
              .with("kernel", timing.kernel())
              .with("vector_bits", timing.vectorBits())
              .with("nanoseconds", timing.nanoseconds())
              .with("multiply_adds", timing.multiplyAdds())
              .with("bytes", timing.bytes())
              .with("gflops", timing.gflops())
              .with("gb_per_second", timing.gigabytes())
              .with("share_of_peak", timing.share(Math.max(before, after), gigabytes)));
    }
    return Json.JsonObject.EMPTY
        .with("gflops_peak_before", before)
        .with("gflops_peak_after", after)
        .with("copy_l2_gb_per_second", gigabytes)
        .with("kernels", Json.of(all));
  }
}
