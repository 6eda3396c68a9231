package org.evenkeel.plan;

import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.kernel.Slab;

/// A graph made ready to run: phases of steps on preallocated buffers. Running allocates nothing.
///
/// A plan is used by one thread at a time; its own threads wait inside [#run].
///
/// The result does not depend on the number of threads, on the kernels or on fusion: docs/NUMERICS.md.
public final class Plan implements AutoCloseable {
  private static final Set<Role> ALL_ROLES = EnumSet.allOf(Role.class);

  private final Graph graph;
  private final Run run = new Run();
  private final Dropouts dropouts;
  private final Storage storage;
  private final Drafts drafts;
  private final List<WideStep> prelude;
  private final List<Phase> phases;
  private final PhaseTasks[] phaseTasks;
  private final int chainLength;
  private final Workers workers;
  private final PlanOptions options;
  private final Updates updates;
  private Optional<Accumulation> accumulation = Optional.empty();

  /// Plans a graph.
  ///
  /// @param graph what to compute
  /// @param variables the values that it reads, and that [#update] changes
  /// @param options how; without influence on results
  /// @param seed seed of dropout
  public Plan(Graph graph, VariableValues variables, PlanOptions options, long seed) {
    this.graph = graph;
    this.options = options;
    dropouts = new Dropouts(graph.nodes(), seed);
    Planner planner = new Planner(graph, variables, options, run, dropouts);
    List<Phase> planned = planner.phases();
    prelude = planner.prelude();
    storage = planner.storage();
    drafts = planner.drafts();
    updates = new Updates(graph, variables, storage, options.kernels().reduce());
    Worker[] own = new Worker[options.threads()];
    chainLength = planned.stream().mapToInt(phase -> phase.slabSteps().size()).max().orElse(0);
    for (int i = 0; i < own.length; i++) {
      own[i] = newWorker();
    }
    phases = options.times().timed(planned, own);
    phaseTasks = phases.stream().map(PhaseTasks::new).toArray(PhaseTasks[]::new);
    workers = new Workers(own);
  }

  /// Returns what a thread needs to run tasks.
  Worker newWorker() {
    return new Worker(storage.arenaFloats(), storage.scratchFloats(), chainLength);
  }

  int phases() {
    return phaseTasks.length;
  }

  /// Takes a batch of zeros, for [#rehearse].
  void pretend() {
    int most = graph.nodes().stream().mapToInt(node -> node.shape().values()).max().orElse(0);
    data(new byte[most], 0, new byte[1]);
    run.floatInputs().forEach(input -> input.data(new float[input.values()]));
    run.order = new int[options.batch()];
    run.batch(0, options.batch());
    dropouts.step(0);
  }

  /// Runs the tasks of one phase, for the sake of its kernels; several threads may do so, each on a phase of its own.
  void rehearse(int phase, Worker worker) {
    PhaseTasks tasks = phaseTasks[phase];
    for (int i = 0; i < tasks.count(); i++) {
      tasks.run(i, worker);
    }
  }

  /// Says where the examples are: pixels (example, value) as unsigned bytes from `pixelsAt` on, a label byte per example.
  public void data(byte[] pixels, int pixelsAt, byte[] labels) {
    run.pixels.in(pixels, pixelsAt);
    run.labels = labels;
  }

  /// As [#data(byte[], int, byte[])], for pixels outside the heap, of any size: a file mapped into memory. Same bits.
  public void data(MemorySegment pixels, long pixelsAt, byte[] labels) {
    run.pixels.in(pixels, pixelsAt);
    run.labels = labels;
  }

  /// Says where the data of an input other than images and labels are; the array is kept, not copied.
  ///
  /// @param name name of the input in the graph
  /// @param values (examples, values) in public layout; a batch takes the examples that its order names
  /// @throws IllegalArgumentException if no step reads such an input, or the array does not hold whole examples
  public void input(String name, float[] values) {
    boolean known = false;
    for (FloatInput input : run.floatInputs()) {
      if (input.name().equals(name)) {
        input.data(values);
        known = true;
      }
    }
    if (!known) {
      throw new IllegalArgumentException(
          "input \"%s\": expected one of %s"
              .formatted(name, run.floatInputs().stream().map(FloatInput::name).toList()));
    }
  }

  /// Says how many steps the whole run has, so that layers can follow how far it has come ([org.evenkeel.graph.GraphBuilder#progress]).
  /// A plan that was not told takes every step for the end of the run.
  public void steps(long number) {
    run.steps = number;
  }

