package org.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.maxPool2d;
import static org.evenkeel.nn.Layers.sigmoid;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.IdxFolder;
import org.evenkeel.data.ImageShape;
import org.evenkeel.data.Split;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Images that do not fit into memory are read through a map of their file, with the bits of images in an array.
class MappedDataTest {
  private static final int SIDE = 64;
  private static final int BYTES = SIDE * SIDE;

  /// Examples that hold a picture: the last ones, and one in the middle. All others are a hole in the file.
  private static final int TAIL = 48;

  private static final Dataset PICTURES =
      new GeneratedImages(new ImageShape(1, SIDE, SIDE), 10, 7).dataset(TAIL);

  @TempDir private Path folder;

  private static Model train(Dataset data, int threads, boolean simd) {
    Sequential network =
        Sequential.of(
            Shape.of(1, SIDE, SIDE),
            maxPool2d(4),
            conv2d(4, 5),
            batchNorm(),
            sigmoid(),
            maxPool2d(3),
            flatten(),
            dense(10));
    Model model = Model.initialize(network, 1);
    Execution execution =
        Execution.best()
            .threads(threads)
            .kernels(simd ? KernelChoice.best() : KernelChoice.scalar());
    Trainer.of(Sgd.rate(0.5).momentum(0.9))
        .epochs(2)
        .batch(20)
        .execution(execution)
        .fit(model, data);
    return model;
  }

  /// Writes the four files; training images are a file with a hole, larger than this JVM's memory.
  private int writeLargeFiles() throws IOException {
    long heap = Runtime.getRuntime().maxMemory();
    int size = (int) (Math.max(heap, Integer.MAX_VALUE) / BYTES) + 1000;
    write("train", size);
    write("t10k", TAIL);
    return size;
  }

  private void write(String part, int size) throws IOException {
    try (RandomAccessFile images =
        new RandomAccessFile(folder.resolve(part + "-images-idx3-ubyte").toFile(), "rw")) {
      images.write(header(size, SIDE, SIDE));
      images.setLength(16 + (long) size * BYTES);
      images.seek(16 + (long) (size - TAIL) * BYTES);
      images.write(PICTURES.pixels());
    }
    byte[] labels = new byte[size];
    System.arraycopy(PICTURES.labels(), 0, labels, size - TAIL, TAIL);
    Path file = folder.resolve(part + "-labels-idx1-ubyte");
    Files.write(file, ByteBuffer.allocate(8 + size).put(header(size)).put(labels).array());
  }

  private static byte[] header(int... sizes) {
    ByteBuffer header = ByteBuffer.allocate(4 + 4 * sizes.length).putInt(0x800 + sizes.length);
    IntStream.of(sizes).forEach(header::putInt);
    return header.array();
  }

  @Test
  void aFileLargerThanTheHeapTrainsToTheSameBits() throws IOException {
    int size = writeLargeFiles();
    Split split = IdxFolder.load(folder);

    assertThat(split.train().isMapped()).isTrue();
    assertThat(split.test().isMapped()).as("a small file").isFalse();
    assertThat(split.train().segment().byteSize())
        .isGreaterThan(Runtime.getRuntime().maxMemory())
        .isGreaterThan(Integer.MAX_VALUE);
    assertThat(split.train().pixel(size - 1, 77)).isEqualTo(PICTURES.pixel(TAIL - 1, 77));

    Dataset tail = split.train().range(size - TAIL, size);
    assertThat(train(tail, 2, true).weightsSha256())
        .isEqualTo(train(PICTURES, 1, true).weightsSha256())
        .isEqualTo(train(split.test(), 1, false).weightsSha256());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMapGivesTheBitsOfAnArrayOnEveryEngine(boolean simd) {
    Dataset mapped =
        Dataset.ofSegment(
            PICTURES.segment(), PICTURES.labels(), PICTURES.shape(), PICTURES.classNames());

    assertThat(mapped.isMapped()).isTrue();
    assertThat(train(mapped, 3, simd).weightsSha256())
        .isEqualTo(train(PICTURES, 1, simd).weightsSha256());
    assertThat(List.of(mapped.pixel(3, 9), mapped.first(5).pixel(4, 0)))
        .isEqualTo(List.of(PICTURES.pixel(3, 9), PICTURES.pixel(4, 0)));
  }
}
