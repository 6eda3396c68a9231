package org.evenkeel.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.evenkeel.report.SampleRun.figure;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.evenkeel.report.TrainingFigure.EpochPoint;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class TrainingFigureTest {
  @Test
  void drawsThreeCurvesWithTheirNames() throws Exception {
    Document svg = parsed(figure(10));
    // A legend sample and a curve each.
    assertThat(elements(svg, "polyline")).hasSize(6);
    assertThat(elements(svg, "polyline").stream().map(e -> e.getAttribute("stroke")).distinct())
        .hasSize(3);
    assertThat(texts(svg)).contains("train loss", "train acc", "test acc", "epoch", "a run");
  }

  @Test
  void tellsCurvesApartWithoutColour() throws Exception {
    assertThat(
            elements(parsed(figure(10)), "polyline").stream()
                .map(e -> e.getAttribute("stroke-dasharray"))
                .distinct())
        .hasSize(3)
        .contains("");
  }

  @Test
  void spansThePlannedEpochsFromTheFirstEpochOn() throws Exception {
    for (int trained : new int[] {0, 1, 3, 10}) {
      assertThat(texts(parsed(figure(trained)))).containsSubsequence("1", "5", "10", "epoch");
    }
  }

  @Test
  void showsASinglePointAsADot() throws Exception {
    assertThat(elements(parsed(figure(1)), "circle")).hasSize(3);
    assertThat(elements(parsed(figure(2)), "circle")).isEmpty();
  }

  @Test
  void leavesOutValuesThatAreNotFinite() throws Exception {
    double nan = Double.NaN;
    double infinity = Double.POSITIVE_INFINITY;
    var points =
        List.of(
            new EpochPoint(1, 2.31, nan, nan),
            new EpochPoint(2, infinity, .2, -infinity),
            new EpochPoint(3, 1e300, .3, infinity),
            new EpochPoint(4, 2.0, nan, nan));
    var figure = TrainingFigure.of("diverged", 4, points);
    Document svg = parsed(figure);
    assertThat(elements(svg, "circle")).as("the two finite losses").hasSize(2);
    assertThat(elements(svg, "polyline")).as("three samples, train acc").hasSize(4);
    assertThat(texts(svg)).contains("2.5").doesNotContain("3.0");
    assertThat(new String(figure.svg(), StandardCharsets.UTF_8)).doesNotContainIgnoringCase("nan");
    assertThat(figure.png()).isNotNull();
  }

  @Test
  void takesFurtherCurves() throws Exception {
    var figure = figure(3).withCurve("exact statistics", List.of(.8, Double.NaN, .9));
    assertThat(texts(parsed(figure))).contains("exact statistics", "train loss");
    assertThat(elements(parsed(figure), "circle")).hasSize(2);
  }

  @Test
  void keepsAnyTitleWellFormed() throws Exception {
    var figure = TrainingFigure.of("a < b & \"c\" \u0007 > µ", 1, List.of());
    assertThat(texts(parsed(figure))).contains("a < b & \"c\"   > µ");
  }

  @Test
  void givesTheSameBytesForTheSameInputInEveryCountry() {
    byte[] svg = figure(10).svg();
    Locale home = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(figure(10).svg()).isEqualTo(svg);
      Locale.setDefault(Locale.GERMANY);
      assertThat(figure(10).svg()).isEqualTo(svg);
    } finally {
      Locale.setDefault(home);
    }
  }

  @Test
  void drawsAPngOfTwoPixelsPerCssPixel() throws Exception {
    switch (figure(10).png()) {
      case Png.Drawn(byte[] bytes) -> {
        BufferedImage image = decoded(bytes);
        assertThat(image.getWidth()).isEqualTo(1280);
        assertThat(image.getHeight()).isEqualTo(840);
        for (Look look : List.of(Look.TRAIN_LOSS, Look.TRAIN_ACCURACY, Look.TEST_ACCURACY)) {
          assertThat(pixels(image, look.rgb())).as(look.toString()).isGreaterThan(500);
        }
        assertThat(((Png.Drawn) figure(10).png()).bytes()).isEqualTo(bytes);
      }
      case Png.Missing(String reason) -> assertThat(reason).contains("expected fonts");
    }
  }

  @Test
  void saysWhyThereIsNoPngWhenFontsAreMissing() {
    List<Throwable> failures =
        List.of(
            new InternalError("no fonts"),
            new Error("no fonts"),
            new NoClassDefFoundError("no fonts"),
            new UnsatisfiedLinkError("no fonts"),
            new NullPointerException("no fonts"));
    for (Throwable failure : failures) {
      assertThat(figure(3).png(failing(failure)))
          .isEqualTo(
              new Png.Missing(
                  "figure.png is not drawn: expected fonts that AWT can use, got " + failure));
    }
  }

  @Test
  void doesNotHideThatMemoryRanOut() {
    assertThatThrownBy(() -> figure(3).png(failing(new OutOfMemoryError("heap"))))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void refusesARunOfNoEpochs() {
    assertThatThrownBy(() -> TrainingFigure.of("a run", 0, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("training figure \"a run\": expected at least 1 epoch, got 0");
  }

  private static Function<LineChart, byte[]> failing(Throwable failure) {
    return chart -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    };
  }

  private static Document parsed(TrainingFigure figure) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(figure.svg()));
  }

  private static List<Element> elements(Document svg, String tag) {
    var nodes = svg.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static List<String> texts(Document svg) {
    return elements(svg, "text").stream().map(Element::getTextContent).toList();
  }

  private static BufferedImage decoded(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static long pixels(BufferedImage image, int rgb) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .filter(i -> (image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xffffff) == rgb)
        .count();
  }
}