  /// Computes the graph on one batch.
  ///
  /// @param order read: example numbers
  /// @param from where the batch begins in `order`
  /// @param count examples in the batch, at most what the plan was made for
  /// @param step number of the training step, part of dropout's key
  /// @throws IllegalArgumentException if count is not in 1 to the greatest batch
  /// @throws IllegalStateException if the data of an input are missing
  public void run(int[] order, int from, int count, long step) {
    if (count < 1 || count > options.batch()) {
      throw new IllegalArgumentException(
          "plan: expected 1 to %d examples, got %d".formatted(options.batch(), count));
    }
    for (int i = 0; i < run.floatInputs().size(); i++) {
      if (!run.floatInputs().get(i).isGiven()) {
        throw new IllegalStateException(
            "plan: no data are given for input \"" + run.floatInputs().get(i).name() + "\"");
      }
    }
    StepTimes times = options.times();
    times.start(count);
    run.order = order;
    run.batch(from, count);
    run.step = step;
    dropouts.step(step);
    for (int i = 0; i < prelude.size(); i++) {
      prelude.get(i).work().run();
    }
    times.prepared();
    workers.begin();
    for (int i = 0; i < phaseTasks.length; i++) {
      workers.run(phaseTasks[i]);
      times.worked(i);
      phaseTasks[i].phase.afterBarrier();
      times.merged(i);
    }
    workers.end(run.slabs);
  }

  /// As [#run], one part of the batch after the other ([Parts]); [#update] then makes the step of the whole: gradients of the mean loss over all its
  /// examples, new states that follow its merged moments. Batch statistics normalize each part by itself.
  ///
  /// Batch-wide results are the sums over the parts; those per example are the last part's.
  ///
  /// @param order read: example numbers
  /// @param from where the batch begins in `order`
  /// @param count examples in the batch
  /// @param step number of the training step; it and an example's position in the whole batch are parts of dropout's key
  /// @param parts in how many parts
  /// @throws IllegalArgumentException if a part has no example, or more than the plan was made for, or if a state follows something else than
  ///   moments and counts
  public void run(int[] order, int from, int count, long step, int parts) {
    if (accumulation.isEmpty()) {
      accumulation = Optional.of(new Accumulation(graph, storage, run));
    }
    Accumulation whole = accumulation.get();
    for (int part = 0; part < parts; part++) {
      run.position = Parts.begin(part, parts, count);
      int size = Parts.begin(part + 1, parts, count) - run.position;
      run(order, from + run.position, size, step);
      whole.add(part == 0, count);
    }
    run.position = 0;
    whole.finish();
  }

  /// Updates parameters by their gradients, and states, after [#run].
  ///
  /// @param rate learning rate
  /// @param momentum share of the velocity kept, 0 for plain descent
  /// @param decay weight decay
  public void update(float rate, float momentum, float decay) {
    update(rate, momentum, decay, ALL_ROLES);
  }

  /// Updates parameters by their gradients, and states, after [#run]; weight decay holds for some roles only.
  ///
  /// @param rate learning rate
  /// @param momentum share of the velocity kept, 0 for plain descent
  /// @param decay weight decay
  /// @param decayed roles of the parameters that decay
  public void update(float rate, float momentum, float decay, Set<Role> decayed) {
    options.times().leave();
    updates.prepare(rate, momentum, decay, decayed);
    workers.run(updates);
    options.times().updated();
  }

  /// From the next [#update] on, sums up all parameters after each update: sum ← keep·sum + values, in float64, from 0.
  ///
  /// @param keep 1 for a mean, less for an exponential average
  public void startAverage(double keep) {
    updates.startAverage(keep);
  }

  /// Puts the averages over all updates since [#startAverage], of which there must be one, in place of the parameters.
  ///
  /// @param to values of the same variables, others than the plan's own
  public void average(VariableValues to) {
    updates.average(to);
  }

  /// Returns a batch-wide scalar result of the last run.
  public double scalar(String name) {
    return storage.wide(result(name)).at(0);
  }

  /// Returns value i of a batch-wide result of the last run.
  public double value(String name, int i) {
    return storage.wide(result(name)).at(i);
  }

  /// Copies a per-example result of the last run in public layout: (examples, values).
  ///
  /// @param to written from index `at` on
  public void examples(String name, float[] to, int at) {
    Activation from = drafts.stored(result(name)).activation();
    int values = from.values();
    for (int example = 0; example < run.examples; example++) {
      int slab = example / Slab.LANES;
      float[] array = from.array(workers.leader());
      for (int i = 0; i < values; i++) {
        to[at + example * values + i] =
            array[from.at(slab) + i * Slab.LANES + example % Slab.LANES];
      }
    }
  }

  private Node result(String name) {
    Node node = graph.results().get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "no result \"" + name + "\"; there are " + graph.results().keySet());
    }
    return node;
  }

  /// Returns the gradients of the last run, float32 in public layout; the arrays are the plan's own.
  public Map<Variable, float[]> gradients() {
    return updates.gradients();
  }

  /// Returns the plan for people: phases, steps, shapes, buffers, bytes, what was fused.
  public PlanDescription describe() {
    return PlanDescription.of(graph, prelude, phases, storage, options);
  }

  @Override
  public void close() {
    workers.close();
  }

  /// The tasks of a phase on the present batch.
  private final class PhaseTasks implements Workers.Tasks {
    private final Phase phase;

    PhaseTasks(Phase phase) {
      this.phase = phase;
    }

    @Override
    public int count() {
      return phase.tasks(run.slabs);
    }

    @Override
    public int homed() {
      return phase.slabTasks(run.slabs);
    }

    @Override
    public void run(int task, Worker worker) {
      phase.task(task, run.slabs, worker);
    }
  }
}
