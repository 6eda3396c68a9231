package org.evenkeel.cli;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// A picture as planes of light in [0, 255], 0 for the ground on which a thing lies.
///
/// Shapes: planes[channel][y · width + x]; one channel, luminance, or three, red, green and blue.
///
/// @param width pixels in a row
/// @param height rows
/// @param planes values
@SuppressWarnings("ArrayRecordComponent") // never compared
record Picture(int width, int height, float[][] planes) {
  /// Limits the time: every pixel is decoded, whether it is kept or not.
  private static final long MOST_PIXELS = 100_000_000;

  /// Limits the memory: of a larger picture every second pixel is kept, or every third, …
  private static final int LONGEST_SIDE = 2048;

  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  /// Reads a picture of any kind that the Java platform knows, PNG and JPEG among them.
  ///
  /// @param channels 1 or 3
  /// @param inverted whether the ground is white; transparent pixels are ground
  static Picture read(Path file, int channels, boolean inverted) {
    if (!Files.isRegularFile(file)) {
      throw new Failure(ExitCode.DATA_MISSING, file + ": expected a picture, found no such file");
    }
    ImageIO.setUseCache(false);
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      if (in == null) {
        throw new Failure(ExitCode.DATA_MISSING, file + ": expected a picture, cannot be read");
      }
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new Failure(
            ExitCode.DATA_CORRUPT, file + ": expected a PNG or JPEG picture, found something else");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        return of(decoded(reader, file), channels, inverted);
      } finally {
        reader.dispose();
      }
    } catch (Failure known) {
      throw known;
    } catch (IOException | RuntimeException e) { // decoders throw anything at damaged files
      throw new Failure(ExitCode.DATA_CORRUPT, file + ": damaged picture: " + e.getMessage(), e);
    }
  }

  private static BufferedImage decoded(ImageReader reader, Path file) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > MOST_PIXELS) {
      throw new Failure(
          ExitCode.DATA_CORRUPT,
          "%s: expected at most %d pixels, found %d x %d"
              .formatted(file, MOST_PIXELS, width, height));
    }
    int step = Math.ceilDiv(Math.max(width, height), LONGEST_SIDE);
    ImageReadParam parameters = reader.getDefaultReadParam();
    parameters.setSourceSubsampling(
        step, step, Math.min(step / 2, width - 1), Math.min(step / 2, height - 1));
    return reader.read(0, parameters);
  }

  static Picture of(BufferedImage image, int channels, boolean inverted) {
    int width = image.getWidth();
    int height = image.getHeight();
    float[][] planes = new float[channels][width * height];
    boolean grey =
        image.getColorModel().getNumColorComponents() == 1
            && !(image.getColorModel() instanceof IndexColorModel);
    float[] rgb = new float[3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float alpha = grey ? grey(image, x, y, rgb) : colour(image.getRGB(x, y), rgb);
        for (int c = 0; c < channels; c++) {
          float light = channels == 3 ? rgb[c] : RED * rgb[0] + GREEN * rgb[1] + BLUE * rgb[2];
          planes[c][y * width + x] = alpha * (inverted ? 255 - light : light);
        }
      }
    }
    return new Picture(width, height, planes);
  }

  /// Grey samples as they are: getRGB would take them for linear light and change them.
  private static float grey(BufferedImage image, int x, int y, float[] rgb) {
    Raster raster = image.getRaster();
    float most = (1L << raster.getSampleModel().getSampleSize(0)) - 1;
    float light = 255 * raster.getSample(x, y, 0) / most;
    rgb[0] = light;
    rgb[1] = light;
    rgb[2] = light;
    return raster.getNumBands() == 2 ? raster.getSample(x, y, 1) / most : 1;
  }

  private static float colour(int argb, float[] rgb) {
    rgb[0] = argb >> 16 & 0xff;
    rgb[1] = argb >> 8 & 0xff;
    rgb[2] = argb & 0xff;
    return (argb >>> 24) / 255f;
  }

  /// Returns the picture scaled into a frame, its proportions kept, centred, on black: a network's
  /// input as bytes (channels, rows, columns).
  byte[] fit(int columns, int rows) {
    double scale = Math.min((double) columns / width, (double) rows / height);
    int w = Math.clamp(Math.round(width * scale), 1, columns);
    int h = Math.clamp(Math.round(height * scale), 1, rows);
    byte[] bytes = new byte[planes.length * rows * columns];
    for (int c = 0; c < planes.length; c++) {
      float[] wide = averaged(planes[c], height, width, w);
      float[] small = averaged(transposed(wide, height, w), w, height, h); // (w, h)
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          int to = (c * rows + (rows - h) / 2 + y) * columns + (columns - w) / 2 + x;
          bytes[to] = (byte) Math.round(small[x * h + y]);
        }
      }
    }
    return bytes;
  }

  /// Scales each row of `from` pixels to `to` pixels, each the average of the area that it covers.
  private static float[] averaged(float[] values, int rows, int from, int to) {
    float[] result = new float[rows * to];
    double step = (double) from / to;
    for (int i = 0; i < to; i++) {
      double start = i * step;
      double end = Math.min(from, (i + 1) * step);
      for (int r = 0; r < rows; r++) {
        double sum = 0;
        for (int x = (int) start; x < end; x++) {
          sum += values[r * from + x] * (Math.min(end, x + 1) - Math.max(start, x));
        }
        result[r * to + i] = (float) (sum / (end - start));
      }
    }
    return result;
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] result = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        result[c * rows + r] = values[r * columns + c];
      }
    }
    return result;
  }
}
