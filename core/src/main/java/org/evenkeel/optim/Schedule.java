package org.evenkeel.optim;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

/// How the learning rate changes in a run: a factor, a pure function of the step and of the number of steps.
///
/// Every schedule has a text form, read by [#parse] and written by [#text]: `constant`, `step:0.1@0.5,0.75`, `cosine`, `linear:0.1`, and any of them
/// behind a warm-up, `warmup:0.05,cosine`. *Shares* are of all steps of the run, so that a schedule means the same for any number of epochs.
///
/// **Numerics** Float64, in the order of docs/NUMERICS.md, section 9.
public sealed interface Schedule {
  /// Returns what the rate is multiplied by, at least 0, at most 1.
  ///
  /// @param step the step, from 0
  /// @param steps all steps of the run
  double factor(long step, long steps);

  /// Returns the text form.
  String text();

  /// Always 1.
  record Constant() implements Schedule {
    @Override
    public double factor(long step, long steps) {
      return 1;
    }

    @Override
    public String text() {
      return "constant";
    }
  }

  /// `drop` once more from each milestone on.
  ///
  /// @param drop factor at each milestone
  /// @param milestones ascending shares of the run that are over
  record Steps(double drop, List<Double> milestones) implements Schedule {
    /// Checks the numbers.
    ///
    /// @throws IllegalArgumentException if the drop is not in (0, 1) or the milestones do not ascend in (0, 1)
    public Steps {
      milestones = List.copyOf(milestones);
      if (!(drop > 0 && drop < 1)) {
        throw new IllegalArgumentException(
            "step: expected a factor between 0 and 1, as in step:0.1@0.5,0.75, got " + drop);
      }
      double before = 0;
      for (double milestone : milestones) {
        if (!(milestone > before && milestone < 1)) {
          throw new IllegalArgumentException(
              "step: expected ascending shares of the run between 0 and 1, as in"
                  + " step:0.1@0.5,0.75, got "
                  + milestone);
        }
        before = milestone;
      }
      if (milestones.isEmpty()) {
        throw new IllegalArgumentException("step: expected a share of the run, as in step:0.1@0.5");
      }
    }

    @Override
    public double factor(long step, long steps) {
      double factor = 1;
      for (double milestone : milestones) {
        if (step >= milestone * steps) {
          factor *= drop;
        }
      }
      return factor;
    }

    @Override
    public String text() {
      return "step:" + drop + "@" + milestones.stream().map(String::valueOf).collect(joining(","));
    }
  }

  /// Half a cosine from 1 to 0: (1 + cos(π·step / steps)) / 2.
  ///
  /// **Source** Loshchilov & Hutter 2017, equation 5, without restarts.
  record Cosine() implements Schedule {
    @Override
    public double factor(long step, long steps) {
      return (1 + StrictMath.cos(Math.PI * step / steps)) / 2;
    }

    @Override
    public String text() {
      return "cosine";
    }
  }

  /// 1, then over the last n steps a line to 0: (steps − step) / n, from 1 to 1 / n.
  ///
  /// @param share of the run that is on the line; n = share·steps, rounded, at least 1
  record Linear(double share) implements Schedule {
    /// Checks the share.
    ///
    /// @throws IllegalArgumentException if it is not in (0, 1]
    public Linear {
      requireShare("linear", share);
    }

    @Override
    public double factor(long step, long steps) {
      long down = count(share, steps);
      return step < steps - down ? 1 : (double) (steps - step) / down;
    }

    @Override
    public String text() {
      return "linear:" + share;
    }
  }

  /// Another schedule, whose factor in the first n steps is multiplied by (step + 1) / n.
  ///
  /// @param share of the run that warms up; n = share·steps, rounded, at least 1
  /// @param then the schedule
  record WarmUp(double share, Schedule then) implements Schedule {
    /// Checks the share.
    ///
    /// @throws IllegalArgumentException if it is not in (0, 1]
    public WarmUp {
      requireShare("warmup", share);
    }

    @Override
    public double factor(long step, long steps) {
      long up = count(share, steps);
      double factor = then.factor(step, steps);
      return step < up ? (double) (step + 1) / up * factor : factor;
    }

    @Override
    public String text() {
      return "warmup:" + share + "," + then.text();
    }
  }

  /// Returns the schedule that changes nothing.
  static Schedule constant() {
    return new Constant();
  }

  /// Returns a rate multiplied by `drop` from each of the given shares of the run on.
  ///
  /// @throws IllegalArgumentException as [Steps] says
  static Schedule steps(double drop, double... milestones) {
    List<Double> shares = new ArrayList<>();
    for (double milestone : milestones) {
      shares.add(milestone);
    }
    return new Steps(drop, shares);
  }

  /// Returns half a cosine over the whole run.
  static Schedule cosine() {
    return new Cosine();
  }

  /// Returns a line to 0 over the last share of the run.
  ///
  /// @throws IllegalArgumentException if the share is not in (0, 1]
  static Schedule linear(double share) {
    return new Linear(share);
  }

  /// Returns this, multiplied by a line from 0 to 1 over the first share of the run.
  ///
  /// @throws IllegalArgumentException if the share is not in (0, 1]
  default Schedule warmUp(double share) {
    return new WarmUp(share, this);
  }

  /// Reads a text form.
  ///
  /// @throws IllegalArgumentException if it is none; the message says what is expected
  static Schedule parse(String text) {
    return ScheduleText.parse(text);
  }

  private static long count(double share, long steps) {
    return Math.max(1, Math.round(share * steps));
  }

  private static void requireShare(String what, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "%s: expected a share of the run above 0, at most 1, as in %s:0.1, got %s"
              .formatted(what, what, share));
    }
  }
}
