package org.evenkeel.graph;

/// How a batch of n examples is split into ghost batches: into n / size parts, rounded up, of consecutive examples, whose sizes differ by at most one.
/// Part p ends before example ⌊(p + 1)·n / parts⌋. From the first part on, one with fewer than `least` examples is merged with the next; at the end
/// what is too small joins the part before.
///
/// @param size greatest number of examples of a part, before parts are merged
/// @param least least number of examples of a part, where the batch has as many: 2 where an example has one value per channel, whose variance would be 0
public record Ghosts(int size, int least) {
  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if one of them is not positive
  public Ghosts {
    if (size < 1 || least < 1) {
      throw new IllegalArgumentException(
          "ghosts: expected positive numbers of examples, got " + size + " and " + least);
    }
  }

  /// Returns the greatest number of parts of a batch.
  private int parts(int examples) {
    return (int) (((long) examples + size - 1) / size);
  }

  /// Returns before which example the part that begins with example `from` ends.
  ///
  /// @param from where a part begins: 0, or what this returned
  /// @param examples examples in the batch
  public int end(int from, int examples) {
    int parts = parts(examples);
    int end = from;
    for (int p = 0; p < parts; p++) {
      int next = (int) ((p + 1L) * examples / parts);
      if (next >= from + least && end == from) {
        end = next;
      }
    }
    return end == from || examples - end < least ? examples : end;
  }
}
