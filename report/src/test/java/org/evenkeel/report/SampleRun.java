package org.evenkeel.report;

import java.util.stream.IntStream;
import org.evenkeel.report.TrainingFigure.EpochPoint;

/// Curves as LeNet with batch normalization draws them. Needs no test library, so that a second JVM
/// can run it.
final class SampleRun {
  private static final double[] LOSS = {.767, .482, .407, .368, .338, .321, .302, .295, .284, .273};
  private static final double[] TRAIN = {
    .721, .825, .851, .867, .875, .882, .888, .892, .895, .899
  };
  private static final double[] TEST = {.777, .776, .824, .854, .758, .831, .869, .870, .837, .877};

  private SampleRun() {}

  /// The first `trained` epochs of a run of ten.
  static TrainingFigure figure(int trained) {
    return TrainingFigure.of(
        "a run",
        10,
        IntStream.range(0, trained)
            .mapToObj(i -> new EpochPoint(i + 1, LOSS[i], TRAIN[i], TEST[i]))
            .toList());
  }
}
