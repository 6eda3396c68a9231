package org.evenkeel.bench.kernels;

import static org.evenkeel.bench.kernels.KernelCall.LANES;
import static org.evenkeel.bench.kernels.KernelCall.floats;
import static org.evenkeel.bench.kernels.KernelCall.slabBytes;

import java.util.Map;
import java.util.function.Function;
import org.evenkeel.kernel.BinaryOp;
import org.evenkeel.kernel.ElementKernels;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.kernel.UnaryOp;

/// Element-wise kernels on 6 channels of 24 x 24.
final class ElementCalls {
  private static final int CHANNELS = 6;
  private static final int VALUES = CHANNELS * 24 * 24;
  private static final int PLANE = 24 * 24 * LANES;

  private final ElementKernels kernels;
  private final float[] a = floats(VALUES * LANES);
  private final float[] b = floats(VALUES * LANES);
  private final float[] y = floats(VALUES * LANES);

  private ElementCalls(Kernels kernels) {
    this.kernels = kernels.element();
  }

  static void add(Map<String, Function<Kernels, KernelCall>> cases) {
    for (UnaryOp op : new UnaryOp[] {UnaryOp.SIGMOID, UnaryOp.TANH, UnaryOp.EXP, UnaryOp.RELU}) {
      String name = "element 6x24x24 " + op.name().toLowerCase(java.util.Locale.ROOT);
      cases.put(name, k -> new ElementCalls(k).unary(op));
    }
    cases.put("element 6x24x24 add", k -> new ElementCalls(k).add());
    cases.put("element 6x24x24 multiply-add", k -> new ElementCalls(k).multiplyAdd());
  }

  private KernelCall unary(UnaryOp op) {
    return call(
        2,
        () -> {
          kernels.unary(op, a, 0, y, 0, PLANE, CHANNELS, 0, PLANE);
          return y[0];
        });
  }

  private KernelCall add() {
    return call(
        3,
        () -> {
          kernels.binary(BinaryOp.ADD, a, 0, PLANE, b, 0, PLANE, y, 0, PLANE, CHANNELS, 0, PLANE);
          return y[0];
        });
  }

  private KernelCall multiplyAdd() {
    float[] wide = floats(CHANNELS);
    return call(
        2,
        () -> {
          kernels.multiplyAddWide(a, 0, PLANE, wide, wide, y, 0, PLANE, CHANNELS, 0, PLANE);
          return y[0];
        });
  }

  private static KernelCall call(int operands, KernelCall.Work work) {
    return new KernelCall(0, operands * slabBytes(VALUES), work);
  }
}
