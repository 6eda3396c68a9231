package org.evenkeel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerBuildTest {
  @TempDir Path peers;

  @BeforeEach
  void makePeers() throws Exception {
    Files.writeString(peers.resolve("pom.xml"), "");
    Files.createDirectories(peers.resolve("common"));
    Files.writeString(Files.createDirectories(peers.resolve("djl")).resolve("pom.xml"), "");
  }

  @Test
  void saysInOneLineWhatMavenCouldNotGet() throws Exception {
    PeerBuild build =
        new PeerBuild(
            peers,
            maven(
                """
                echo '[INFO] Scanning for projects...'
                echo '[ERROR] Failed to execute goal'
                echo '[ERROR] Could not resolve dependencies: Cannot access central in offline mode'
                exit 1
                """));

    assertThat(build.require(Library.DJL).orElseThrow())
        .startsWith("Could not resolve dependencies: Cannot access central in offline mode (log: ")
        .doesNotContain("\n");
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    assertThat(new PeerBuild(peers, "no-such-maven").require(Library.DJL).orElseThrow())
        .contains("no-such-maven");
  }

  @Test
  void buildsOnceAndAgainWhenASourceIsNewer() throws Exception {
    Path runs = peers.resolve("runs");
    PeerBuild build = new PeerBuild(peers, maven("echo run >> " + runs));

    assertThat(build.require(Library.DJL)).isEmpty();
    assertThat(build.require(Library.DJL)).isEmpty();
    assertThat(runs).content().hasLineCount(1);

    Path source = Files.writeString(peers.resolve("djl/Peer.java"), "");
    Files.setLastModifiedTime(
        source, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    assertThat(build.require(Library.DJL)).isEmpty();
    assertThat(runs).content().hasLineCount(2);
  }

  private String maven(String script) throws Exception {
    Path file = Files.writeString(peers.resolve("maven"), "#!/bin/sh\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }
}
