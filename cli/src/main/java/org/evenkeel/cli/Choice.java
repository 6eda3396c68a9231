package org.evenkeel.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads one of a few words, written in small letters.
///
/// @param values what the words stand for
record Choice<E extends Enum<E>>(List<E> values) implements ITypeConverter<E> {
  static <E extends Enum<E>> Choice<E> of(Class<E> type) {
    return new Choice<>(Arrays.asList(type.getEnumConstants()));
  }

  @Override
  public E convert(String text) {
    for (E value : values) {
      if (word(value).equals(text)) {
        return value;
      }
    }
    throw new TypeConversionException(
        "expected %s, got '%s'"
            .formatted(
                values.stream().map(Choice::word).collect(Collectors.joining(" or ")), text));
  }

  private static String word(Enum<?> value) {
    return NetworkOptions.lower(value);
  }
}
