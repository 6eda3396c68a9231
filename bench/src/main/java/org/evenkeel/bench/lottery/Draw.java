package org.evenkeel.bench.lottery;

import java.util.EnumMap;
import java.util.Map;
import org.evenkeel.bench.worker.Networks;
import org.evenkeel.data.Split;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;
import org.evenkeel.optim.Schedule;
import org.evenkeel.optim.Sgd;
import org.evenkeel.train.Evaluator;
import org.evenkeel.train.Execution;
import org.evenkeel.train.History;
import org.evenkeel.train.Recalibration;
import org.evenkeel.train.Trainer;
import org.evenkeel.train.WeightAverage;

/// Draws one ticket: the section's run, LeNet with batch norm at learning rate 1, and once more with a rate that ends at zero.
///
/// @param data training and test data
/// @param epochs of each training
/// @param batch examples in a minibatch
/// @param execution of one training; without influence on results
record Draw(Split data, int epochs, int batch, Execution execution) {
  private static final double RATE = 1;
  private static final double DECAY = 0.99;
  private static final double LAST = 0.1;

  /// Trains twice and evaluates in every way.
  Outcome of(Ticket ticket) {
    Map<Method, Double> test = new EnumMap<>(Method.class);
    Model moving = model(ticket);
    History history =
        trainer(ticket, Sgd.rate(RATE))
            .average(WeightAverage.exponential(DECAY))
            .fit(moving, data.train());
    Model exact = exact(moving);
    test.put(Method.MOVING, accuracy(moving));
    test.put(Method.EXACT, accuracy(exact));
    test.put(Method.EXACT_MEANS, accuracy(mixed(moving, exact, Role.MOVING_MEAN)));
    test.put(Method.EXACT_VARIANCES, accuracy(mixed(moving, exact, Role.MOVING_VARIANCE)));
    Model averaged = history.averaged().orElseThrow();
    test.put(Method.AVERAGED_MOVING, accuracy(averaged));
    test.put(Method.AVERAGED_EXACT, accuracy(exact(averaged)));
    Model calmed = model(ticket);
    trainer(ticket, Sgd.rate(RATE).schedule(Schedule.linear(LAST))).fit(calmed, data.train());
    test.put(Method.DECAY_MOVING, accuracy(calmed));
    test.put(Method.DECAY_EXACT, accuracy(exact(calmed)));
    return new Outcome(ticket, history.last().trainAccuracy(), test, moving.weightsSha256());
  }

  private static Model model(Ticket ticket) {
    return Model.initialize(Networks.of("lenet"), ticket.seed());
  }

  private Trainer trainer(Ticket ticket, Sgd sgd) {
    return Trainer.of(sgd)
        .epochs(epochs)
        .batch(batch)
        .seed(ticket.seed())
        .shuffle(ticket.shuffle())
        .execution(execution);
  }

  private Model exact(Model model) {
    return Recalibration.exact(model, data.train(), execution);
  }

  /// Returns `model` with the states of one role from `other`.
  private static Model mixed(Model model, Model other, Role role) {
    Model mixed = model.copy();
    for (Variable variable : mixed.variables().variables()) {
      if (variable.role() == role) {
        float[] from = other.variables().of(variable);
        System.arraycopy(from, 0, mixed.variables().of(variable), 0, from.length);
      }
    }
    return mixed;
  }

  private double accuracy(Model model) {
    return Evaluator.evaluate(model, data.test(), execution).accuracy();
  }
}
