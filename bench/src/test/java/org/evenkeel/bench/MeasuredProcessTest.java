package org.evenkeel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredProcessTest {
  @TempDir Path folder;

  @Test
  void returnsWhatWasPrintedUnderItsEnvironment() throws Exception {
    MeasuredProcess process =
        MeasuredProcess.run(
            List.of("sh", "-c", "echo $GREETING; echo more >&2"),
            Map.of("GREETING", "hello"),
            folder.resolve("log"),
            60);

    assertThat(process.output()).isEqualTo("hello\nmore\n");
  }

  @Test
  void namesExitCodeAndLastLineOfAFailure() {
    assertThatExceptionOfType(MeasuredProcess.FailedException.class)
        .isThrownBy(() -> run("echo first; echo no data; echo; exit 3", 60))
        .withMessage("exit code 3: no data");
  }

  @Test
  void endsAProcessThatTakesTooLong() {
    assertThatExceptionOfType(MeasuredProcess.FailedException.class)
        .isThrownBy(() -> run("sleep 60", 0.1))
        .withMessageContaining("it took longer");
  }

  @Test
  void readsTheSecondsOfEpochs() {
    assertThat(
            ToolRuns.epochSeconds(List.of("epoch,train_loss,seconds", "1,0.5,2.5", "2,0.4,1.25")))
        .containsExactly(2.5, 1.25);
  }

  @Test
  void readsCachesButThoseOfInstructions() throws Exception {
    cache("index0", "1", "Data", "32K");
    cache("index1", "1", "Instruction", "48K");
    cache("index2", "2", "Unified", "512K");

    assertThat(Machine.caches(folder)).isEqualTo("L1 32K, L2 512K");
    assertThat(Machine.caches(folder.resolve("none"))).isEmpty();
  }

  private void cache(String index, String level, String type, String size) throws Exception {
    Path cache = Files.createDirectories(folder.resolve(index));
    Files.writeString(cache.resolve("level"), level + "\n");
    Files.writeString(cache.resolve("type"), type + "\n");
    Files.writeString(cache.resolve("size"), size + "\n");
  }

  private void run(String script, double seconds) throws Exception {
    var _ =
        MeasuredProcess.run(List.of("sh", "-c", script), Map.of(), folder.resolve("log"), seconds);
  }
}
