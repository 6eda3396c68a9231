package org.evenkeel.doctor;

import static org.evenkeel.doctor.Finding.note;
import static org.evenkeel.doctor.Finding.warning;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;

/// What can be told from a network and its values alone, or with the numbers of its run: cheap enough for every epoch.
final class StateChecks {
  /// Fewer values per channel than these are too few: a quarter is the standard error of their variance.
  static final int FEWEST_VALUES = 32;

  /// A gamma of smaller size is dead.
  static final double DEAD = 1e-3;

  /// A gamma of greater size explodes.
  static final double EXPLODING = 100;

  /// A greater weight of the initial values means not settled.
  static final double INITIAL_WEIGHT = 0.01;

  private final VariableValues values;
  private final List<NormLayer> layers;

  StateChecks(VariableValues values, List<NormLayer> layers) {
    this.values = values;
    this.layers = layers;
  }

  /// What the layers themselves say.
  List<Finding> ofLayers() {
    List<Finding> findings = new ArrayList<>();
    for (NormLayer layer : layers) {
      layer
          .biasBefore()
          .ifPresent(
              bias ->
                  findings.add(
                      note(
                          Illness.BIAS_BEFORE_NORMALIZATION,
                          layer.name(),
                          "%s of layer \"%s\", %d values"
                              .formatted(bias.key(), bias.layer(), bias.shape().values()))));
    }
    return findings;
  }

  /// What the values say.
  List<Finding> ofValues() {
    List<Finding> findings = new ArrayList<>();
    for (NormLayer layer : layers) {
      if (layer.movingVariance().isPresent() && layer.epsilon().isPresent()) {
        double epsilon = layer.epsilon().getAsDouble();
        Channels low = channels(layer.movingVariance().get(), v -> v < epsilon);
        if (low.count() > 0) {
          findings.add(
              warning(
                  Illness.VARIANCE_BELOW_EPSILON,
                  layer.name(),
                  low + ", smallest " + number(low.least()) + ", epsilon " + number(epsilon)));
        }
      }
      if (layer.gamma().isPresent()) {
        Channels dead = channels(layer.gamma().get(), g -> Math.abs(g) < DEAD);
        if (dead.count() > 0) {
          findings.add(warning(Illness.DEAD_GAMMA, layer.name(), dead + " below " + number(DEAD)));
        }
        Channels large = channels(layer.gamma().get(), g -> Math.abs(g) > EXPLODING);
        if (large.count() > 0) {
          findings.add(
              warning(
                  Illness.EXPLODING_GAMMA,
                  layer.name(),
                  "%s above %s, greatest %s"
                      .formatted(large, number(EXPLODING), number(large.greatest()))));
        }
      }
    }
    return findings;
  }

  /// What batch size and number of steps say.
  List<Finding> ofCourse(Course course) {
    List<Finding> findings = new ArrayList<>();
    for (NormLayer layer : layers) {
      layer.positions().ifPresent(positions -> fewValues(layer, positions, course, findings));
      layer.keep().ifPresent(keep -> unsettled(layer, keep, course.steps(), findings));
    }
    return findings;
  }

  private static void fewValues(
      NormLayer layer, int positions, Course course, List<Finding> findings) {
    int batch = course.smallestBatch();
    int together = course.smallestPart();
    int part = layer.smallestPart(together);
    long fewest = (long) part * positions;
    if (fewest < FEWEST_VALUES) {
      boolean rest = batch < course.batch() && course.examples() >= course.batch();
      String whole = rest ? "in the last batch of an epoch" : "in a batch";
      String where = together < batch ? "in a part of a minibatch" : whole;
      findings.add(
          warning(
              Illness.FEW_VALUES,
              layer.name(),
              "%d %s, expected at least %d"
                  .formatted(fewest, part < together ? "in a ghost batch" : where, FEWEST_VALUES)));
    }
  }

  private static void unsettled(NormLayer layer, double keep, long steps, List<Finding> findings) {
    double left = StrictMath.pow(keep, (double) steps);
    if (left > INITIAL_WEIGHT) {
      findings.add(
          warning(
              Illness.UNSETTLED_STATISTICS,
              layer.name(),
              String.format(
                  Locale.ROOT,
                  "after %,d steps that keep %s, %.0f %% of the initial values are left",
                  steps,
                  number(keep),
                  100 * left)));
    }
  }

  private record Channels(int count, int of, double least, double greatest) {
    @Override
    public String toString() {
      return "%d of %d channels".formatted(count, of);
    }
  }

  /// Counts the channels that `ill` holds for, with the smallest and greatest size of them.
  private Channels channels(Variable variable, DoublePredicate ill) {
    float[] all = values.of(variable);
    int count = 0;
    double least = Double.POSITIVE_INFINITY;
    double greatest = 0;
    for (float value : all) {
      if (ill.test(value)) {
        count++;
        least = Math.min(least, Math.abs((double) value));
        greatest = Math.max(greatest, Math.abs((double) value));
      }
    }
    return new Channels(count, all.length, least, greatest);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value)
        .replaceFirst("(\\.\\d*?)0+($|e)", "$1$2")
        .replaceFirst("\\.($|e)", "$1");
  }
}
