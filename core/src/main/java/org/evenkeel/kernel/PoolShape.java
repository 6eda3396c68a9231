package org.evenkeel.kernel;

/// Sizes of one 2-d pooling.
///
/// Shapes: x (channels, height, width); y (channels, outHeight, outWidth). Output (oy, ox) looks at rows
/// `oy * strideY - padTop + ky` and columns `ox * strideX - padLeft + kx`; positions outside the input do not exist.
///
/// @param channels channels
/// @param height input height
/// @param width input width
/// @param outHeight output height
/// @param outWidth output width
/// @param kernelHeight window height
/// @param kernelWidth window width
/// @param strideY vertical stride
/// @param strideX horizontal stride
/// @param padTop rows of padding above
/// @param padLeft columns of padding at the left
/// @param countPadding whether an average divides by the window's size even where it hangs over the edge
public record PoolShape(
    int channels,
    int height,
    int width,
    int outHeight,
    int outWidth,
    int kernelHeight,
    int kernelWidth,
    int strideY,
    int strideX,
    int padTop,
    int padLeft,
    boolean countPadding) {}
