package org.microgptrom.exchange;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.io.InputException;

/** A {@code .npy} file: one array without a name. */
final class NpyFile implements TensorFile {
  private static final String NAME = "array";

  private final Path file;
  private final NpyHeader header;

  NpyFile(Path file) throws IOException {
    this.file = file;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      header = NpyHeader.read(file.toString(), in);
    }
    header.requireFloats(file.toString());
    if (Files.size(file) != header.fileBytes()) {
      throw new InputException(
          file,
          "is "
              + Files.size(file)
              + " bytes long, shape "
              + header.shape()
              + " of "
              + header.bytes()
              + " bytes each needs "
              + header.fileBytes(),
          "the file is cut short or has foreign bytes at its end");
    }
  }

  @Override
  public Map<String, List<Integer>> shapes() {
    return Map.of(NAME, header.shape());
  }

  @Override
  public boolean isFloat(String name) {
    return header.isFloat();
  }

  @Override
  public float[] values(String name) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.skipNBytes(header.length());
      return NpyValues.floats(file.toString(), in, header);
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    }
  }
}
