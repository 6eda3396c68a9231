package org.evenkeel.bench.worker;

import java.nio.file.Path;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.IdxFolder;
import org.evenkeel.data.ImageShape;
import org.evenkeel.model.Model;
import org.evenkeel.train.Execution;

/// One task in a process of its own; see [Task] for the arguments. Prints lines that the benchmark
/// reads.
public final class Worker {
  private static final int CLASSES = 10;

  private Worker() {}

  /// Runs the task.
  public static void main(String[] arguments) {
    Task task = Task.of(arguments);
    switch (task.kind()) {
      case "train" -> TrainingTask.run(task);
      case "predict" -> PredictionTask.batches(task);
      case "predict-one" -> PredictionTask.oneByOne(task);
      case "statistics" -> StatisticsTask.run(task);
      case "allocation" -> AllocationTask.run(task);
      default -> throw new IllegalArgumentException("no task is called " + task.kind());
    }
  }

  static Dataset images(Task task) {
    Dataset all =
        task.network().equals("resnet20")
            ? new GeneratedImages(new ImageShape(3, 32, 32), CLASSES, 1)
                .dataset(task.pace().examples())
            : IdxFolder.load(Path.of(task.data())).train();
    return all.first(Math.min(all.size(), task.pace().examples()));
  }

  static Model model(Task task) {
    return Model.initialize(Networks.of(task.network()), 1);
  }

  static Execution execution(Task task) {
    return Execution.best().threads(task.threads());
  }
}
