package org.evenkeel.doctor;

import static org.evenkeel.doctor.Finding.warning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.Split;
import org.evenkeel.doctor.Examination.Skipped;
import org.evenkeel.graph.Op;
import org.evenkeel.model.Model;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Lag;
import org.evenkeel.train.Recalibration;
import org.evenkeel.train.TrainingException;

/// Examines the normalization of a trained network. It needs the model alone; with the course of its run and with data it sees more.
///
/// What it looks for, with every threshold: [Illness], docs/doctor.md.
public final class Doctor {
  /// Most examples that moving statistics are compared with; the error of their mean is a hundredth of a standard deviation.
  static final int LAG_EXAMPLES = 10_000;

  /// Most examples of which activations are looked at.
  static final int ACTIVATION_EXAMPLES = 2_048;

  /// A greater root mean square distance of the means, in standard deviations, is worth a note; twice and a half as much a warning.
  static final double MEAN_LAG = 0.1;

  /// A greater root mean square log ratio of variances, a factor of 1.2, is worth a note; twice and a half as much a warning.
  static final double VARIANCE_LAG = 0.18;

  private static final double SERIOUS = 2.5;

  /// A greater share of flat activations is saturation.
  static final double SATURATED = 0.5;

  /// A gap is beyond chance from this many standard errors on.
  static final double GAP_ERRORS = 3;

  private static final int BATCH = 256;

  private final Model model;
  private final Optional<Course> course;
  private final Optional<Split> data;
  private final String noData;
  private final Execution execution;

  private Doctor(
      Model model,
      Optional<Course> course,
      Optional<Split> data,
      String noData,
      Execution execution) {
    this.model = model;
    this.course = course;
    this.data = data;
    this.noData = noData;
    this.execution = execution;
  }

  /// Returns a doctor for `model`, who knows nothing else.
  public static Doctor of(Model model) {
    return new Doctor(
        model, Optional.empty(), Optional.empty(), "no data were given", Execution.best());
  }

  /// Returns this with what is known of the run.
  public Doctor course(Course known) {
    return new Doctor(model, Optional.of(known), data, noData, execution);
  }

  /// Returns this with the data that the model was trained and is tested on.
  public Doctor data(Split examples) {
    return new Doctor(model, course, Optional.of(examples), noData, execution);
  }

  /// Returns this without data, for a reason that the examination passes on.
  public Doctor noData(String reason) {
    return new Doctor(model, course, Optional.empty(), reason, execution);
  }

  /// Returns this computed otherwise, on kernels.
  public Doctor execution(Execution other) {
    return new Doctor(model, course, data, noData, other);
  }

  /// Examines.
  public Examination examine() {
    List<NormLayer> layers = NormLayer.of(model.network());
    StateChecks checks = new StateChecks(model.variables(), layers);
    List<Finding> findings = new ArrayList<>(checks.ofLayers());
    List<Skipped> skipped = new ArrayList<>();
    findings.addAll(checks.ofValues());
    course.ifPresentOrElse(
        known -> findings.addAll(checks.ofCourse(known)),
        () -> {
          String reason = "batch size and number of steps of the run are not known";
          skipped.add(new Skipped(Illness.FEW_VALUES, reason));
          skipped.add(new Skipped(Illness.UNSETTLED_STATISTICS, reason));
        });
    check(Illness.SATURATED_ACTIVATIONS, findings, skipped, () -> saturated(layers));
    check(Illness.LAGGING_STATISTICS, findings, skipped, this::lagging);
    check(Illness.PREDICTION_GAP, findings, skipped, () -> gap(layers));
    findings.sort(Comparator.comparing(Finding::level).reversed().thenComparing(Finding::illness));
    return new Examination(findings, skipped);
  }

  private void check(
      Illness illness,
      List<Finding> findings,
      List<Skipped> skipped,
      Supplier<List<Finding>> look) {
    if (data.isEmpty()) {
      skipped.add(new Skipped(illness, noData));
      return;
    }
    try {
      findings.addAll(look.get());
    } catch (TrainingException e) {
      skipped.add(new Skipped(illness, String.valueOf(e.getMessage())));
    }
  }

  private List<Finding> saturated(List<NormLayer> layers) {
    Dataset test = first(data.orElseThrow().test(), ACTIVATION_EXAMPLES);
    List<Finding> findings = new ArrayList<>();
    for (Activations.Flat flat : Activations.of(model, NormLayer.names(layers), test, execution)) {
      String function = flat.function().name().toLowerCase(Locale.ROOT);
      if (flat.share() > SATURATED && flat.function() != Op.Function.RELU) {
        findings.add(
            warning(
                Illness.SATURATED_ACTIVATIONS,
                flat.layer(),
                String.format(
                    Locale.ROOT,
                    "%.0f %% of the %s outputs behind it are flat",
                    100 * flat.share(),
                    function)));
      } else if (flat.flatChannels() > 0) {
        Finding.Level level =
            2 * flat.flatChannels() > flat.channels() ? Finding.Level.WARNING : Finding.Level.NOTE;
        findings.add(
            new Finding(
                level,
                Illness.SATURATED_ACTIVATIONS,
                flat.layer(),
                "%d of %d channels of the %s behind it are flat for all but 1 %% of the examples"
                    .formatted(flat.flatChannels(), flat.channels(), function)));
      }
    }
    return findings;
  }

  private List<Finding> lagging() {
    Dataset train = data.orElseThrow().train();
    Model exact =
        Recalibration.recalibrate(model, train, Math.min(train.size(), LAG_EXAMPLES), execution);
    List<Finding> findings = new ArrayList<>();
    for (Lag lag : Lag.between(model, exact)) {
      double size = Math.max(lag.rmsMean() / MEAN_LAG, lag.rmsLogVariance() / VARIANCE_LAG);
      if (!(size <= 1)) {
        findings.add(
            new Finding(
                size <= SERIOUS ? Finding.Level.NOTE : Finding.Level.WARNING,
                Illness.LAGGING_STATISTICS,
                lag.layer(),
                String.format(
                    Locale.ROOT,
                    "means are off by %.2f standard deviations, variances by a factor of %.2f"
                        + " (root mean squares; greatest %.2f and %.2f)",
                    lag.rmsMean(),
                    StrictMath.exp(lag.rmsLogVariance()),
                    lag.greatestMean(),
                    StrictMath.exp(lag.greatestLogVariance()))));
      }
    }
    return findings;
  }

  private List<Finding> gap(List<NormLayer> layers) {
    if (layers.stream().allMatch(layer -> layer.positions().isEmpty())) {
      return List.of(); // both modes are the same
    }
    Dataset test = data.orElseThrow().test();
    int batch = course.map(Course::part).orElse(BATCH);
    Gap gap = Gap.of(model, test, batch, execution);
    if (!gap.isWorseBy(GAP_ERRORS)) {
      return List.of();
    }
    return List.of(
        warning(
            Illness.PREDICTION_GAP,
            "",
            String.format(
                Locale.ROOT,
                "%,d of %,d test examples right, %,d in training mode with batches of %d: a gap of"
                    + " %.2f %%, standard error %.2f",
                gap.predictionRight(),
                gap.examples(),
                gap.trainingRight(),
                Math.min(batch, test.size()),
                100 * gap.difference(),
                100 * gap.standardError())));
  }

  private static Dataset first(Dataset all, int most) {
    return all.size() > most ? all.first(most) : all;
  }
}
