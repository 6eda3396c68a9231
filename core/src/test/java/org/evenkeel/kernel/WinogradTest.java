package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WinogradTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 20, 32, 63, 64})
  void registerTilesCoverAllChannelsAndAtMostOneMore(int channels) {
    int first = 0;
    while (first < channels) {
      int tile = Winograd.channels(channels - first);
      assertThat(Winograd.channels(Winograd.paddedChannels(channels) - first)).isEqualTo(tile);
      for (int channel = first; channel < Math.min(first + tile, channels); channel++) {
        assertThat(Winograd.firstChannel(channel, channels)).isEqualTo(first);
      }
      first += tile;
    }

    assertThat(first).isEqualTo(Winograd.paddedChannels(channels)).isLessThan(channels + 2);
  }

  @ParameterizedTest
  @CsvSource({"6, 6", "16, 6", "10, 6", "8, 4", "7, 4", "4, 4", "3, 4", "2, 2", "1, 2"})
  void tilesAreOfSixUnlessThatLeavesTwo(int left, int tile) {
    assertThat(Winograd.channels(left)).isEqualTo(tile);
  }
}
