package org.evenkeel.nn.norm;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.graph.Initializer;
import org.evenkeel.nn.Settings;
import org.evenkeel.nn.norm.Affine.Coefficient;
import org.evenkeel.nn.norm.BatchNorm.ChannelAxis;
import org.evenkeel.nn.norm.BatchNorm.StoredVariance;
import org.evenkeel.nn.norm.Momentum.Share;
import org.evenkeel.nn.norm.Momentum.Start;

/// The settings of batch normalization in files. Momentum, epsilon and the stored variance are always written, all else where it is not the default.
final class BatchNormSettings {
  private static final Pattern RANDOM = Pattern.compile("(uniform|normal)\\(([^()]+)\\)");

  private BatchNormSettings() {}

  static Settings of(BatchNorm layer) {
    Tracking tracking = layer.tracking();
    Affine affine = layer.affine();
    Settings s = momentum(Settings.none(), tracking.momentum());
    s = s.with("epsilon", layer.epsilon());
    s = s.with("storedVariance", name(tracking.variance()));
    s = coefficient(s, "scale", "Gamma", affine.gamma(), Affine.NO_SCALE, Initializer.ones());
    s = coefficient(s, "center", "Beta", affine.beta(), Affine.NO_SHIFT, Initializer.zeros());
    s = unless(s, affine.learning(), "learning", false);
    s = unless(s, tracking.kept(), "tracking", false);
    s = unless(s, tracking.normalizeWith() == Normalizing.BATCH, "normalizeWith", "stored");
    s = unless(s, tracking.updating() || !tracking.kept(), "updating", false);
    s = unless(s, layer.axis() == ChannelAxis.FIRST, "channelAxis", "last");
    if (layer.ghosts().isPresent()) {
      s = s.with("ghosts", layer.ghosts().getAsInt());
    }
    if (layer.renorm().isPresent()) {
      s = s.with("rMax", ramp(layer.renorm().get().rMax()));
      s = s.with("dMax", ramp(layer.renorm().get().dMax()));
    }
    return s;
  }

  private static Settings unless(Settings s, boolean usual, String name, Object value) {
    return usual ? s : s.with(name, value);
  }

  static Settings momentum(Settings s, Momentum momentum) {
    return switch (momentum) {
      case Share(double keep, Start start) ->
          unless(s.with("keepOld", keep), start == Start.INITIAL, "start", name(start));
      case Momentum.Cumulative _ -> s.with("momentum", "cumulative");
      case Momentum.Pooled _ -> s.with("momentum", "pooled");
    };
  }

  private static Settings coefficient(
      Settings s,
      String flag,
      String name,
      Coefficient coefficient,
      Affine.Fixed none,
      Initializer usual) {
    return switch (coefficient) {
      case Affine.Fixed fixed ->
          fixed.equals(none) ? s.with(flag, false) : s.with("fixed" + name, fixed.value());
      case Affine.Variable(Initializer start) ->
          unless(
              s, start.equals(usual), name.toLowerCase(Locale.ROOT) + "Start", initializer(start));
    };
  }

  private static Object initializer(Initializer start) {
    return switch (start) {
      case Initializer.Constant(double value) -> value;
      case Initializer.Uniform(double limit) -> "uniform(" + limit + ")";
      case Initializer.Normal(double deviation) -> "normal(" + deviation + ")";
    };
  }

  private static Object ramp(Ramp ramp) {
    return ramp.from() == ramp.to()
        ? ramp.to()
        : List.of(ramp.from(), ramp.to(), ramp.begin(), ramp.end());
  }

  /// Turns FIRST_BATCH into `firstBatch`.
  private static String name(Enum<?> value) {
    StringBuilder name = new StringBuilder();
    boolean upper = false;
    for (char c : value.name().toCharArray()) {
      if (c != '_') {
        name.append(upper ? c : Character.toLowerCase(c));
      }
      upper = c == '_';
    }
    return name.toString();
  }

