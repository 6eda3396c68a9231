package org.evenkeel.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.evenkeel.report.BarFigure.Bar;
import org.evenkeel.report.BarFigure.Group;
import org.evenkeel.report.BarFigure.Kind;
import org.junit.jupiter.api.Test;

final class BarFigureTest {
  private static final Kind WORK = new Kind("work", 0x1f77b4);
  private static final Kind REST = new Kind("rest & <more>", 0xd1600a);

  private static String svg(Bar... bars) {
    return new String(
        BarFigure.of("Where it goes", List.of(new Group("phase 1", List.of(bars)))).svg(),
        StandardCharsets.UTF_8);
  }

  private static double width(String svg, String colour, int index) {
    return svg.lines()
        .filter(line -> line.startsWith("<rect") && line.contains("fill=\"" + colour))
        .filter(line -> !line.contains("y=\"45\"")) // the legend
        .skip(index)
        .map(line -> line.replaceAll(".* width=\"([0-9.]+)\".*", "$1"))
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void barsAreAsLongAsTheirValues() {
    String svg = svg(new Bar("a", WORK, 4, "4 %"), new Bar("b", WORK, 1, ""));

    assertThat(width(svg, "#1f77b4", 0) / width(svg, "#1f77b4", 1)).isBetween(3.99, 4.01);
    assertThat(svg).contains(">a<", ">4 %<", ">phase 1<", ">Where it goes<", ">work<");
  }

  @Test
  void theLegendNamesEachKindOnceAndTextIsEscaped() {
    String svg =
        svg(new Bar("a", WORK, 1, ""), new Bar("b", REST, 1, ""), new Bar("c", WORK, 1, ""));

    assertThat(svg.split(">work<", -1)).hasSize(2);
    assertThat(svg).contains(">rest &amp; &lt;more&gt;<");
  }

  @Test
  void valuesThatAreNoLengthHaveNoBar() {
    String svg = svg(new Bar("a", WORK, Double.NaN, ""), new Bar("b", WORK, -3, ""));

    assertThat(width(svg, "#1f77b4", 0)).isLessThan(1);
    assertThat(svg).doesNotContain("NaN", "\"-");
  }

  @Test
  void aFigureWithoutBarsIsStillADocument() {
    assertThat(new String(BarFigure.of("", List.of()).svg(), StandardCharsets.UTF_8))
        .startsWith("<svg")
        .endsWith("</svg>\n");
  }
}
