package org.evenkeel.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settings of a layer, by name: numbers, strings, booleans, lists of these, and for layers made of layers, lists of [Layer].
public final class Settings {
  private final Map<String, Object> values;

  private Settings(Map<String, Object> values) {
    this.values = values;
  }

  /// Returns no settings.
  public static Settings none() {
    return new Settings(new LinkedHashMap<>());
  }

  /// Returns settings with the given values, their order kept.
  public static Settings of(Map<String, ?> values) {
    return new Settings(new LinkedHashMap<>(values));
  }

  /// Returns these settings and one more.
  public Settings with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Settings(more);
  }

  /// Returns all values by name.
  public Map<String, Object> values() {
    return new LinkedHashMap<>(values);
  }

  /// Checks that every setting is one of `names`.
  ///
  /// @throws IllegalArgumentException naming the unknown setting
  public void requireOnly(String type, String... names) {
    for (String name : values.keySet()) {
      if (!List.of(names).contains(name)) {
        throw new IllegalArgumentException(
            "%s: unknown setting \"%s\"; known: %s"
                .formatted(type, name, String.join(", ", names)));
      }
    }
  }

  /// Returns an integer.
  ///
  /// @throws IllegalArgumentException if it is missing or not an integer
  public int integer(String name) {
    return integer(name, required(name));
  }

  /// Returns an integer, or `otherwise` if it is not set.
  public int integer(String name, int otherwise) {
    return optional(name).map(value -> integer(name, value)).orElse(otherwise);
  }

  /// Returns a number.
  ///
  /// @throws IllegalArgumentException if it is missing or not a number
  public double number(String name) {
    return number(name, required(name));
  }

  /// Returns a number, or `otherwise` if it is not set.
  public double number(String name, double otherwise) {
    return optional(name).map(value -> number(name, value)).orElse(otherwise);
  }

  /// Returns a boolean, or `otherwise` if it is not set.
  public boolean flag(String name, boolean otherwise) {
    return optional(name)
        .map(value -> cast(name, value, Boolean.class, "true or false"))
        .orElse(otherwise);
  }

  /// Returns a string, or `otherwise` if it is not set.
  public String text(String name, String otherwise) {
    return optional(name)
        .map(value -> cast(name, value, String.class, "a string"))
        .orElse(otherwise);
  }

  /// Returns a list of integers; a single integer is a list of one.
  ///
  /// @throws IllegalArgumentException if it is missing or holds something else
  public List<Integer> integers(String name) {
    return integers(name, required(name));
  }

  /// Returns a list of integers, or `otherwise` if it is not set.
  public List<Integer> integers(String name, List<Integer> otherwise) {
    return optional(name).map(value -> integers(name, value)).orElse(otherwise);
  }

  /// Returns a list of numbers; a single number is a list of one.
  ///
  /// @throws IllegalArgumentException if it is missing or holds something else
  public List<Double> numbers(String name) {
    Object value = required(name);
    return value instanceof List<?> list
        ? list.stream().map(each -> number(name, each)).toList()
        : List.of(number(name, value));
  }

  /// Returns whether there is a value of that name.
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /// Returns a list of layers, empty if it is not set.
  public List<Layer> layers(String name) {
    List<?> list =
        optional(name)
            .<List<?>>map(value -> cast(name, value, List.class, "a list of layers"))
            .orElse(List.of());
    return list.stream().<Layer>map(each -> cast(name, each, Layer.class, "a layer")).toList();
  }

  private List<Integer> integers(String name, Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(each -> integer(name, each)).toList();
    }
    return List.of(integer(name, value));
  }

  private static int integer(String name, Object value) {
    double number = number(name, value);
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(name + ": expected an integer, got " + value);
    }
    return (int) number;
  }

  private static double number(String name, Object value) {
    return cast(name, value, Number.class, "a number").doubleValue();
  }

  private Optional<Object> optional(String name) {
    return Optional.ofNullable(values.get(name));
  }

  private Object required(String name) {
    return optional(name)
        .orElseThrow(() -> new IllegalArgumentException("setting \"" + name + "\" is missing"));
  }

  private static <T> T cast(String name, Object value, Class<T> type, String expected) {
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(name + ": expected " + expected + ", got " + value);
    }
    return type.cast(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Settings settings && values.equals(settings.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
