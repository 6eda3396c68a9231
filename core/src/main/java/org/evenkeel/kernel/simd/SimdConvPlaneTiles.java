package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The register tile of convolutions with one input channel: 3 outputs, 3 vectors.
///
/// As [SimdConvTiles], with one plane and the weights of all terms behind one another: fewer steps to keep in registers, so that no sum is
/// spilled.
final class SimdConvPlaneTiles {
  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
  private static final int LENGTH = Species.LENGTH;

  private SimdConvPlaneTiles() {}

  /// 3 channels, 3 vectors: 9 sums over `rows` × `columns` terms, `xColumn` and `xRow` apart in x.
  static void sum3x3(
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] bias,
      int channel,
      float[] y,
      int yAt,
      int yChannel,
      int columns,
      int xColumn,
      int rows,
      int xRow) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel]);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s11 = s10;
    FloatVector s12 = s10;
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 2]);
    FloatVector s21 = s20;
    FloatVector s22 = s20;
    int xi = xAt;
    int wi = wAt;
    int left = columns;
    int jump = xRow - columns * xColumn;
    for (int term = rows * columns; term > 0; term--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      s02 = x2.fma(w0, s02);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      s12 = x2.fma(w1, s12);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wi + 2]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      s22 = x2.fma(w2, s22);
      xi += xColumn;
      wi += 3;
      if (--left == 0) {
        left = columns;
        xi += jump;
      }
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + LENGTH);
    s02.intoArray(y, yAt + 2 * LENGTH);
    s10.intoArray(y, yAt + yChannel);
    s11.intoArray(y, yAt + yChannel + LENGTH);
    s12.intoArray(y, yAt + yChannel + 2 * LENGTH);
    s20.intoArray(y, yAt + 2 * yChannel);
    s21.intoArray(y, yAt + 2 * yChannel + LENGTH);
    s22.intoArray(y, yAt + 2 * yChannel + 2 * LENGTH);
  }
}
