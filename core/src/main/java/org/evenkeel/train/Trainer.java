package org.evenkeel.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evenkeel.data.Batches;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.Shuffle;
import org.evenkeel.data.Split;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.Parts;
import org.evenkeel.plan.StepTimes;
import org.evenkeel.plan.Warmup;
import org.evenkeel.reference.ReferenceVariables;
import org.evenkeel.train.TrainingException.Kind;

/// Trains a model: minibatch gradient descent over epochs.
///
/// The result depends on model, data, seed, batch size, shuffling and optimizer alone; not on [Execution], except that the reference computes in
/// float64. A trainer is immutable but for [#stop].
///
/// Source of the loop and of its defaults: the book's section on batch normalization.
public final class Trainer {
  private static final double GREATEST_LOSS = 1e6;

  /// Fewer steps than these take less time than compiling for them beforehand.
  private static final int WORTH_A_WARMUP = 100;

  private final Sgd sgd;
  private final int epochs;
  private final BatchSize batch;
  private final long seed;
  private final Shuffle shuffle;
  private final Optional<Execution> chosen;
  private final TrainingListener listener;
  private final StepTimes times;
  private final Optional<WeightAverage> average;
  private final Optional<Warmup> warmup;
  private volatile boolean stop;

  private Trainer(
      Sgd sgd,
      int epochs,
      BatchSize batch,
      long seed,
      Shuffle shuffle,
      Optional<Execution> chosen,
      TrainingListener listener,
      StepTimes times,
      Optional<WeightAverage> average,
      Optional<Warmup> warmup) {
    this.sgd = sgd;
    this.epochs = epochs;
    this.batch = batch;
    this.seed = seed;
    this.shuffle = shuffle;
    this.chosen = chosen;
    this.listener = listener;
    this.times = times;
    this.average = average;
    this.warmup = warmup;
  }

  /// Returns a trainer with the given optimizer, 10 epochs of minibatches of 256, seed 1, examples shuffled, as fast as possible.
  public static Trainer of(Sgd sgd) {
    return new Trainer(
        sgd,
        10,
        new BatchSize(256, Integer.MAX_VALUE),
        1,
        Shuffle.EXAMPLES,
        Optional.empty(),
        new TrainingListener() {},
        StepTimes.none(),
        Optional.empty(),
        Optional.empty());
  }

