package org.evenkeel.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.evenkeel.model.Safetensors;

/// One case of the golden vectors in `src/test/resources/goldens`: tensors and attributes by name.
///
/// The README there says how they were made and what the names mean.
public final class Golden {
  private static final String FOLDER = "/goldens/";

  /// Largest magnitudes below this are rounding noise around zero: compared absolutely.
  private static final double NOISE = 1e-10;

  private final String name;
  private final Safetensors file;

  private Golden(String name, Safetensors file) {
    this.name = name;
    this.file = file;
  }

  /// The names of all cases that begin with `prefix`, sorted; all cases for the empty prefix.
  public static List<String> names(String prefix) {
    try (InputStream in = open("index.txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> line.startsWith(prefix))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All cases that begin with `prefix`; fails if there is none, so that no test runs on nothing.
  public static Stream<Golden> all(String prefix) {
    List<String> names = names(prefix);
    if (names.isEmpty()) {
      throw new AssertionError("golden: expected cases that begin with " + prefix + ", found none");
    }
    return names.stream().map(Golden::load);
  }

  /// The case `name`, such as `conv2d-1x1`.
  public static Golden load(String name) {
    String path = name + ".safetensors";
    try (InputStream in = open(path)) {
      return new Golden(name, Safetensors.read(path, in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String path) {
    InputStream in = Golden.class.getResourceAsStream(FOLDER + path);
    if (in == null) {
      throw new AssertionError("golden: expected a resource " + FOLDER + path + ", found none");
    }
    return in;
  }

  /// The name of the case.
  public String name() {
    return name;
  }

  /// The names of its tensors.
  public Set<String> tensors() {
    return file.names();
  }

  /// Whether it has the tensor `tensor`.
  public boolean has(String tensor) {
    return file.names().contains(tensor);
  }

  /// The shape of `tensor`.
  public int[] shape(String tensor) {
    return file.shape(tensor);
  }

  /// The values of `tensor`, row-major, whatever its type but I64.
  public double[] doubles(String tensor) {
    return file.doubles(tensor);
  }

  /// The values of `tensor` rounded to float32: exact for inputs, see the README.
  public float[] floats(String tensor) {
    double[] values = file.doubles(tensor);
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  /// The values of an I64 or U8 tensor such as `labels`.
  public int[] ints(String tensor) {
    return Arrays.stream(file.longs(tensor)).mapToInt(Math::toIntExact).toArray();
  }

  /// Whether the case has the attribute `key`.
  public boolean hasAttribute(String key) {
    return file.metadata().containsKey(key);
  }

  /// The attribute `key`, such as `operation`.
  public String attribute(String key) {
    if (!hasAttribute(key)) {
      throw new AssertionError(
          "golden " + name + ": expected attribute " + key + ", found " + file.metadata().keySet());
    }
    return file.metadata().getOrDefault(key, "");
  }

  /// The attribute `key` as whole numbers: `stride` as two, `padding` as top, bottom, left, right.
  public int[] sizes(String key) {
    return Arrays.stream(attribute(key).split(",")).mapToInt(Integer::parseInt).toArray();
  }

  /// The attribute `key` as a number, such as `epsilon`.
  public double number(String key) {
    return Double.parseDouble(attribute(key));
  }

  /// Demands |actual − expected| ≤ tolerance · max(|expected|, min(1, largest |expected|)) of every
  /// value of `tensor`; where the largest is rounding noise, 1 takes its place.
  public void expect(String tensor, double[] actual, double tolerance) {
    double[] expected = doubles(tensor);
    if (actual.length != expected.length) {
      throw new AssertionError(
          where(tensor) + "expected " + expected.length + " values, got " + actual.length);
    }
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    double floor = largest < NOISE ? 1 : Math.min(1, largest);
    for (int i = 0; i < expected.length; i++) {
      double bound = tolerance * Math.max(Math.abs(expected[i]), floor);
      double difference = Math.abs(actual[i] - expected[i]);
      if (!(difference <= bound)) { // also where actual is NaN
        throw new AssertionError(
            String.format(
                Locale.ROOT,
                "%sexpected %.17g at %d, got %.17g, off by %.3g where %.3g is allowed",
                where(tensor),
                expected[i],
                i,
                actual[i],
                difference,
                bound));
      }
    }
  }

  /// As [#expect(String, double[], double)], for results in float32.
  public void expect(String tensor, float[] actual, double tolerance) {
    double[] widened = new double[actual.length];
    Arrays.setAll(widened, i -> actual[i]);
    expect(tensor, widened, tolerance);
  }

  private String where(String tensor) {
    return "golden " + name + ", tensor " + tensor + " " + Arrays.toString(shape(tensor)) + ": ";
  }

  /// The name, for parameterized tests.
  @Override
  public String toString() {
    return name;
  }
}
