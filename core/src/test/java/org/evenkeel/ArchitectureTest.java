package org.evenkeel;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Imports run one way, SIMD stays behind one fence, and nothing is called whose last bit may differ.
final class ArchitectureTest {
  private static final String ROOT = "org.evenkeel";

  /// Each package with the packages it may know besides itself and its sub-packages.
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("graph", Set.of()),
          Map.entry("kernel", Set.of()),
          Map.entry("data", Set.of()),
          Map.entry("nn", Set.of("graph")),
          Map.entry("reference", Set.of("nn", "graph")),
          Map.entry("optim", Set.of("graph")),
          Map.entry("model", Set.of("nn", "graph")),
          Map.entry("fold", Set.of("model", "nn", "graph", "reference")),
          Map.entry("plan", Set.of("graph", "kernel")),
          Map.entry("measure", Set.of("plan", "kernel")),
          Map.entry(
              "train",
              Set.of(
                  "plan", "optim", "data", "fold", "model", "nn", "graph", "reference", "kernel")),
          Map.entry("doctor", Set.of("train", "plan", "data", "model", "nn", "graph")));

  /// Random numbers are a function of key and counter, the same for kernels and for everybody else.
  private static final Set<String> KNOWN_TO_ALL =
      Set.of(ROOT + ".kernel.CounterRandom", ROOT + ".kernel.CounterRandom$Purpose");

  private static final Set<String> MODULES =
      Set.of("java.base", "java.net.http", "jdk.incubator.vector");

  private static final String VECTOR = "jdk.incubator.vector";

  private static final Set<String> LAST_BIT_MAY_DIFFER =
      Set.of(
          "exp", "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot", "sin", "cos", "tan",
          "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh");

  private static final Set<String> SOURCES_OF_RANDOMNESS =
      Set.of(
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.concurrent.ThreadLocalRandom",
          "java.security.SecureRandom");

  private static final JavaClasses CLASSES = importMainClasses();

  @Test
  void seesTheRealClasses() {
    assertThat(CLASSES.size()).isGreaterThan(50);
    assertThat(CLASSES.stream().filter(c -> c.getSimpleName().endsWith("Test"))).isEmpty();
  }

  @Test
  void everyClassLivesInAKnownPackage() {
    assertThat(CLASSES.stream().filter(c -> !MAY_KNOW.containsKey(packageOf(c)))).isEmpty();
  }

  @Test
  void importsRunOneWay() {
    List<String> violations = new ArrayList<>();
    for (Dependency dependency : dependencies()) {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      String from = packageOf(dependency.getOriginClass());
      if (target.getPackageName().startsWith(ROOT)
          && !packageOf(target).equals(from)
          && !KNOWN_TO_ALL.contains(target.getName())
          && !MAY_KNOW.getOrDefault(from, Set.of()).contains(packageOf(target))) {
        violations.add(dependency.getDescription());
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void onlyTheSimdKernelsNameTheVectorModule() {
    List<String> violations = new ArrayList<>();
    for (Dependency dependency : dependencies()) {
      boolean simd = isWithin(dependency.getOriginClass(), ROOT + ".kernel.simd");
      boolean vector = isWithin(dependency.getTargetClass().getBaseComponentType(), VECTOR);
      if (vector && !simd) {
        violations.add(dependency.getDescription());
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void dependsOnNothingButThreeModulesOfTheJdk() {
    Map<String, String> moduleOfPackage = new HashMap<>();
    for (Module module : ModuleLayer.boot().modules()) {
      module.getPackages().forEach(name -> moduleOfPackage.put(name, module.getName()));
    }
    List<String> violations = new ArrayList<>();
    for (Dependency dependency : dependencies()) {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      if (!target.isPrimitive() && !target.getPackageName().startsWith(ROOT)) {
        String module = moduleOfPackage.getOrDefault(target.getPackageName(), "the class path");
        if (!MODULES.contains(module)) {
          violations.add(module + ": " + dependency.getDescription());
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void callsNothingWhoseLastBitMayDiffer() {
    assertThat(CLASSES.stream().flatMap(ArchitectureTest::forbiddenAccesses)).isEmpty();
  }

  @Test
  void findsForbiddenCallsWhereTheyAre() {
    JavaClass offender = new ClassFileImporter().importClass(Offender.class);
    assertThat(forbiddenAccesses(offender))
        .anyMatch(text -> text.contains("Math.exp"))
        .anyMatch(text -> text.contains("nextGaussian"))
        .noneMatch(text -> text.contains("fma"));
  }

  private static JavaClasses importMainClasses() {
    // Names are enough: the JDK's own classes need not be read.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(location -> !location.contains("/test-classes/"))
        .importPackages(ROOT);
  }

  private static List<Dependency> dependencies() {
    return CLASSES.stream().flatMap(c -> c.getDirectDependenciesFromSelf().stream()).toList();
  }

  /// The first part of the package name after the root: `kernel` for `org.evenkeel.kernel.simd`.
  private static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(ROOT + ".")) {
      return name;
    }
    String below = name.substring(ROOT.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  private static boolean isWithin(JavaClass type, String packageName) {
    return (type.getPackageName() + ".").startsWith(packageName + ".");
  }

  private static Stream<String> forbiddenAccesses(JavaClass type) {
    return type.getAccessesFromSelf().stream()
        .filter(ArchitectureTest::isForbidden)
        .map(JavaAccess::getDescription);
  }

  private static boolean isForbidden(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    String owner = target.getOwner().getName();
    String name = target.getName();
    return switch (owner) {
      case "java.lang.Math" -> LAST_BIT_MAY_DIFFER.contains(name) || name.equals("random");
      // The order of a lane sum is unspecified: FloatVector and DoubleVector only.
      case VECTOR + ".FloatVector", VECTOR + ".DoubleVector" -> name.startsWith("reduceLanes");
      case VECTOR + ".VectorOperators" ->
          LAST_BIT_MAY_DIFFER.contains(name.toLowerCase(Locale.ROOT));
      case "java.util.Collections" -> name.equals("shuffle");
      default -> SOURCES_OF_RANDOMNESS.contains(owner) || owner.startsWith("java.util.random.");
    };
  }

  /// Breaks the rules, so that the test of the rules can be tested.
  private record Offender(double x) {
    @Override
    public String toString() {
      return "offence " + Math.fma(Math.exp(x), x, new Random(1).nextGaussian());
    }
  }
}
