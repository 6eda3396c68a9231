package org.evenkeel.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.bench.worker.Task;

/// The command line of each library's processes, and what is added to their environment.
///
/// @param root the checkout
/// @param classPath class path of our processes: this one's own
record Commands(Path root, String classPath) {
  /// The options of the JVM that `./evenkeel` sets, but for its archive of classes.
  private static final List<String> OUR_JVM =
      List.of(
          "--add-modules",
          "jdk.incubator.vector",
          "-XX:+UseSerialGC",
          "-XX:ObjectAlignmentInBytes=32",
          "-Xmn16m",
          "-Xms64m",
          "-XX:Tier4BackEdgeThreshold=20000000");

  private static final String OUR_WORKER = "org.evenkeel.bench.worker.Worker";
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  /// The fastest settings found for native libraries: the C library keeps large blocks instead of
  /// handing them back to the system after every operation.
  private static final Map<String, String> KEEP_BLOCKS =
      Map.of(
          "MALLOC_MMAP_THRESHOLD_", "1073741824",
          "MALLOC_TRIM_THRESHOLD_", "4294967296",
          "MALLOC_TOP_PAD_", "67108864");

  /// Returns the command for a task.
  List<String> command(Library library, Task task) {
    List<String> words = new ArrayList<>(List.of(JAVA));
    switch (library) {
      case EVENKEEL -> words.addAll(ours());
      case SCRATCH -> words.addAll(ours());
      case DJL -> words.addAll(peer(library, "DjlPeer", "-DDJL_CACHE_DIR=" + cache(library)));
      case TENSORFLOW ->
          words.addAll(
              peer(library, "TensorFlowPeer", "-Dorg.bytedeco.javacpp.cachedir=" + cache(library)));
    }
    words.addAll(
        library == Library.SCRATCH ? task.network("lenet-scratch").arguments() : task.arguments());
    return words;
  }

  /// Returns what is added to the environment.
  ///
  /// @param alone whether nothing else runs: only then does it pay to bind threads to cores
  Map<String, String> environment(Library library, boolean alone) {
    Map<String, String> added = new HashMap<>();
    switch (library) {
      case DJL -> {
        added.putAll(KEEP_BLOCKS);
        added.put("THP_MEM_ALLOC_ENABLE", "1"); // huge pages
        if (alone) {
          added.put("OMP_PROC_BIND", "true");
        }
      }
      case TENSORFLOW -> {
        added.putAll(KEEP_BLOCKS);
        added.put("TF_CPP_MIN_LOG_LEVEL", "2");
      }
      case EVENKEEL, SCRATCH -> {}
    }
    return added;
  }

  private List<String> ours() {
    List<String> words = new ArrayList<>(OUR_JVM);
    words.add("-XX:CompileCommandFile=" + root.resolve("launcher/compiler.txt"));
    if (Runtime.getRuntime().availableProcessors() <= 2) {
      words.add("-XX:CICompilerCount=3");
    }
    String more = System.getenv("EVENKEEL_JAVA_OPTS");
    if (more != null && !more.isBlank()) {
      words.addAll(List.of(more.strip().split("\\s+")));
    }
    words.addAll(List.of("-cp", classPath, OUR_WORKER));
    return words;
  }

  private List<String> peer(Library library, String main, String cache) {
    Path target = target(library);
    return List.of(
        "-Xmx2g",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        cache,
        "-cp",
        target.resolve("classes") + ":" + target.resolve("lib") + "/*",
        "org.evenkeel.bench.peers." + library.word() + "." + main);
  }

  /// The folder of the peers' build.
  static Path peers(Path root) {
    return root.resolve("bench").resolve("peers");
  }

  private Path cache(Library library) {
    return target(library).resolve("cache");
  }

  private Path target(Library library) {
    return peers(root).resolve(library.word()).resolve("target");
  }
}
