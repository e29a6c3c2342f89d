package org.microgptrom.verify.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryShape;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.verify.memory.CanonicalText;
import org.microgptrom.verify.memory.MemoryReader;

/** A memory file by itself, outside of any bundle. */
public final class MemoryFile {
  private MemoryFile() {}

  /** Does something with a file from its beginning. */
  @FunctionalInterface
  private interface Reading<T> {
    T read(CanonicalText text);
  }

  /**
   * Reads a file of a shape that it tells itself.
   *
   * @param width bits in a word, for formats that don't tell
   * @param name of the image, for formats that don't tell
   * @throws InputException if the file can't be read or is not in canonical form
   */
  public static RomImage read(Path file, MemoryFormat format, int width, String name) {
    MemoryReader reader = MemoryReaders.of(format);
    MemoryShape shape = with(file, format, text -> shape(file, reader, text, width, name));
    int lanes = shape.lanes();
    short[] content = new short[(int) shape.values()];
    return with(
        file,
        format,
        text -> {
          reader.read(
              text,
              shape,
              (address, word) -> System.arraycopy(word, 0, content, address * lanes, lanes));
          return new RomImage(name, lanes, content);
        });
  }

  /** Only a format with ranges has files that are shorter than their words. */
  private static MemoryShape shape(
      Path file, MemoryReader reader, CanonicalText text, int width, String name) {
    try {
      long bytes = Files.size(file);
      MemoryShape shape = reader.shape(text, new MemoryReader.Known(name, width, bytes));
      if (!reader.hasRanges() && bytes <= (shape.depth() - 1L) * (shape.width() / 8)) {
        throw text.fault(
            "says that it holds "
                + shape.depth()
                + " words of "
                + shape.width()
                + " bits, but it has only "
                + bytes
                + " bytes",
            "");
      }
      return shape;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Requires that a file that was just written holds exactly this image.
   *
   * @throws IllegalStateException if it does not, as then the writer or the reader is wrong
   */
  public static void requireSame(Path file, MemoryFormat format, RomImage image) {
    try {
      compare(file, format, image);
    } catch (InputException e) {
      throw new IllegalStateException("a file of ours can't be read back", e);
    }
  }

  private static void compare(Path file, MemoryFormat format, RomImage image) {
    with(
        file,
        format,
        text -> {
          MemoryReaders.of(format)
              .read(
                  text,
                  image.shape(),
                  (address, word) -> {
                    for (int lane = 0; lane < word.length; lane++) {
                      if (word[lane] != image.value(address, lane)) {
                        throw new IllegalStateException(
                            text.place() + ": word " + address + " was written as another one");
                      }
                    }
                  });
          return null;
        });
  }

  private static <T> T with(Path file, MemoryFormat format, Reading<T> reading) {
    try (InputStream in = Files.newInputStream(file)) {
      return reading.read(new CanonicalText(file.toString(), in, format.isBinary()));
    } catch (NoSuchFileException e) {
      throw InputException.missing(file, "file, a memory file expected", "");
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    } catch (UncheckedIOException e) {
      throw new InputException(file, "cannot be read: " + e.getCause().getMessage(), "", e);
    }
  }
}
