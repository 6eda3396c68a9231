/// Plans: a graph turned into a flat list of steps on preallocated buffers; the one place where graph meets kernel.
///
/// A plan is a list of phases. Inside a phase every slab of 16 examples is independent of the others: its steps run on it one after the other, row range by row
/// range, so that a consumer finds its producer's rows in cache. Tasks of a phase are claimed dynamically by the workers; at its end
/// there is a barrier, after which the reductions are merged and batch-wide arithmetic is done.
package org.evenkeel.plan;
