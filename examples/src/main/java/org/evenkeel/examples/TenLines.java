package org.evenkeel.examples;

import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.sigmoid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.evenkeel.data.FashionMnist;
import org.evenkeel.data.Split;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Sequential;
import org.evenkeel.optim.Sgd;
import org.evenkeel.train.Evaluation;
import org.evenkeel.train.Evaluator;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Trainer;

/// The README's ten lines: a network is built, trained, saved, loaded and evaluated.
///
/// A test compares the lines between the two markers with the README.
public final class TenLines {
  private TenLines() {}

  /// Trains LeNet on images of 28 by 28 grey pixels in ten classes.
  ///
  /// @param data what to learn from, and what to judge by
  /// @param folder an existing folder, which gets the model
  /// @return how the model, saved and loaded again, does on the test data
  public static Evaluation run(Split data, Path folder) {
    // README begins
    Layer[] layers = {
      conv2d(6, 5), batchNorm(), sigmoid(), avgPool2d(2),
      conv2d(16, 5), batchNorm(), sigmoid(), avgPool2d(2),
      flatten(), dense(120), batchNorm(), sigmoid(),
      dense(84), batchNorm(), sigmoid(), dense(10)
    };
    Model model = Model.initialize(Sequential.of(Shape.of(1, 28, 28), layers), 1);
    Trainer.of(Sgd.rate(1.0)).epochs(10).batch(256).fit(model, data);
    model.save(folder);
    Evaluation test = Evaluator.evaluate(Model.load(folder), data.test(), Execution.best());
    // README ends
    return test;
  }

  /// Runs the ten lines on Fashion-MNIST, which is downloaded where need be.
  ///
  /// @param arguments the folder for the model
  /// @throws IOException if the folder cannot be made
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments.length == 1 ? arguments[0] : "model"));
    System.out.println(run(FashionMnist.load(Optional.empty()), folder));
  }
}
