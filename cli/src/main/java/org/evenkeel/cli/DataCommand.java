package org.evenkeel.cli;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
@Command(name = "data", mixinStandardHelpOptions = true, versionProvider = Version.class)
final class DataCommand implements Callable<Integer> {
  DataCommand(Screen screen) {}
  @Override public Integer call() { return 0; }
}
