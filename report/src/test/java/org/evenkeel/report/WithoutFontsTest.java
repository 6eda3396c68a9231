package org.evenkeel.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs a second JVM, because AWT looks for fonts once in the life of a JVM.
class WithoutFontsTest {
  @TempDir private Path folder;

  @Test
  void writesTheSvgWhereFontconfigFindsNoFonts() throws Exception {
    String said = run("files");
    assertThat(folder.resolve("figure.svg")).hasBinaryContent(SampleRun.figure(3).svg());
    if (System.getProperty("os.name").equals("Linux")) { // elsewhere fonts come another way
      assertThat(said).contains("figure.png is not drawn: expected fonts");
      assertThat(folder.resolve("figure.png")).doesNotExist();
    }
  }

  @Test
  void drawsTheSvgWithoutLoadingAwt() throws Exception {
    assertThat(run("svg", "-Xlog:class+load")).contains("ChartPainter").doesNotContain("java.awt.");
  }

  private String run(String what, String... options) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("-Djava.awt.headless=true");
    command.add("-Duser.home=" + folder);
    command.add("-cp");
    command.add(location(TrainingFigure.class) + File.pathSeparator + location(Draw.class));
    command.add(Draw.class.getName());
    command.add(what);
    command.add(folder.toString());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    builder.environment().put("FONTCONFIG_FILE", configurationWithoutFonts().toString());
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private Path configurationWithoutFonts() throws IOException {
    return Files.writeString(
        folder.resolve("fonts.conf"), "<?xml version=\"1.0\"?>\n<fontconfig></fontconfig>\n");
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What the second JVM runs: `files FOLDER` or `svg FOLDER`.
  static final class Draw {
    private Draw() {}

    public static void main(String[] arguments) throws IOException {
      TrainingFigure figure = SampleRun.figure(3);
      if (arguments[0].equals("files")) {
        Path folder = Path.of(arguments[1]);
        Files.write(folder.resolve("figure.svg"), figure.svg());
        switch (figure.png()) {
          case Png.Drawn(byte[] bytes) -> Files.write(folder.resolve("figure.png"), bytes);
          case Png.Missing(String reason) -> System.out.println(reason);
        }
      } else {
        System.out.println(figure.svg().length);
      }
    }
  }
}
