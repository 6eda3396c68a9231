package org.evenkeel.cli;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
@Command(name = "evaluate", mixinStandardHelpOptions = true, versionProvider = Version.class)
final class EvaluateCommand implements Callable<Integer> {
  EvaluateCommand(Screen screen) {}
  @Override public Integer call() { return 0; }
}
