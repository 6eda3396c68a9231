package org.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.sigmoid;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.fold.Folding;
import org.evenkeel.fold.FoldingException;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.reference.ReferenceEngine;
import org.evenkeel.reference.ReferenceSgd;
import org.evenkeel.reference.ReferenceVariables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Figures of certificates computed again, and what is refused.
final class CertificateTest {
  private static final Execution PLAIN =
      new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 1, true);
  private static final Dataset DATA =
      new GeneratedImages(new ImageShape(2, 8, 8), 3, 8).dataset(300);

  private static Model trained() {
    BatchNorm norm = BatchNorm.likeTheSection();
    Sequential network =
        Sequential.of(
            Shape.of(2, 8, 8),
            conv2d(4, 3),
            norm,
            sigmoid(),
            avgPool2d(2),
            flatten(),
            dense(6),
            norm,
            sigmoid(),
            dense(3));
    Model model = Model.initialize(network, 2);
    Trainer.of(Sgd.rate(0.5)).epochs(2).batch(30).execution(PLAIN).fit(model, DATA.first(150));
    return model;
  }

  private static double[] logits(Model model) {
    double[] images = new double[DATA.size() * DATA.values()];
    for (int i = 0; i < images.length; i++) {
      images[i] = DATA.pixel(i / DATA.values(), i % DATA.values());
    }
    ReferenceVariables values = ReferenceVariables.of(model.variables());
    return new ReferenceEngine(model.network(), values, ReferenceSgd.plain(), 1)
        .logits(images, DATA.size());
  }

  @Test
  void aGoodFoldingDiffersByRounding() {
    Model model = trained();
    Folding folding = Folding.of(model).whole();

    Certificate certificate = Certificate.of(model, folding, DATA, PLAIN).required();

    assertThat(certificate.layers()).containsExactly("batchNorm1", "batchNorm2");
    assertThat(certificate.source()).isEqualTo(model.weightsSha256());
    assertThat(certificate.examples()).isEqualTo(300);
    assertThat(certificate.maximum()).isPositive().isLessThan(1e-5);
    assertThat(certificate.mean()).isPositive().isLessThan(certificate.maximum());
    double squares = 0;
    for (double logit : logits(model)) {
      squares += logit * logit;
    }
    assertThat(certificate.scale()).isCloseTo(Math.sqrt(squares / 900), within(1e-5));
  }

  @Test
  void aFoldingThatDiffersIsRefusedWithItsFigures() {
    Model model = trained();
    Folding folding = Folding.of(model).whole();
    folding.model().values("dense2.bias")[1] += 0.25f;

    Certificate certificate = Certificate.of(model, folding, DATA, PLAIN);

    double[] before = logits(model);
    double[] after = logits(folding.model());
    double greatest = 0;
    double sum = 0;
    int changed = 0;
    for (int n = 0; n < DATA.size(); n++) {
      for (int i = 3 * n; i < 3 * n + 3; i++) {
        greatest = Math.max(greatest, Math.abs(after[i] - before[i]));
        sum += Math.abs(after[i] - before[i]);
      }
      changed += answer(before, n) == answer(after, n) ? 0 : 1;
    }
    assertThat(certificate.maximum() * certificate.scale()).isCloseTo(greatest, within(1e-5));
    assertThat(certificate.mean() * certificate.scale()).isCloseTo(sum / 900, within(1e-5));
    assertThat(certificate.changed()).isEqualTo(changed);
    assertThatThrownBy(certificate::required)
        .isInstanceOf(FoldingException.class)
        .hasMessageContaining("of their scale, expected at most 1e-04")
        .hasMessageContaining(changed + " of 300 predictions changed");
  }

  private static int answer(double[] logits, int example) {
    int best = 0;
    for (int i = 1; i < 3; i++) {
      best = logits[3 * example + i] > logits[3 * example + best] ? i : best;
    }
    return best;
  }

  @Test
  void countsByHand() {
    float[] before = {1, 2, 4, 0, -2, 0};
    float[] after = {1, 2, 1, 1.5f, -2, 0};

    Certificate certificate = Certificate.compare(List.of("n"), "s", before, after, 3);

    double scale = Math.sqrt(25.0 / 6);
    assertThat(certificate.scale()).isEqualTo(scale);
    assertThat(certificate.maximum()).isEqualTo(3 / scale);
    assertThat(certificate.mean()).isEqualTo(4.5 / 6 / scale);
    assertThat(certificate.changed()).isOne();
  }

  @Test
  void whatIsNotANumberDoesNotHold() {
    float[] after = {Float.NaN, 0};
    assertThat(Certificate.compare(List.of(), "", new float[] {1, 0}, after, 1).holds()).isFalse();
    assertThat(Certificate.compare(List.of(), "", after, after, 1).holds()).isFalse();
  }

  @Test
  void travelsWithTheModel(@TempDir Path folder) {
    Model model = trained();
    Folding folding = Folding.of(model).whole();
    Certificate certificate = Certificate.of(model, folding, DATA, PLAIN);
    folding.model().metadata(certificate.metadata()).save(folder);

    Model loaded = Model.load(folder);

    assertThat(Certificate.read(loaded.metadata())).contains(certificate);
    assertThat(loaded.weightsSha256()).isEqualTo(folding.model().weightsSha256());
    assertThat(Certificate.read(Map.of())).isEqualTo(Optional.empty());
    assertThat(Certificate.read(Map.of("folded_layers", "a", "folded_examples", "x"))).isEmpty();
  }

  @Test
  void predictionsFoldByThemselves() {
    Model model = trained();
    byte[] image = new byte[DATA.values()];
    System.arraycopy(DATA.pixels(), DATA.pixelsOffset(), image, 0, image.length);
    try (Predictor folded = Predictor.of(model, PLAIN);
        Predictor unfolded = Predictor.unfolded(model, PLAIN);
        Predictor byHand = Predictor.unfolded(Folding.of(model).model(), PLAIN)) {
      float[] expected = unfolded.probabilities(image);
      assertThat(folded.probabilities(image)).containsExactly(expected, within(1e-6f));
      assertThat(folded.probabilities(image)).isEqualTo(byHand.probabilities(image));
    }
  }
}
