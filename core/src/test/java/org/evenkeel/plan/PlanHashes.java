package org.evenkeel.plan;

import org.evenkeel.kernel.Kernels;
import org.evenkeel.nn.norm.BatchNorm;

/// The weights that a certain short training run ends with, on every processor, with every kind of
/// kernels.
///
/// The constant changes only with docs/NUMERICS.md, the generated images or this run.
final class PlanHashes {
  /// SHA-256 of all weights after twenty steps.
  static final String LENET = "82674a6a75b5910406c549cf7b3e3f606888bc9598815622a7fa2c1cecb286e6";

  private PlanHashes() {}

  /// Trains LeNet with batch norm for twenty steps, one in four with a partial batch, and returns
  /// the weights' SHA-256.
  static String lenet(Kernels kernels, int threads, boolean fusion) {
    int[] sizes = new int[20];
    for (int step = 0; step < sizes.length; step++) {
      sizes[step] = step % 4 == 3 ? 21 : 40;
    }
    PlanRun run =
        PlanRun.steps(LeNets.lenet(BatchNorm.likeTheSection()), 40, 1)
            .sizes(sizes)
            .momentum(0.5, 0.001);
    return run.train(new PlanOptions(kernels, 40, threads, fusion)).weightsSha256();
  }

  /// Trains a small network for three steps: for JVMs that are slow at it. Returns the weights' SHA-256.
  static String small(Kernels kernels, int threads, boolean fusion) {
    PlanRun run = PlanRun.steps(LeNets.small(), 18, 3).sizes(18, 5, 18).momentum(0.5, 0.1);
    return run.train(new PlanOptions(kernels, 18, threads, fusion)).weightsSha256();
  }

  /// Prints the width of the vectors in bits and the SHA-256 of the weights, of a run in a JVM of its own.
  ///
  /// @param args `lenet` or `small`, then the number of threads
  public static void main(String[] args) {
    Kernels kernels = KernelChoice.best();
    int threads = Integer.parseInt(args[1]);
    String hash =
        args[0].equals("lenet") ? lenet(kernels, threads, true) : small(kernels, threads, true);
    System.out.println(kernels.vectorBits() + " " + hash);
  }
}
