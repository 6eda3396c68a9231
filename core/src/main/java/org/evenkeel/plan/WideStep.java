package org.evenkeel.plan;

import java.util.List;
import org.evenkeel.graph.Node;

/// Batch-wide arithmetic after a barrier: merging a reduction, or computing on what was merged.
///
/// @param name what it does, for people
/// @param replaces the nodes whose values it computes
/// @param work the computation
record WideStep(String name, List<Node> replaces, Runnable work) {}
