package org.evenkeel.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.data.Dataset;
import org.evenkeel.fold.Folding;
import org.evenkeel.fold.FoldingException;
import org.evenkeel.model.Model;

/// How far the outputs of a folded model are from those of the model that it was made from, measured on data.
///
/// Formula: with z the logits of the model and z′ those of the folded one, scale = √(mean z²) and differences |z′ − z| / scale, over all examples and classes.
///
/// Numerics: both models run in float32 on the same kernels, as predictions do; scale and mean are summed in float64, in order.
///
/// @param layers names of the normalization layers that were folded
/// @param source SHA-256 of the values of the model before, as [Model#weightsSha256]
/// @param examples number of examples measured
/// @param scale root mean square of the logits of the model before
/// @param maximum greatest difference of a logit, relative to the scale
/// @param mean mean difference of a logit, relative to the scale
/// @param changed number of examples whose prediction, the first greatest logit, is another one
public record Certificate(
    List<String> layers,
    String source,
    int examples,
    double scale,
    double maximum,
    double mean,
    int changed) {
  /// The greatest relative difference that is certified.
  public static final double LIMIT = 1e-4;

  /// Copies the list.
  public Certificate {
    layers = List.copyOf(layers);
  }

  /// Runs both models over `data`.
  ///
  /// @param model the model before folding
  /// @param folding what came of it
  /// @throws TrainingException if network and data do not suit each other
  public static Certificate of(Model model, Folding folding, Dataset data, Execution execution) {
    float[] before = Logits.predicted(model, data, execution);
    float[] after = Logits.predicted(folding.model(), data, execution);
    return compare(folding.folded(), model.weightsSha256(), before, after, data.size());
  }

  /// Compares the logits of `examples` examples, example by example.
  static Certificate compare(
      List<String> layers, String source, float[] before, float[] after, int examples) {
    double squares = 0;
    double sum = 0;
    double maximum = 0;
    for (int i = 0; i < before.length; i++) {
      double difference = Math.abs((double) after[i] - before[i]);
      squares += (double) before[i] * before[i];
      sum += difference;
      maximum = Math.max(maximum, difference); // NaN stays
    }
    int classes = before.length / examples;
    int changed = 0;
    for (int n = 0; n < examples; n++) {
      if (Logits.answer(before, classes, n) != Logits.answer(after, classes, n)) {
        changed++;
      }
    }
    double scale = Math.sqrt(squares / before.length);
    double unit = scale == 0 ? 1 : scale;
    return new Certificate(
        layers, source, examples, scale, maximum / unit, sum / before.length / unit, changed);
  }

  /// Whether the greatest relative difference is within [#LIMIT].
  public boolean holds() {
    return maximum <= LIMIT;
  }

  /// Returns this, if it holds.
  ///
  /// @throws FoldingException with the figures, if it does not
  public Certificate required() {
    if (!holds()) {
      throw new FoldingException(
          String.format(
              Locale.ROOT,
              "not folded: logits would differ by up to %.2g of their scale, expected at most %.0e"
                  + " (mean %.2g; %d of %d predictions changed)",
              maximum,
              LIMIT,
              mean,
              changed,
              examples));
    }
    return this;
  }

  /// Returns this as metadata of a model.
  public Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("folded_layers", String.join(",", layers));
    metadata.put("folded_from_sha256", source);
    metadata.put("folded_examples", Integer.toString(examples));
    metadata.put("folded_logit_scale", Double.toString(scale));
    metadata.put("folded_maximum_difference", Double.toString(maximum));
    metadata.put("folded_mean_difference", Double.toString(mean));
    metadata.put("folded_changed_predictions", Integer.toString(changed));
    return metadata;
  }

  /// Returns the certificate in the metadata of a model, if it has a readable one.
  public static Optional<Certificate> read(Map<String, String> metadata) {
    try {
      return metadata.containsKey("folded_layers")
          ? Optional.of(
              new Certificate(
                  List.of(text(metadata, "folded_layers").split(",")),
                  text(metadata, "folded_from_sha256"),
                  Integer.parseInt(text(metadata, "folded_examples")),
                  Double.parseDouble(text(metadata, "folded_logit_scale")),
                  Double.parseDouble(text(metadata, "folded_maximum_difference")),
                  Double.parseDouble(text(metadata, "folded_mean_difference")),
                  Integer.parseInt(text(metadata, "folded_changed_predictions"))))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String text(Map<String, String> metadata, String key) {
    return metadata.getOrDefault(key, "");
  }
}
