package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.evenkeel.model.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class InterruptionTest {
  @Test
  @Timeout(120)
  void theFirstSignalSavesTheModelAndEndsWithItsExitCode(@TempDir Path folder) throws Exception {
    Path data = TinyData.write(folder.resolve("data"), 12);
    Path run = folder.resolve("run");
    FutureTask<Ran> training =
        new FutureTask<>(
            () ->
                Ran.command(
                    "train",
                    "--dataset",
                    "idx",
                    "--data",
                    data,
                    "--out",
                    run,
                    "--model",
                    "mlp",
                    "--batch",
                    16,
                    "--epochs",
                    1_000_000));
    Thread.ofPlatform().daemon().start(training);
    while (!Files.exists(run.resolve("metrics.csv"))) {
      Thread.sleep(10);
    }

    raise("TERM"); // INT may be ignored where the tests run in the background
    Ran ran = training.get(60, TimeUnit.SECONDS);

    assertThat(ran.code()).isEqualTo(143);
    assertThat(ran.err()).contains("interrupted after", run.toString());
    assertThat(run.resolve("summary.json")).content().contains("\"interrupted\"");
    assertThat(Model.load(run).weightsSha256()).isNotEmpty();
  }

  private static void raise(String name) throws ReflectiveOperationException, IOException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Object signal = type.getConstructor(String.class).newInstance(name);
    type.getMethod("raise", type).invoke(null, signal);
  }
}
