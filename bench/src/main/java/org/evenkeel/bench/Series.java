package org.evenkeel.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.evenkeel.measure.Rates;

/// The samples of one library in a contest, a round each.
///
/// @param library whose
/// @param threads how many threads it was given; a peer may be faster with fewer than asked for
/// @param samples in the order of the rounds
record Series(Library library, int threads, List<Sample> samples) {
  /// Copies the list.
  Series {
    samples = List.copyOf(samples);
  }

  /// Returns a figure over the rounds, if the processes told it.
  Optional<Rates> rates(Figure figure) {
    return rates(sample -> sample.of(figure));
  }

  /// Returns the share of the multiply-add peak over the rounds.
  Optional<Rates> shareOfPeak(long multiplyAdds) {
    return rates(sample -> sample.shareOfPeak(multiplyAdds));
  }

  /// Returns the share of the multiply-adds in turns with the work, over the rounds.
  Optional<Rates> shareInTurns(long multiplyAdds) {
    return rates(sample -> sample.shareInTurns(multiplyAdds));
  }

  /// Returns how much of its peak the machine gave at the median around the rounds.
  Optional<Rates> calm() {
    return rates(Sample::calm);
  }

  /// Returns this library's figure as a multiple of another's, round by round.
  Optional<Rates> ratio(Figure figure, Series other) {
    int rounds = Math.min(samples.size(), other.samples.size());
    double[] ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      OptionalDouble own = samples.get(i).of(figure);
      OptionalDouble others = other.samples.get(i).of(figure);
      if (own.isEmpty() || others.isEmpty() || others.getAsDouble() == 0) {
        return Optional.empty();
      }
      ratios[i] = own.getAsDouble() / others.getAsDouble();
    }
    return rounds == 0 ? Optional.empty() : Optional.of(Rates.of(ratios));
  }

  private Optional<Rates> rates(Function<Sample, OptionalDouble> value) {
    double[] values =
        samples.stream()
            .map(value)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(Rates.of(values));
  }
}
