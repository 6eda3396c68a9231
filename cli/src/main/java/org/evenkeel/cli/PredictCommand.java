package org.evenkeel.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Predictor;
import org.evenkeel.train.TrainingException;
import org.evenkeel.train.UntrainedStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `evenkeel predict`.
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Names what is in pictures, with probabilities, in prediction mode.",
      "",
      "Pictures are PNG or JPEG, of any size, grey or in colour. They are scaled to the network's"
          + " input with their proportions kept, and centred on black. Fashion-MNIST shows light"
          + " things on a black ground: give --invert for photos on a white one.",
      ""
    })
final class PredictCommand implements Callable<Integer> {
  private final Screen screen;

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path run = Path.of("");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Pictures.")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = "--invert",
      description = "The ground is white: dark becomes light. Transparent pixels are ground.")
  private boolean invert;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many classes are printed, the likeliest first. Default: 3.")
  private int top = 3;

  @Option(
      names = "--no-fold",
      description =
          "Do not fold batch norms into the layers before them; evaluate does not either.")
  private boolean noFold;

  PredictCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    if (top < 1) {
      throw Failure.usage("--top: expected at least 1, got " + top);
    }
    Model model = SavedRun.read(run).model();
    Shape input = imageShape(model.network().input());
    Execution execution = new Execution(Execution.Engine.SIMD, KernelChoice.best(), 1, true);
    UntrainedStatistics.warning(model).ifPresent(screen::warn);
    Optional<ExitCode> failed = Optional.empty();
    try (Predictor predictor =
        noFold ? Predictor.unfolded(model, execution) : Predictor.of(model, execution)) {
      for (Path image : images) {
        try {
          Picture picture = Picture.read(image, input.channels(), invert);
          byte[] pixels = picture.fit(input.width(), input.height());
          print(image, predictor.probabilities(pixels), model.classNames());
        } catch (Failure e) {
          screen.warn(Failures.line(e));
          failed = failed.or(() -> Optional.of(e.exit()));
        }
      }
    }
    return failed.orElse(ExitCode.OK).code();
  }

  /// Images are rows of features where a network wants those: square and grey then.
  private static Shape imageShape(Shape input) {
    if (input.rank() == 3 && (input.channels() == 1 || input.channels() == 3)) {
      return input;
    }
    int side = (int) Math.round(Math.sqrt(input.values()));
    if (input.rank() == 1 && side * side == input.values()) {
      return Shape.of(1, side, side);
    }
    throw new TrainingException(
        TrainingException.Kind.UNSUITABLE,
        "the network expects inputs of shape %s, a picture has 1 or 3 channels".formatted(input));
  }

  private void print(Path image, float[] probabilities, List<String> names) {
    screen.out().println(image);
    IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -probabilities[i]))
        .limit(top)
        .forEach(
            i ->
                screen
                    .out()
                    .println(
                        String.format(
                            Locale.ROOT,
                            "  %6.2f %%  %s",
                            100 * probabilities[i],
                            names.isEmpty() ? "class " + i : names.get(i))));
  }
}
