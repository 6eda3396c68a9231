package org.evenkeel.bench.lottery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.evenkeel.bench.BenchException;
import org.evenkeel.data.Shuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomesFileTest {
  @TempDir private Path folder;

  @Test
  void readsWhatItWroteInTheOrderOfLoadersAndSeeds() {
    OutcomesFile file = new OutcomesFile(folder.resolve("runs.csv"), 3);
    assertThat(file.read()).isEmpty();
    List<Outcome> ordered = new ArrayList<>(ReportTest.outcomes(Shuffle.EXAMPLES));
    ordered.addAll(ReportTest.outcomes(Shuffle.BATCHES));
    ordered.sort((one, other) -> one.ticket().shuffle().compareTo(other.ticket().shuffle()));
    List<Outcome> reversed = new ArrayList<>(ordered);
    Collections.reverse(reversed);
    file.write(reversed);

    assertThat(file.read()).isEqualTo(ordered);
  }

  @Test
  void refusesRunsOfOtherTrainingsAndDamagedLines() throws IOException {
    Path path = folder.resolve("runs.csv");
    new OutcomesFile(path, 3).write(ReportTest.outcomes(Shuffle.EXAMPLES));

    assertThatThrownBy(() -> new OutcomesFile(path, 10).read())
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("expected runs of 10 epochs, found 3");
    Files.writeString(path, Files.readString(path) + "examples,five\n");
    assertThatThrownBy(() -> new OutcomesFile(path, 3).read())
        .hasMessageContaining("damaged")
        .hasMessageContaining("choose another --out");
    Files.writeString(path, "something\n");
    assertThatThrownBy(() -> new OutcomesFile(path, 3).read())
        .hasMessageContaining("expected the columns shuffle,seed");
  }
}
