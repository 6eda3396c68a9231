package org.evenkeel.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/// Turns the first Ctrl-C, or `kill`, into a request to stop; the second one ends the process at
/// once.
///
/// The JVM's own way, a shutdown hook, would neither let the program go on in peace nor hear a
/// second Ctrl-C. `sun.misc.Signal` (module jdk.unsupported) is reached by reflection, because
/// compilers warn of it; where it is missing, the process ends at the first Ctrl-C, with the last
/// epoch saved.
final class Interruption implements AutoCloseable {
  private static final int SIGNAL_BASE = 128;

  private final List<Runnable> restorers = new ArrayList<>();
  private volatile int signal;

  private Interruption() {}

  static Interruption listen() {
    Interruption interruption = new Interruption();
    try {
      interruption.handle("INT");
      interruption.handle("TERM");
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      interruption.close(); // no such signals here
    }
    return interruption;
  }

  boolean requested() {
    return signal != 0;
  }

  /// Returns 128 and the number of the signal, as shells count: 130 for Ctrl-C, 143 for SIGTERM.
  int exitCode() {
    return SIGNAL_BASE + signal;
  }

  private void received(int number) {
    if (requested()) {
      Runtime.getRuntime().halt(SIGNAL_BASE + number);
    }
    signal = number;
  }

  private void handle(String name) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Object sun = type.getConstructor(String.class).newInstance(name);
    int number = (int) type.getMethod("getNumber").invoke(sun);
    InvocationHandler handler =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                received(number);
                yield null;
              }
              // Signals are what the JVM keeps in tables, their handlers are neither compared nor
              // shown.
              default -> throw new UnsupportedOperationException(method.toString());
            };
    Object ours =
        Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, handler);
    Object before = type.getMethod("handle", type, handlerType).invoke(null, sun, ours);
    restorers.add(
        () -> {
          try {
            type.getMethod("handle", type, handlerType).invoke(null, sun, before);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Override
  public void close() {
    restorers.forEach(Runnable::run);
    restorers.clear();
  }
}
