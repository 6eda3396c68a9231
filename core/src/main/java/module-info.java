/// Batch-normalized neural networks: layers, graphs, plans, kernels, training and models.
///
/// The hard `requires` makes SIMD work on the module path without any flag.
module org.evenkeel {
  requires jdk.incubator.vector;

  exports org.evenkeel.data;
  exports org.evenkeel.doctor;
  exports org.evenkeel.fold;
  exports org.evenkeel.graph;
  exports org.evenkeel.kernel;
  exports org.evenkeel.measure;
  exports org.evenkeel.model;
  exports org.evenkeel.nn;
  exports org.evenkeel.nn.norm;
  exports org.evenkeel.optim;
  exports org.evenkeel.plan;
  exports org.evenkeel.reference;
  exports org.evenkeel.train;

  uses org.evenkeel.nn.LayerFactory;
}
