/// The graph: typed operations with static shapes, the batch dimension implicit.
///
/// There are two kinds of value: [org.evenkeel.graph.PerExample] (activations, one per example) and [org.evenkeel.graph.BatchWide]
/// (parameters, state, moments: one for the whole batch; a scalar is a batch-wide value of shape ()). Going from batch-wide to per-example is a
/// broadcast, the other way a reduction; each is the other's adjoint, and reductions are the only place where examples
/// talk to each other. [org.evenkeel.graph.Differentiation] derives gradients graph to graph.
package org.evenkeel.graph;
