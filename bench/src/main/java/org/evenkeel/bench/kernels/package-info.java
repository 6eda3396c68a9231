/// Kernels one by one, under JMH: scalar and every vector width, against the machine's peaks.
///
/// A [KernelCall] is one kernel on one slab. The classes `…Calls` make them, one class for each
/// family; only they know the kernels' interfaces.
package org.evenkeel.bench.kernels;
