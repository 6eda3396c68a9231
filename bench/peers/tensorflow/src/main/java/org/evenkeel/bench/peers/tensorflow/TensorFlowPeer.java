package org.evenkeel.bench.peers.tensorflow;

import java.io.IOException;
import org.evenkeel.bench.peers.Task;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/// One task in TensorFlow, through its Java API; see [Task] for the arguments.
public final class TensorFlowPeer {
  private TensorFlowPeer() {}

  /// Runs the task.
  public static void main(String[] arguments) throws IOException {
    Task task = Task.of(arguments);
    switch (task.kind()) {
      case "train" -> TensorFlowTraining.run(task);
      case "predict" -> TensorFlowPrediction.batches(task);
      case "predict-one" -> TensorFlowPrediction.oneByOne(task);
      default -> throw new IllegalArgumentException("no task is called " + task.kind());
    }
  }

  static Session session(Graph graph, Task task) {
    return new Session(
        graph,
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(task.threads())
            .setInterOpParallelismThreads(task.threads())
            .build());
  }
}
