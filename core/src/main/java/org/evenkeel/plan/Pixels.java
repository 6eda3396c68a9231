package org.evenkeel.plan;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;
import org.evenkeel.kernel.LossKernels;
import org.evenkeel.kernel.Slab;

/// Where the pixels of all examples are: in an array, or in a memory map of any size.
///
/// Kernels read arrays. The images of one slab of a map are copied to an array of the worker first, some kilobytes that stay in cache.
final class Pixels {
  private static final int[] ONE_AFTER_THE_OTHER = IntStream.range(0, Slab.LANES).toArray();

  private byte[] array = {};
  private int at;
  private MemorySegment map = MemorySegment.NULL;
  private long mapAt;
  private boolean mapped;

  void in(byte[] pixels, int pixelsAt) {
    array = pixels;
    at = pixelsAt;
    mapped = false;
  }

  void in(MemorySegment pixels, long pixelsAt) {
    map = pixels;
    mapAt = pixelsAt;
    mapped = true;
  }

  /// Loads one slab: lane l takes example `order[orderAt + l]` for l < lanes.
  ///
  /// @param x written: one slab of (values) at `xAt`
  void load(
      LossKernels kernels,
      int values,
      int[] order,
      int orderAt,
      int lanes,
      Worker worker,
      float[] x,
      int xAt) {
    if (!mapped) {
      kernels.load(array, at, values, order, orderAt, lanes, x, xAt);
      return;
    }
    byte[] images = worker.images(Slab.LANES * values);
    for (int lane = 0; lane < lanes; lane++) {
      long from = mapAt + (long) order[orderAt + lane] * values;
      MemorySegment.copy(map, ValueLayout.JAVA_BYTE, from, images, lane * values, values);
    }
    kernels.load(images, 0, values, ONE_AFTER_THE_OTHER, 0, lanes, x, xAt);
  }
}
