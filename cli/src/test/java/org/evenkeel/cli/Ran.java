package org.evenkeel.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What a command printed, and how it ended.
record Ran(int code, String out, String err) {
  static Ran command(Object... arguments) {
    return on(false, arguments);
  }

  static Ran on(boolean terminal, Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Screen screen =
        new Screen(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            80);
    String[] texts = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    int code = Main.run(texts, screen);
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// What it said on standard error beside the doctor's warnings, which tiny data deserve.
  String failures() {
    return err.lines()
        .filter(line -> !line.startsWith("evenkeel: warning: "))
        .collect(Collectors.joining("\n"));
  }

  /// Lines as a terminal shows them: what a carriage return overwrites counts as a line too.
  List<String> screenLines() {
    return Arrays.asList(out.split("[\r\n]"));
  }
}
