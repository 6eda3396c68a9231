package org.evenkeel.plan;

import java.util.Map;

/// Look-ups that must succeed.
final class Lookup {
  private Lookup() {}

  static <K, V> V in(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("nothing is known of " + key);
    }
    return value;
  }
}
