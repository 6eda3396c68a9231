package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// JVMs that execute otherwise end with the same weights: vectors of every width and none, the first compiler alone, processors with less, no compiler
/// at all, multiply-adds in software. Each is a process of its own.
class PlanInOtherJvmsTest {
  private static final long PATIENCE_MINUTES = 10;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Devenkeel.vectorBits=0",
        "-Devenkeel.vectorBits=128",
        "-Devenkeel.vectorBits=256",
        "-XX:UseAVX=2",
        "-XX:TieredStopAtLevel=1 -Devenkeel.vectorBits=0",
        "-XX:-TieredCompilation"
      })
  void lenetEndsWithTheWeightsOfAlways(String flags) throws Exception {
    assertThat(weights("lenet", flags)).isEqualTo(PlanHashes.LENET);
  }

  /// Slow ways, on a small network: vectors wider than the processor's are boxed, interpreted ones too.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xint",
        "-Xint -Devenkeel.vectorBits=0",
        "-Xint -Devenkeel.vectorBits=512",
        "-Devenkeel.vectorBits=512",
        "-XX:TieredStopAtLevel=1",
        "-XX:UseAVX=0",
        "-XX:-UseFMA -Devenkeel.vectorBits=0"
      })
  void aSmallNetworkEndsWithTheSameWeights(String flags) throws Exception {
    assertThat(weights("small", flags)).isEqualTo(PlanHashes.small(KernelChoice.best(), 1, true));
  }

  @Test
  void aWidthThatWasAskedForIsUsed() throws Exception {
    assertThat(run("small", "-Devenkeel.vectorBits=512")).startsWith("512 ");
    assertThat(run("small", "-Devenkeel.vectorBits=0")).startsWith("0 ");
  }

  private static String weights(String network, String flags) throws Exception {
    String line = run(network, flags);
    return line.substring(line.indexOf(' ') + 1);
  }

  private static String run(String network, String flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Flags of one kind of processor are unknown on others.
    command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "-Xmx256m", "-XX:+UseSerialGC"));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of(flags.split(" ")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(PlanHashes.class.getName(), network, "2"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("ended in time").isTrue();
    assertThat(process.exitValue()).as("exit code of %s", command).isZero();
    return out.strip();
  }
}