  static BatchNorm layer(Settings s) {
    s.requireOnly(
        BatchNorm.TYPE,
        "keepOld",
        "momentum",
        "start",
        "epsilon",
        "storedVariance",
        "scale",
        "center",
        "fixedGamma",
        "fixedBeta",
        "gammaStart",
        "betaStart",
        "learning",
        "tracking",
        "normalizeWith",
        "updating",
        "channelAxis",
        "ghosts",
        "rMax",
        "dMax");
    StoredVariance stored = choice(s, "storedVariance", StoredVariance.BIASED);
    boolean kept = s.flag("tracking", true);
    Tracking tracking =
        new Tracking(
            kept,
            momentum(s),
            stored,
            choice(s, "normalizeWith", Normalizing.BATCH),
            s.flag("updating", kept));
    Affine affine =
        new Affine(
            coefficient(s, "scale", "Gamma", Affine.NO_SCALE, Initializer.ones()),
            coefficient(s, "center", "Beta", Affine.NO_SHIFT, Initializer.zeros()),
            s.flag("learning", true));
    return new BatchNorm(
        s.number("epsilon", 1e-3),
        tracking,
        affine,
        choice(s, "channelAxis", ChannelAxis.FIRST),
        renorm(s),
        s.has("ghosts") ? OptionalInt.of(s.integer("ghosts")) : OptionalInt.empty());
  }

  static Momentum momentum(Settings s) {
    return switch (s.text("momentum", "share")) {
      case "share" -> new Share(s.number("keepOld", 0.99), choice(s, "start", Start.INITIAL));
      case "cumulative" -> alone(s, Momentum.cumulative());
      case "pooled" -> alone(s, Momentum.pooled());
      case String other ->
          throw new IllegalArgumentException(
              "momentum: expected \"cumulative\" or \"pooled\", or keepOld instead, got \""
                  + other
                  + "\"");
    };
  }

  private static Momentum alone(Settings s, Momentum momentum) {
    if (s.has("keepOld") || s.has("start")) {
      throw new IllegalArgumentException(
          "momentum: expected either keepOld or \"%s\", got both"
              .formatted(s.text("momentum", "")));
    }
    return momentum;
  }

  private static Coefficient coefficient(
      Settings s, String flag, String name, Affine.Fixed none, Initializer usual) {
    String fixed = "fixed" + name;
    String start = name.toLowerCase(Locale.ROOT) + "Start";
    boolean on = s.flag(flag, true);
    if ((s.has(fixed) && (!on || s.has(start))) || (!on && s.has(start))) {
      throw new IllegalArgumentException(
          "batchNorm: expected one of %s, %s and %s, got several".formatted(flag, fixed, start));
    }
    if (s.has(fixed)) {
      return new Affine.Fixed(s.number(fixed));
    }
    return on ? new Affine.Variable(initializer(s, start, usual)) : none;
  }

  private static Initializer initializer(Settings s, String name, Initializer usual) {
    if (!s.has(name)) {
      return usual;
    }
    if (!(s.values().get(name) instanceof String text)) {
      return new Initializer.Constant(s.number(name));
    }
    Matcher matcher = RANDOM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "%s: expected a number, \"uniform(limit)\" or \"normal(deviation)\", got \"%s\""
              .formatted(name, text));
    }
    double number = Double.parseDouble(matcher.group(2));
    return matcher.group(1).equals("uniform")
        ? new Initializer.Uniform(number)
        : new Initializer.Normal(number);
  }

  private static Optional<Renorm> renorm(Settings s) {
    if (!s.has("rMax") && !s.has("dMax")) {
      return Optional.empty();
    }
    return Optional.of(new Renorm(ramp(s, "rMax"), ramp(s, "dMax")));
  }

  private static Ramp ramp(Settings s, String name) {
    List<Double> numbers = s.numbers(name);
    return switch (numbers.size()) {
      case 1 -> Ramp.constant(numbers.get(0));
      case 4 -> new Ramp(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
      default ->
          throw new IllegalArgumentException(
              "%s: expected a number or [from, to, begin, end], got %s".formatted(name, numbers));
    };
  }

  private static <E extends Enum<E>> E choice(Settings s, String setting, E otherwise) {
    String text = s.text(setting, name(otherwise));
    for (E each : otherwise.getDeclaringClass().getEnumConstants()) {
      if (name(each).equals(text)) {
        return each;
      }
    }
    List<String> known =
        java.util.Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
            .map(each -> '"' + name(each) + '"')
            .toList();
    throw new IllegalArgumentException(
        "%s: expected %s, got \"%s\"".formatted(setting, String.join(" or ", known), text));
  }
}
