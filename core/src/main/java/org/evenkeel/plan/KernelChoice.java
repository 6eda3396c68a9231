package org.evenkeel.plan;

import java.lang.System.Logger;
import java.util.List;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.kernel.Probe;
import org.evenkeel.kernel.scalar.ScalarKernels;
import org.evenkeel.kernel.scalar.ScalarProbe;

/// Chooses the kernels of this process: vectors of some width, or plain Java. Every choice gives
/// the same bits.
///
/// Vector kernels are found by name, so that a program on the class path without `--add-modules
/// jdk.incubator.vector` still runs, on scalar kernels.
///
/// The width of vectors is fixed once per process, by the first choice of vector kernels. The
/// system property `evenkeel.vectorBits` (`auto`, `0`, `128`, `256`, `512`) presets it, and may
/// name a width that the processor lacks: right, but very slow, and meant for tests.
public final class KernelChoice {
  private static final String PROPERTY = "evenkeel.vectorBits";
  private static final String SIMD = "org.evenkeel.kernel.simd.SimdKernels";
  private static final String PROBE = "org.evenkeel.kernel.simd.SimdProbe";
  private static final List<Integer> WIDTHS = List.of(128, 256, 512);

  private static String fallbackReason = "";

  private KernelChoice() {}

  /// Returns the kernels in plain Java.
  public static Kernels scalar() {
    return ScalarKernels.kernels();
  }

  /// Returns vector kernels of the widest kind that this processor has, or of the preset width;
  /// scalar kernels where there are none, which is logged once.
  ///
  /// Throws: an `IllegalArgumentException` where the system property holds no width.
  public static synchronized Kernels best() {
    String preset = System.getProperty(PROPERTY, "auto");
    if (preset.equals("0")) {
      return scalar();
    }
    if (!preset.equals("auto")) {
      return ofBits(width(preset));
    }
    if (!fallbackReason.isEmpty()) {
      return scalar();
    }
    try {
      int hardware = hardwareBits();
      if (hardware >= WIDTHS.getFirst()) {
        return simd();
      }
      fallbackReason =
          "vectors of this processor hold " + hardware + " bits, scalar kernels are used";
    } catch (ReflectiveOperationException | LinkageError absent) {
      fallbackReason = reason(absent);
    }
    System.getLogger(KernelChoice.class.getName()).log(Logger.Level.WARNING, fallbackReason);
    return scalar();
  }

  /// Returns the kernels of one width.
  ///
  /// Throws: an `IllegalArgumentException` for a width that does not exist, that this processor
  /// lacks or where there are no vectors at all; an `IllegalStateException` where another width is
  /// fixed already.
  ///
  /// @param bits 0 for scalar kernels, else 128, 256 or 512
  public static synchronized Kernels ofBits(int bits) {
    if (bits == 0) {
      return scalar();
    }
    if (!WIDTHS.contains(bits)) {
      throw new IllegalArgumentException("vector bits: expected 0, 128, 256 or 512, got " + bits);
    }
    try {
      boolean forced = System.getProperty(PROPERTY, "").equals(Integer.toString(bits));
      int hardware = hardwareBits();
      if (bits > hardware && !forced) {
        throw new IllegalArgumentException(
            "vector bits: expected at most "
                + hardware
                + ", the width of this processor, got "
                + bits);
      }
      System.setProperty(PROPERTY, Integer.toString(bits));
      Kernels kernels = simd();
      if (kernels.vectorBits() != bits) {
        System.setProperty(PROPERTY, Integer.toString(kernels.vectorBits()));
        throw new IllegalStateException(
            "vector bits: expected "
                + kernels.vectorBits()
                + ", fixed for this process by an earlier choice, got "
                + bits);
      }
      return kernels;
    } catch (ReflectiveOperationException | LinkageError absent) {
      throw new IllegalArgumentException(
          "vector bits: got " + bits + ", but " + reason(absent), absent);
    }
  }

  /// Returns why [#best] fell back to scalar kernels, or an empty string where it did not.
  public static synchronized String fallbackReason() {
    return fallbackReason;
  }

  /// Returns what shows the processor's best, in vectors of its own width whatever was chosen for
  /// kernels; in plain Java where there are none.
  public static Probe probe() {
    try {
      return Class.forName(PROBE).asSubclass(Probe.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException | LinkageError _) { // no vector module
      return new ScalarProbe();
    }
  }

  private static int width(String bits) {
    return switch (bits) {
      case "128" -> 128;
      case "256" -> 256;
      case "512" -> 512;
      default ->
          throw new IllegalArgumentException(
              PROPERTY + ": expected auto, 0, 128, 256 or 512, got '" + bits + "'");
    };
  }

  private static Kernels simd() throws ReflectiveOperationException {
    return (Kernels) Class.forName(SIMD).getMethod("kernels").invoke(null);
  }

  private static int hardwareBits() throws ReflectiveOperationException {
    return (int) Class.forName(SIMD).getMethod("hardwareBits").invoke(null);
  }

  private static String reason(Throwable absent) {
    Throwable cause = absent.getCause() == null ? absent : absent.getCause();
    return "vector kernels are absent, scalar kernels are used (same results, slower); start Java"
        + " with --add-modules jdk.incubator.vector: "
        + cause;
  }
}
