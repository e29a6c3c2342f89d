package org.microgptrom.exchange;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.microgptrom.model.io.InputException;

/** A {@code .npz} file: a zip archive of one {@code .npy} file per array. */
final class NpzFile implements TensorFile {
  private static final String SUFFIX = ".npy";

  /** The largest ratio of compression: deflate makes nothing more than 1,032 times smaller. */
  private static final long LARGEST_RATIO = 1_032;

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipArchiveEntry> entries = new LinkedHashMap<>();
  private final Map<String, NpyHeader> headers = new LinkedHashMap<>();
  private final Map<String, String> facts = new LinkedHashMap<>();

  NpzFile(Path file) throws IOException {
    this.file = file;
    this.zip = open(file);
    try {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        requireArray(entry);
      }
      IntactZip.require(file, zip);
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        add(entry);
      }
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile open(Path file) {
    try {
      return ZipFile.builder().setPath(file).get();
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          file, "is a damaged zip archive: " + e.getMessage(), "save it again", e);
    }
  }

  private void requireArray(ZipArchiveEntry entry) {
    String path = entry.getName();
    if (path.endsWith("data.pkl")) {
      throw NpyHeader.pickled(file, "is a checkpoint that PyTorch pickled");
    }
    if (!path.endsWith(SUFFIX)) {
      throw new InputException(
          where(path), "is no " + SUFFIX + " file, an archive of numpy.savez expected", "");
    }
    if (!zip.canReadEntryData(entry)) {
      throw new InputException(
          where(path), "is encrypted or compressed in a way that NumPy does not use", "");
    }
    if (entry.getSize() / LARGEST_RATIO > entry.getCompressedSize()) {
      throw new InputException(
          where(path),
          "claims to be " + entry.getSize() + " bytes in " + entry.getCompressedSize(),
          "");
    }
  }

  private void add(ZipArchiveEntry entry) throws IOException {
    String path = entry.getName();
    String name = path.substring(0, path.length() - SUFFIX.length());
    NpyHeader header;
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
      header = NpyHeader.read(where(path), in);
    }
    if (entry.getSize() != header.fileBytes()) {
      throw new InputException(
          where(path),
          "is "
              + entry.getSize()
              + " bytes long, shape "
              + header.shape()
              + " of "
              + header.bytes()
              + " bytes each needs "
              + header.fileBytes(),
          "");
    }
    if (entries.put(name, entry) != null) {
      throw new InputException(where(path), "is there more than once", "");
    }
    if (header.shape().isEmpty() && header.isInteger()) {
      facts.put(name, Long.toString(read(entry, header, NpyValues::integers)[0]));
    } else {
      headers.put(name, header);
    }
  }

  /** Reads the values that follow a header. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(String where, InputStream in, NpyHeader header) throws IOException;
  }

  private <T> T read(String name, Reader<T> reader) {
    return read(
        Objects.requireNonNull(entries.get(name), name),
        Objects.requireNonNull(headers.get(name), name),
        reader);
  }

  private <T> T read(ZipArchiveEntry entry, NpyHeader header, Reader<T> reader) {
    String where = where(entry.getName());
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
      in.skipNBytes(header.length());
      return reader.read(where, in, header);
    } catch (IOException e) {
      throw new InputException(where, "is damaged: " + e.getMessage(), "save it again", e);
    }
  }

  private String where(String path) {
    return file + ": " + path;
  }

  @Override
  public Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    headers.forEach((name, header) -> shapes.put(name, header.shape()));
    return shapes;
  }

  @Override
  public boolean isFloat(String name) {
    return Objects.requireNonNull(headers.get(name), name).isFloat();
  }

  @Override
  public long[] integers(String name) {
    return read(name, NpyValues::integers);
  }

  @Override
  public float[] values(String name) {
    return read(name, NpyValues::floats);
  }

  @Override
  public Map<String, String> metadata() {
    return facts;
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new InputException(file, "cannot be closed: " + e.getMessage(), "", e);
    }
  }
}
