package org.evenkeel.bench.peers.djl;

import java.io.IOException;
import org.evenkeel.bench.peers.Task;

/// One task in DJL on PyTorch; see [Task] for the arguments.
public final class DjlPeer {
  private DjlPeer() {}

  /// Runs the task.
  public static void main(String[] arguments) throws IOException {
    Task task = Task.of(arguments);
    // Read by the engine when it is first touched.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(task.threads()));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    System.setProperty("OPT_OUT_TRACKING", "true");
    switch (task.kind()) {
      case "train" -> DjlTraining.run(task);
      case "predict" -> DjlPrediction.batches(task);
      case "predict-one" -> DjlPrediction.oneByOne(task);
      default -> throw new IllegalArgumentException("no task is called " + task.kind());
    }
  }
}
