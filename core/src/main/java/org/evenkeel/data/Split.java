package org.evenkeel.data;

/// A data set for training and one, of the same shape and classes, for testing.
///
/// Throws: a `DataException` where shapes or classes differ.
///
/// @param train the examples to learn from
/// @param test the examples to judge by
public record Split(Dataset train, Dataset test) {
  /// Checks that the two belong together.
  public Split {
    if (!train.shape().equals(test.shape())) {
      throw new DataException(
          DataException.Kind.FORMAT,
          "test images: expected the training images' shape (channels, height, width) "
              + train.shape()
              + ", found "
              + test.shape());
    }
    if (!train.classNames().equals(test.classNames())) {
      throw new DataException(
          DataException.Kind.LABELS,
          "test labels: expected the training set's classes "
              + train.classNames()
              + ", found "
              + test.classNames());
    }
  }
}
