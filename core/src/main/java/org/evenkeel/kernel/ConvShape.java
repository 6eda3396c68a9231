package org.evenkeel.kernel;

/// Sizes of one 2-d convolution.
///
/// Shapes: x (inputs, height, width); w (outputs, inputs / groups, kernelHeight, kernelWidth); y (outputs, outHeight, outWidth).
/// Output (oy, ox) reads input rows `oy * strideY - padTop + ky` and columns `ox * strideX - padLeft + kx`; positions outside
/// the input do not exist. Padding at the bottom and the right is implied by the output's size.
///
/// @param inputs input channels
/// @param height input height
/// @param width input width
/// @param outputs output channels
/// @param outHeight output height
/// @param outWidth output width
/// @param kernelHeight kernel height
/// @param kernelWidth kernel width
/// @param strideY vertical stride
/// @param strideX horizontal stride
/// @param padTop rows of padding above
/// @param padLeft columns of padding at the left
/// @param groups groups of channels, each convolved by itself
public record ConvShape(
    int inputs,
    int height,
    int width,
    int outputs,
    int outHeight,
    int outWidth,
    int kernelHeight,
    int kernelWidth,
    int strideY,
    int strideX,
    int padTop,
    int padLeft,
    int groups) {

  /// Returns the number of input channels in one group.
  public int groupInputs() {
    return inputs / groups;
  }

  /// Returns the number of output channels in one group.
  public int groupOutputs() {
    return outputs / groups;
  }

  /// Returns the number of weights of one output channel.
  public int weightsPerOutput() {
    return groupInputs() * kernelHeight * kernelWidth;
  }
}