  /// Returns this with another number of epochs.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Trainer epochs(int number) {
    positive("epochs", number);
    return new Trainer(sgd, number, batch, seed, shuffle, chosen, listener, times, average, warmup);
  }

  /// Returns this with another number of examples in a batch.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Trainer batch(int examples) {
    return with(new BatchSize(examples, batch.part()));
  }

  /// Returns this computing a minibatch in parts of at most that many examples, as few and as even as possible, where memory does not suffice for
  /// all at once. The step is that of the mean loss over the whole minibatch. Batch statistics normalize each part by itself; the moving statistics follow
  /// the merged moments of all parts, once for each step.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Trainer microBatch(int examples) {
    return with(new BatchSize(batch.examples(), examples));
  }

  private Trainer with(BatchSize other) {
    return new Trainer(sgd, epochs, other, seed, shuffle, chosen, listener, times, average, warmup);
  }

  /// Returns this with another seed, of shuffling and dropout.
  public Trainer seed(long number) {
    return new Trainer(
        sgd, epochs, batch, number, shuffle, chosen, listener, times, average, warmup);
  }

  /// Returns this with another way to shuffle.
  public Trainer shuffle(Shuffle way) {
    return new Trainer(sgd, epochs, batch, seed, way, chosen, listener, times, average, warmup);
  }

  /// Returns this computed otherwise.
  public Trainer execution(Execution other) {
    return new Trainer(
        sgd, epochs, batch, seed, shuffle, Optional.of(other), listener, times, average, warmup);
  }

  /// Returns this with a listener.
  public Trainer listener(TrainingListener other) {
    return new Trainer(sgd, epochs, batch, seed, shuffle, chosen, other, times, average, warmup);
  }

  /// Returns this measured; of the reference nothing is. The times are those of one call of [#fit].
  public Trainer times(StepTimes other) {
    return new Trainer(sgd, epochs, batch, seed, shuffle, chosen, listener, other, average, warmup);
  }

  /// Returns this, averaging the parameters over its steps; the average is a model of its own: [History#averaged], [TrainingListener#averaged].
  public Trainer average(WeightAverage way) {
    return new Trainer(
        sgd, epochs, batch, seed, shuffle, chosen, listener, times, Optional.of(way), warmup);
  }

  /// Returns this having the kernels compiled from now on that training such a network needs, on threads of its own: to be called as soon as the network
  /// is known, while data are still being read, and after batch and execution are chosen. [#fit] waits for it in its first epoch. A trainer that is not told
  /// does the same when `fit` begins, unless it has only some steps to make.
  ///
  /// @param network what will be trained; if it cannot be, `fit` says so
  public Trainer warmUp(Sequential network) {
    Graph graph;
    try {
      graph = network.trace(true).trainingGraph();
    } catch (IllegalArgumentException e) {
      return this;
    }
    return new Trainer(
        sgd,
        epochs,
        batch,
        seed,
        shuffle,
        chosen,
        listener,
        times,
        average,
        warmUp(graph, chosen.orElseGet(Execution::best)));
  }

  private Optional<Warmup> warmUp(Graph graph, Execution execution) {
    return execution.engine() == Execution.Engine.REFERENCE
        ? Optional.empty()
        : Optional.of(
            Warmup.start(graph, execution.options(Math.min(batch.part(), batch.examples()))));
  }

  private static void positive(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(what + ": expected at least 1, got " + number);
    }
  }

  /// Asks a running [#fit] to end after the present step, or the next one to end before its first; from any thread.
  public void stop() {
    stop = true;
  }

  /// Trains without evaluation.
  ///
  /// @throws TrainingException if network, data and batch size do not suit each other, or the loss diverges
  public History fit(Model model, Dataset train) {
    return fit(model, train, Optional.empty(), Optional.empty());
  }

  /// Trains, and evaluates on the test data, and on the validation data if there are any, after each epoch, in prediction mode.
  ///
  /// @throws TrainingException if network, data and batch size do not suit each other, or the loss diverges
  public History fit(Model model, Split data) {
    return fit(model, data.train(), data.validation(), Optional.of(data.test()));
  }

  private History fit(
      Model model, Dataset train, Optional<Dataset> validation, Optional<Dataset> test) {
    try {
      return fit(model, train, validation, test, chosen.orElseGet(Execution::best));
    } finally {
      stop = false;
    }
  }

  private History fit(
      Model model,
      Dataset train,
      Optional<Dataset> validation,
      Optional<Dataset> test,
      Execution execution) {
    Preconditions.fits(model.network(), train);
    Graph graph = model.network().trace(true).trainingGraph();
    Batches batches = Batches.of(train.size(), batch.examples(), shuffle, seed);
    Preconditions.severalValuesPerChannel(graph, batches, batch);
    VariableValues wholeEpoch = model.variables().copy();
    Progress progress = new Progress(epochs, batches.count());
    Averaging averaging = new Averaging(average, model, epochs);
    long steps = (long) epochs * batches.count();
    Optional<Warmup> warmingUp =
        warmup.isPresent() || steps < WORTH_A_WARMUP ? warmup : warmUp(graph, execution);
    List<EpochResult> results = new ArrayList<>();
    long step = 0;
    Optional<Evaluator> validator = validation.map(data -> evaluator(model, data, execution));
    Optional<Evaluator> tester = test.map(data -> evaluator(model, data, execution));
    try (Stepper stepper = stepper(graph, model, train, execution)) {
      stepper.steps((long) epochs * batches.count());
      listener.started();
      for (int epoch = 1; epoch <= epochs; epoch++) {
        progress.startEpoch(epoch);
        long start = System.nanoTime();
        if (epoch == 1) {
          warmingUp.ifPresent(Warmup::await);
        }
        times.resume();
        batches.epoch(epoch);
        averaging.startEpoch(epoch, stepper);
        float rate = 0;
        for (int b = 0; b < batches.count() && !stop; b++) {
          stepper.run(batches.order(), batches.offset(b), batches.size(b), step);
          double loss = stepper.lossSum();
          if (!(loss / batches.size(b) <= GREATEST_LOSS)) {
            String layer = diagnose(stepper, model, train, batches, b, execution);
            model.variables().copyFrom(wholeEpoch);
            throw diverged(
                "the loss is %s in step %d of epoch %d: %s"
                    .formatted(loss / batches.size(b), b + 1, epoch, layer),
                epoch);
          }
          rate = sgd.rateAt(step, steps);
          stepper.update(sgd, rate);
          step++;
          progress.add(batches.size(b), loss, stepper.correct(), System.nanoTime() - start);
          listener.step(progress);
        }
        stepper.sync();
        times.pause();
        if (progress.batch() < batches.count()) {
          return new History(results, true, step, averaging.refresh(stepper));
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        Optional<Variable> broken = firstNotFinite(model.variables());
        if (broken.isPresent()) {
          model.variables().copyFrom(wholeEpoch);
          throw diverged(
              "%s of layer \"%s\" is not finite after step %d of epoch %d%s"
                  .formatted(
                      broken.get().key(),
                      broken.get().layer(),
                      batches.count(),
                      epoch,
                      broken.get().role() == Role.MOVING_VARIANCE
                          ? " (values beyond 1e19 reach it, whose variance float32 cannot hold)"
                          : ""),
              epoch);
        }
        EpochResult result = result(progress, rate, validator, tester, seconds);
        results.add(result);
        wholeEpoch.copyFrom(model.variables());
        averaging.refresh(stepper).ifPresent(listener::averaged);
        listener.epoch(result);
      }
    } finally {
      validator.ifPresent(Evaluator::close);
      tester.ifPresent(Evaluator::close);
    }
    return new History(results, false, step, averaging.averaged());
  }

  private static Evaluator evaluator(Model model, Dataset data, Execution execution) {
    return Evaluator.of(model, data, Evaluator.BATCH, execution);
  }

  private static EpochResult result(
      Progress progress,
      float rate,
      Optional<Evaluator> validator,
      Optional<Evaluator> tester,
      double seconds) {
    return new EpochResult(
        progress.epoch(),
        progress.loss(),
        progress.accuracy(),
        accuracy(validator),
        accuracy(tester),
        rate,
        seconds,
        (int) progress.examples());
  }

  private static OptionalDouble accuracy(Optional<Evaluator> evaluator) {
    return evaluator.isPresent()
        ? OptionalDouble.of(evaluator.get().evaluate().accuracy())
        : OptionalDouble.empty();
  }

  private Stepper stepper(Graph graph, Model model, Dataset data, Execution execution) {
    try {
      if (batch.part() < batch.examples()) {
        Parts.requireMergeable(graph);
      }
      return switch (execution.engine()) {
        case SIMD ->
            new PlanStepper(
                graph,
                model.variables(),
                execution.options(batch.greatestPart(data.size())).times(times),
                data,
                seed);
        case REFERENCE ->
            new ReferenceStepper(
                graph,
                model.variables(),
                ReferenceVariables.of(model.variables()),
                data,
                seed,
                batch.part());
      };
    } catch (IllegalArgumentException e) {
      throw new TrainingException(Kind.UNSUITABLE, String.valueOf(e.getMessage()));
    }
  }

  private static String diagnose(
      Stepper stepper, Model model, Dataset data, Batches batches, int b, Execution execution) {
    stepper.sync();
    return Diagnosis.layer(
        model, execution, data, batches.order(), batches.offset(b), batches.size(b));
  }

  private static Optional<Variable> firstNotFinite(VariableValues values) {
    for (Variable variable : values.variables()) {
      for (float value : values.of(variable)) {
        if (!Float.isFinite(value)) {
          return Optional.of(variable);
        }
      }
    }
    return Optional.empty();
  }

  private static TrainingException diverged(String what, int epoch) {
    return new TrainingException(
        Kind.DIVERGED,
        "%s; the model is that of the last whole epoch (%d); try a smaller learning rate"
            .formatted(what, epoch - 1));
  }
}
