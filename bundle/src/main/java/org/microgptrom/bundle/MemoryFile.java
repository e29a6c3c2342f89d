package org.microgptrom.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;

/** A memory file of ours on its own, outside of any bundle. */
public final class MemoryFile {
  private MemoryFile() {}

  /**
   * Requires that a file that was just written holds exactly this image in its canonical form.
   *
   * @throws IllegalStateException if it does not, since then the writer or the reader has a bug
   * @throws UncheckedIOException if the file can't be read
   */
  public static void requireSame(Path file, MemoryFormat format, RomImage image) {
    try (InputStream in = Files.newInputStream(file)) {
      CanonicalText text = new CanonicalText(file.toString(), in, format.isBinary());
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
    } catch (InputException e) {
      throw new IllegalStateException("a file of ours can't be read back", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
