package org.evenkeel.data;

import java.util.Optional;

/// A data set for training and one, of the same shape and classes, for testing; perhaps a third one, on which choices are made.
///
/// Throws: a `DataException` where shapes or classes differ.
///
/// @param train the examples to learn from
/// @param validation the examples to choose by, taken from those for training: a [#holdOut]
/// @param test the examples to judge by
public record Split(Dataset train, Optional<Dataset> validation, Dataset test) {
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

  /// A data set for training and one for testing.
  public Split(Dataset train, Dataset test) {
    this(train, Optional.empty(), test);
  }

  /// Returns this with the last `examples` training examples taken out, for validation; the test examples stay as they are.
  ///
  /// They are the last ones whatever the seed, so that runs of several seeds are judged by the same examples. Both parts are views: nothing is copied.
  /// Training data in the order of their classes must be shuffled before.
  ///
  /// @throws IllegalArgumentException if nothing would be left on either side
  public Split holdOut(int examples) {
    int size = train.size();
    if (examples < 1 || examples >= size) {
      throw new IllegalArgumentException(
          "expected at least 1 and fewer than the %,d training examples to be kept out, got %,d"
              .formatted(size, examples));
    }
    return new Split(
        train.first(size - examples), Optional.of(train.range(size - examples, size)), test);
  }
}
