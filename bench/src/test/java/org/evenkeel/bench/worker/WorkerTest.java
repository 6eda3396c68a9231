package org.evenkeel.bench.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
  private static final int EXAMPLES = 48;

  @TempDir Path data;

  @Test
  void trainsWholeEpochsAndThenInTurnsWithMultiplyAdds() throws IOException {
    String output = train(0.1);

    assertThat(output.lines().filter(line -> line.startsWith("EPOCH"))).hasSizeGreaterThan(1);
    assertThat(output)
        .containsPattern("EPOCH number=\\d+ warm_up=false seconds=\\S+ examples=48 ")
        .containsPattern(
            "TURNS number=[1-9]\\d* examples_per_gflop=\\d*[1-9]\\S* gflops=\\d*[1-9]");
  }

  @Test
  void leavesTheTurnsOutWhereNoneAreAskedFor() throws IOException {
    assertThat(train(0)).contains("EPOCH").doesNotContain("TURNS");
  }

  private String train(double turns) throws IOException {
    for (String part : new String[] {"train", "t10k"}) {
      byte[] pixels = new byte[EXAMPLES * 28 * 28];
      new Random(1).nextBytes(pixels);
      write(part + "-images-idx3-ubyte", pixels, 0x803, EXAMPLES, 28, 28);
      write(part + "-labels-idx1-ubyte", new byte[EXAMPLES], 0x801, EXAMPLES);
    }
    Task.Pace pace = new Task.Pace(EXAMPLES, 0, 2, 10, turns);
    Task task = new Task("train", "mlp", data.toString(), 2, 32, pace);
    PrintStream before = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      Worker.main(task.arguments().toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
    return output.toString(StandardCharsets.UTF_8);
  }

  private void write(String name, byte[] content, int... header) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * header.length + content.length);
    for (int number : header) {
      bytes.putInt(number);
    }
    Files.write(data.resolve(name), bytes.put(content).array());
  }
}
