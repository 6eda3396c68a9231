package org.evenkeel.kernel;

/// All kernels of one implementation: scalar (plain Java) or SIMD. Both give equal bits.
///
/// @param vectorBits width of the vectors in bits, 0 for scalar kernels
/// @param conv convolution kernels
/// @param dense kernels of dense layers
/// @param element element-wise kernels
/// @param reduce reductions over positions, and updates
/// @param pool pooling kernels
/// @param loss loss and loading
/// @param norm fused normalization
/// @param group statistics of each example's own values
public record Kernels(
    int vectorBits,
    ConvKernels conv,
    DenseKernels dense,
    ElementKernels element,
    ReduceKernels reduce,
    PoolKernels pool,
    LossKernels loss,
    NormKernels norm,
    GroupKernels group) {}
