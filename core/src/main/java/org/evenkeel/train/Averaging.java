package org.evenkeel.train;

import java.util.Optional;
import org.evenkeel.model.Model;

/// The averaged model of one run; what [WeightAverage] says, told when epochs begin and end.
final class Averaging {
  private final Optional<WeightAverage> way;
  private final Model trained;
  private final int epochs;
  private Optional<Model> averaged = Optional.empty();
  private boolean started;

  Averaging(Optional<WeightAverage> way, Model trained, int epochs) {
    this.way = way;
    this.trained = trained;
    this.epochs = epochs;
  }

  void startEpoch(int epoch, Stepper stepper) {
    if (way.isPresent() && epoch == way.get().firstEpoch(epochs)) {
      stepper.startAverage(way.get().keep());
      started = true;
    }
  }

  /// Takes over averages and states of this moment.
  Optional<Model> refresh(Stepper stepper) {
    if (started) {
      Model model = averaged.orElseGet(trained::copy);
      model.variables().copyFrom(trained.variables());
      stepper.average(model.variables());
      averaged = Optional.of(model);
    }
    return averaged;
  }

  /// Returns the averaged model of the last refreshment.
  Optional<Model> averaged() {
    return averaged;
  }
}
