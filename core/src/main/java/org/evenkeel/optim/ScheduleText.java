package org.evenkeel.optim;

/// Reads the text form of schedules.
final class ScheduleText {
  private ScheduleText() {}

  static Schedule parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String rest = colon < 0 ? "" : text.substring(colon + 1);
    return switch (name) {
      case "constant" -> whole(text, name, Schedule.constant());
      case "cosine" -> whole(text, name, Schedule.cosine());
      case "linear" -> Schedule.linear(number(text, rest));
      case "step" -> steps(text, rest);
      case "warmup" -> warmUp(text, rest);
      default -> throw unknown(text);
    };
  }

  private static Schedule whole(String text, String name, Schedule schedule) {
    if (!text.equals(name)) {
      throw unknown(text);
    }
    return schedule;
  }

  private static Schedule steps(String text, String rest) {
    int at = rest.indexOf('@');
    if (at < 0) {
      throw unknown(text);
    }
    String[] shares = rest.substring(at + 1).split(",", -1);
    double[] milestones = new double[shares.length];
    for (int i = 0; i < shares.length; i++) {
      milestones[i] = number(text, shares[i]);
    }
    return Schedule.steps(number(text, rest.substring(0, at)), milestones);
  }

  private static Schedule warmUp(String text, String rest) {
    int comma = rest.indexOf(',');
    return comma < 0
        ? Schedule.constant().warmUp(number(text, rest))
        : parse(rest.substring(comma + 1)).warmUp(number(text, rest.substring(0, comma)));
  }

  private static double number(String text, String number) {
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw unknown(text);
    }
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "expected constant, step:FACTOR@SHARE[,SHARE...], cosine or linear:SHARE, as in"
            + " step:0.1@0.5,0.75 or linear:0.1, got '"
            + text
            + "'");
  }
}
