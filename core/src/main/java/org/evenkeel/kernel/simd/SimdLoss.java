package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.LossKernels;
import org.evenkeel.kernel.Slab;

/// Softmax cross-entropy and loading on vectors. Source: docs/NUMERICS.md, sections 7 and 10.
public final class SimdLoss implements LossKernels {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final float RECIPROCAL = 1f / 255;
  private static final float REST = (float) (1.0 / 255 - RECIPROCAL);
  private static final int STEP = Species.LENGTH;
  private static final int LANES = Slab.LANES;

  // Pixels of all lanes that stay in the first cache between being read and being taken apart.
  private static final int BLOCK = 128;

  private static final int CACHE_LINE = 64;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /// Makes the kernels; they hold no state.
  public SimdLoss() {}

  // In steps through `loss`, so that no method holds both exp and log.
  @Override
  public void crossEntropy(
      float[] logits,
      int logitsAt,
      int classes,
      float[] labels,
      int labelsAt,
      float[] loss,
      int lossAt) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      greatest(logits, logitsAt + lane, classes, loss, lossAt + lane);
      sumOfPowers(logits, logitsAt + lane, classes, loss, lossAt + lane);
    }
    SimdElement.log(loss, lossAt, loss, lossAt, LANES);
    for (int lane = 0; lane < LANES; lane += STEP) {
      addDistance(logits, logitsAt + lane, classes, labels, labelsAt + lane, loss, lossAt + lane);
    }
  }

  /// From the greatest logit to the sum of e to the power of the logits' distance to it.
  private static void sumOfPowers(float[] logits, int at, int classes, float[] loss, int lossAt) {
    FloatVector greatest = fromArray(S, loss, lossAt);
    FloatVector sum = broadcast(S, 0f);
    for (int j = 0; j < classes; j++) {
      sum = sum.add(SimdMath.exp(fromArray(S, logits, at + j * LANES).sub(greatest)));
    }
    sum.intoArray(loss, lossAt);
  }

  /// Adds the greatest logit's distance to the label's.
  private static void addDistance(
      float[] logits, int at, int classes, float[] labels, int labelsAt, float[] loss, int lossAt) {
    // A missing lane's label may be anything: it is compared with class numbers, never an index.
    FloatVector label = fromArray(S, labels, labelsAt);
    FloatVector chosen = broadcast(S, 0f);
    FloatVector best = fromArray(S, logits, at);
    for (int j = 0; j < classes; j++) {
      FloatVector v = fromArray(S, logits, at + j * LANES);
      best = best.blend(v, v.compare(VectorOperators.GT, best));
      chosen = chosen.blend(v, label.compare(VectorOperators.EQ, (float) j));
    }
    fromArray(S, loss, lossAt).add(best.sub(chosen)).intoArray(loss, lossAt);
  }

  @Override
  public void crossEntropyGradient(
      float[] logits,
      int logitsAt,
      int classes,
      float[] labels,
      int labelsAt,
      float[] dLogits,
      int dLogitsAt) {
    softmax(logits, logitsAt, classes, dLogits, dLogitsAt);
    for (int j = 0; j < classes; j++) {
      for (int lane = 0; lane < LANES; lane += STEP) {
        FloatVector label = fromArray(S, labels, labelsAt + lane);
        int at = dLogitsAt + j * LANES + lane;
        FloatVector p = fromArray(S, dLogits, at);
        p.blend(p.sub(1f), label.compare(VectorOperators.EQ, (float) j)).intoArray(dLogits, at);
      }
    }
  }

  @Override
  public void correct(
      float[] logits,
      int logitsAt,
      int classes,
      float[] labels,
      int labelsAt,
      float[] correct,
      int correctAt) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector best = fromArray(S, logits, logitsAt + lane);
      FloatVector winner = broadcast(S, 0f);
      for (int j = 1; j < classes; j++) {
        FloatVector v = fromArray(S, logits, logitsAt + j * LANES + lane);
        // Blended into v and j, whose class the compiler knows; that of what a loop carries it must
        // have seen.
        VectorMask<Float> loses = v.compare(VectorOperators.GT, best).not();
        best = v.blend(best, loses);
        winner = broadcast(S, (float) j).blend(winner, loses);
      }
      FloatVector label = fromArray(S, labels, labelsAt + lane);
      broadcast(S, 0f)
          .blend(1f, label.compare(VectorOperators.EQ, winner))
          .intoArray(correct, correctAt + lane);
    }
  }

  @Override
  public void softmax(float[] logits, int logitsAt, int classes, float[] y, int yAt) {
    for (int lane = 0; lane < LANES; lane += STEP) {
      distances(logits, logitsAt + lane, classes, y, yAt + lane);
      shares(y, yAt + lane, classes);
    }
  }

  private static void distances(float[] logits, int at, int classes, float[] y, int yAt) {
    FloatVector greatest = fromArray(S, logits, at);
    for (int j = 1; j < classes; j++) {
      FloatVector v = fromArray(S, logits, at + j * LANES);
      greatest = greatest.blend(v, v.compare(VectorOperators.GT, greatest));
    }
    for (int j = 0; j < classes; j++) {
      fromArray(S, logits, at + j * LANES).sub(greatest).intoArray(y, yAt + j * LANES);
    }
  }

  private static void shares(float[] y, int at, int classes) {
    FloatVector sum = broadcast(S, 0f);
    for (int j = 0; j < classes; j++) {
      FloatVector e = SimdMath.exp(fromArray(S, y, at + j * LANES));
      e.intoArray(y, at + j * LANES);
      sum = sum.add(e);
    }
    for (int j = 0; j < classes; j++) {
      fromArray(S, y, at + j * LANES).div(sum).intoArray(y, at + j * LANES);
    }
  }

  // Four pixels of a lane are read as one int, which is put where its first pixel's value will be;
  // then
  // vectors of ints are taken apart. HotSpot moves ints as floats unchanged, signalling NaN too.
  @Override
  public void load(
      byte[] pixels,
      int pixelsAt,
      int values,
      int[] order,
      int orderAt,
      int lanes,
      float[] x,
      int xAt) {
    // Overwritten below: so that nothing is read in vain.
    x[xAt] = touch(pixels, pixelsAt, values, order, orderAt, lanes);
    for (int from = 0; from < values; from += BLOCK) {
      int to = Math.min(values, from + BLOCK);
      for (int lane = 0; lane < LANES; lane++) {
        if (lane < lanes) {
          int at = pixelsAt + order[orderAt + lane] * values;
          loadLane(pixels, at, from, to, x, xAt + lane);
        } else {
          clearLane(from, to, x, xAt + lane);
        }
      }
      int end = xAt + to / 4 * 4 * LANES;
      for (int i = xAt + from * LANES; i < end; i += 4 * LANES) {
        for (int lane = i; lane < i + LANES; lane += STEP) {
          unpack(x, lane);
        }
      }
    }
  }

  /// Reads a byte of every cache line of the slab's pictures, which lie all over the data set. Nothing waits for these bytes, so that many lines are
  /// on their way from memory at a time.
  private static int touch(
      byte[] pixels, int pixelsAt, int values, int[] order, int orderAt, int lanes) {
    int sum = 0;
    for (int lane = 0; lane < lanes; lane++) {
      int at = pixelsAt + order[orderAt + lane] * values;
      for (int i = 0; i < values; i += CACHE_LINE) {
        sum += pixels[at + i];
      }
      sum += pixels[at + values - 1];
    }
    return sum;
  }

  private static void loadLane(byte[] pixels, int at, int from, int to, float[] x, int xAt) {
    int whole = to / 4 * 4;
    for (int i = from; i < whole; i += 4) {
      x[xAt + i * LANES] = Float.intBitsToFloat((int) INTS.get(pixels, at + i));
    }
    for (int i = whole; i < to; i++) {
      x[xAt + i * LANES] = (pixels[at + i] & 0xFF) / 255f;
    }
  }

  private static void clearLane(int from, int to, float[] x, int xAt) {
    for (int i = from; i < to; i++) {
      x[xAt + i * LANES] = 0f;
    }
  }

  private static void unpack(float[] x, int at) {
    IntVector four = fromArray(S, x, at).reinterpretAsInts();
    value(four.and(0xFF)).intoArray(x, at);
    value(four.lanewise(VectorOperators.LSHR, 8).and(0xFF)).intoArray(x, at + LANES);
    value(four.lanewise(VectorOperators.LSHR, 16).and(0xFF)).intoArray(x, at + 2 * LANES);
    value(four.lanewise(VectorOperators.LSHR, 24)).intoArray(x, at + 3 * LANES);
  }

  // b · (1/255), with the rest of the rounded reciprocal: equal to the correctly rounded b / 255
  // for
  // all bytes, and a fraction of a division.
  private static FloatVector value(IntVector bytes) {
    FloatVector b = (FloatVector) bytes.convertShape(VectorOperators.I2F, S, 0);
    return b.fma(broadcast(S, RECIPROCAL), b.mul(REST));
  }

  private static void greatest(float[] logits, int at, int classes, float[] loss, int lossAt) {
    FloatVector best = fromArray(S, logits, at);
    for (int j = 1; j < classes; j++) {
      FloatVector v = fromArray(S, logits, at + j * LANES);
      best = best.blend(v, v.compare(VectorOperators.GT, best));
    }
    best.intoArray(loss, lossAt);
  }
}
