/// Kernels: the arithmetic on arrays. A kernel takes arrays, offsets and sizes; it allocates nothing and validates
/// nothing (the plan did), it only asserts. Every kernel works on **one slab** of [Slab#LANES] examples (value `i` of lane
/// `l` lies at `at + i * 16 + l`) and, where it has rows, on a range of rows, so that a producer and its consumer can be
/// chained row by row. Orders of arithmetic are those of docs/NUMERICS.md.
package org.evenkeel.kernel;
