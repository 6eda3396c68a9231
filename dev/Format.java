import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/// Runs google-java-format over every Java file below a folder: `Format check|fix FOLDER`.
///
/// Documentation comments are left as written: the formatter would break lines of Markdown where a
/// formula's operator then starts a list. Build output and hidden folders are left out. `check`
/// names the files that would change and exits with 1.
public final class Format {
  private Format() {}

  public static void main(String[] args) throws IOException {
    boolean fix = args[0].equals("fix");
    Path root = Path.of(args[1]);
    List<String> arguments = new ArrayList<>(List.of("--skip-javadoc-formatting"));
    arguments.addAll(fix ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean skipped = name.equals("target") || name.startsWith(".");
            return skipped && !folder.equals(root)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              arguments.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    int files = arguments.size() - (fix ? 2 : 3);
    ToolProvider formatter =
        ToolProvider.findFirst("google-java-format")
            .orElseThrow(
                () -> new IllegalStateException("google-java-format is not on the class path"));
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter errors = new PrintWriter(System.err, true);
    String[] array = arguments.toArray(new String[0]);
    int exit = formatter.run(out, errors, array);
    if (fix && exit == 0) {
      // What the first pass broke into lines, the second may indent otherwise.
      exit = formatter.run(out, errors, array);
    }
    if (exit != 0) {
      System.err.println("Files named above are not formatted. dev/format formats them.");
      System.exit(1);
    }
    System.out.println(files + " Java files " + (fix ? "formatted" : "are formatted"));
  }
}
