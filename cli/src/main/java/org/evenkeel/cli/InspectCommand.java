package org.evenkeel.cli;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
@Command(name = "inspect", mixinStandardHelpOptions = true, versionProvider = Version.class)
final class InspectCommand implements Callable<Integer> {
  InspectCommand(Screen screen) {}
  @Override public Integer call() { return 0; }
}
