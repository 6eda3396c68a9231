package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LaneTreeTest {
  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void addsLanesInTheStatedOrderAndLeavesMissingOnesOut() {
    for (int lanes = 1; lanes <= 16; lanes++) {
      float[] v = KernelInputs.around(random, 20, 0, 1e3);
      Arrays.fill(v, 3 + lanes, 20, Float.NaN);
      double[] sum = new double[16];
      float[] floats = new float[16];
      for (int i = 0; i < lanes; i++) {
        sum[i] = v[3 + i];
        floats[i] = v[3 + i];
      }
      double[] copy = sum.clone();
      for (int step = 8; step > 0; step /= 2) {
        for (int i = 0; i < step; i++) {
          sum[i] += sum[i + step];
          floats[i] += floats[i + step];
        }
      }
      assertThat(LaneTree.sum(v, 3, lanes)).isEqualTo(sum[0]);
      assertThat(LaneTree.sum(copy)).isEqualTo(sum[0]);
      assertThat(LaneTree.floatSum(v, 3, lanes)).isEqualTo(floats[0]);
    }
  }

  @Test
  void momentsOfOneValuePerLaneAreThoseOfTheLanes() {
    float[] shift = {1f, 2f, 6f, Float.NaN, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, Float.NaN};
    double[] moments = new double[3];
    LaneTree.moments(shift, new float[16], new float[16], 0, 1, 3, new double[16], moments, 0);
    assertThat(moments).containsExactly(3.0, 3.0, 14.0);
  }

  @Test
  void aNegativeRestOfRoundingCountsAsNoVariance() {
    float[] s1 = new float[16];
    float[] s2 = new float[16];
    s1[0] = 2f;
    s2[0] = Math.nextDown(1f);
    double[] moments = new double[3];
    LaneTree.moments(new float[16], s1, s2, 0, 4, 1, new double[16], moments, 0);
    assertThat(moments).containsExactly(4.0, 0.5, 0.0);
  }

  @Test
  void mergesByChansFormula() {
    // 1, 2, 3 and 7, 9.
    double[] a = {3, 2, 2};
    LaneTree.mergeMoments(a, 0, new double[] {0, 2, 8, 2}, 1);
    assertThat(a[0]).isEqualTo(5);
    assertThat(a[1]).isCloseTo(4.4, org.assertj.core.data.Offset.offset(1e-15));
    assertThat(a[2]).isCloseTo(47.2, org.assertj.core.data.Offset.offset(1e-13));
  }
}
