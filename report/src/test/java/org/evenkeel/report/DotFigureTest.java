package org.evenkeel.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.evenkeel.report.DotFigure.Group;
import org.evenkeel.report.DotFigure.Row;
import org.junit.jupiter.api.Test;

final class DotFigureTest {
  private static final int BLUE = 0x1f77b4;

  private static DotFigure figure(Row... rows) {
    return DotFigure.of("Runs & more", "accuracy", List.of(new Group("a loader", List.of(rows))));
  }

  private static String svg(Row... rows) {
    return new String(figure(rows).svg(), StandardCharsets.UTF_8);
  }

  private static double[] middles(String svg, String axis) {
    return svg.lines()
        .filter(line -> line.startsWith("<circle"))
        .map(line -> line.replaceAll(".* " + axis + "=\"([0-9.]+)\".*", "$1"))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @Test
  void dotsAreWhereTheirValuesAre() {
    double[] x = middles(svg(new Row("one", BLUE, List.of(0.9, 0.7, 0.8))), "cx");

    assertThat(x).hasSize(3).isSorted();
    assertThat((x[1] - x[0]) / (x[2] - x[0])).isBetween(0.499, 0.501);
  }

  @Test
  void dotsThatWouldCoverEachOtherMoveUpAndDown() {
    double[] y = middles(svg(new Row("one", BLUE, List.of(0.5, 0.5, 0.5, 0.9))), "cy");

    assertThat(y).hasSize(4);
    assertThat(List.of(y[0], y[1], y[2])).doesNotHaveDuplicates();
    assertThat(y[3]).isEqualTo(y[0]);
  }

  @Test
  void valuesThatAreNoneAreLeftOutAndTextIsEscaped() {
    String svg =
        svg(new Row("<one>", BLUE, List.of(Double.NaN, 0.5)), new Row("none", BLUE, List.of()));

    assertThat(middles(svg, "cx")).hasSize(1);
    assertThat(svg).contains(">&lt;one&gt;<", ">none<", ">a loader<", ">Runs &amp; more<");
    assertThat(svg).doesNotContain("NaN");
  }

  @Test
  void isDrawnAsPngWhereThereAreFonts() {
    assertThat(figure(new Row("one", BLUE, List.of(0.5, 0.6))).png())
        .isInstanceOfAny(Png.Drawn.class, Png.Missing.class);
  }
}
