package org.evenkeel.cli;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
@Command(name = "predict", mixinStandardHelpOptions = true, versionProvider = Version.class)
final class PredictCommand implements Callable<Integer> {
  PredictCommand(Screen screen) {}
  @Override public Integer call() { return 0; }
}
