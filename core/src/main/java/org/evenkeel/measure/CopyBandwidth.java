package org.evenkeel.measure;

import org.evenkeel.kernel.Probe;
import org.evenkeel.plan.KernelChoice;

/// How fast the machine copies floats that live in a given level of the memory hierarchy.
public final class CopyBandwidth {
  private static final long BYTES_PER_SLICE = 256L << 20;
  private static final int WARM_UP_SLICES = 10;

  private CopyBandwidth() {}

  /// Where source and target lie together, by size: half of it is the source, half the target.
  public enum Level {
    /// 16 KiB a thread: in the first-level cache of any current processor.
    L1(16 << 10),
    /// 192 KiB a thread: out of the first level, within the second of 256 KiB and more.
    L2(192 << 10),
    /// 256 MiB a thread: beyond any cache.
    MEMORY(256 << 20);

    private final int bytes;

    Level(int bytes) {
      this.bytes = bytes;
    }

    /// Bytes of source and target together, per thread.
    public int bytes() {
      return bytes;
    }
  }

  /// Measures `slices` slices on `threads` threads at once; in GB/s, bytes read plus bytes written,
  /// all threads together.
  public static Rates measure(Level level, int threads, int slices) {
    Probe probe = KernelChoice.probe();
    int floats = level.bytes() / 2 / Float.BYTES;
    int repeats = (int) Math.max(1, BYTES_PER_SLICE / level.bytes());
    double bytes = (double) repeats * level.bytes();
    try (TimedSlices timed =
        new TimedSlices(
            threads,
            bytes,
            () -> {
              float[] source = new float[floats];
              float[] target = new float[floats];
              return () -> {
                for (int i = 0; i < repeats; i++) {
                  probe.copy(source, target);
                }
                return target[floats - 1];
              };
            })) {
      timed.warmUp(WARM_UP_SLICES);
      return timed.rates(slices);
    }
  }
}
