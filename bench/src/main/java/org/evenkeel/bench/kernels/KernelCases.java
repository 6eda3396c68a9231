package org.evenkeel.bench.kernels;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.kernel.Kernels;

/// All kernels that are measured, by name: `family shape operation`.
final class KernelCases {
  private KernelCases() {}

  /// Returns what makes each call, in the order of the table.
  static Map<String, Function<Kernels, KernelCall>> all() {
    Map<String, Function<Kernels, KernelCall>> cases = new LinkedHashMap<>();
    ConvCalls.add(cases);
    DenseCalls.add(cases);
    NormCalls.add(cases);
    ElementCalls.add(cases);
    ReduceCalls.add(cases);
    PoolCalls.add(cases);
    LossCalls.add(cases);
    return cases;
  }
}
