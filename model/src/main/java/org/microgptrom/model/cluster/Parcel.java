package org.microgptrom.model.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.microgptrom.model.io.Json;

/**
 * Facts and files on their way between processes: the facts in JSON, the files in a ZIP archive.
 */
public final class Parcel {
  private final byte[] facts;
  private final byte[] files;

  private Parcel(byte[] facts, byte[] files) {
    this.facts = facts;
    this.files = files;
  }

  /** A parcel without files. */
  public static byte[] of(Object facts) throws IOException {
    return of(facts, Path.of(""), List.of());
  }

  /** A parcel with all files below a folder, which need not be there. */
  public static byte[] of(Object facts, Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return of(facts);
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      return of(facts, folder, tree.filter(Files::isRegularFile).sorted().toList());
    }
  }

  /** A parcel with some files below a folder. */
  public static byte[] of(Object facts, Path folder, List<Path> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      byte[] json = Json.line(facts).getBytes(StandardCharsets.UTF_8);
      out.writeInt(json.length);
      out.write(json);
      if (!files.isEmpty()) {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
          for (Path file : files) {
            String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
            zip.putNextEntry(new ZipEntry(name));
            Files.copy(file, zip);
          }
        }
      }
    }
    return bytes.toByteArray();
  }

  /** Opens a parcel. */
  public static Parcel parse(byte[] bytes) {
    int end = Integer.BYTES + ByteBuffer.wrap(bytes).getInt();
    return new Parcel(
        Arrays.copyOfRange(bytes, Integer.BYTES, end),
        Arrays.copyOfRange(bytes, end, bytes.length));
  }

  /** The facts, a record that may have been written without the components that are null. */
  public <T> T facts(Class<T> type) {
    return Json.parseSparse("parcel", facts, type);
  }

  /** Whether there are files. */
  public boolean hasFiles() {
    return files.length > 0;
  }

  /** Writes the files into a folder, which is there and has none of them. */
  public void unpack(Path folder) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(files))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("a file of a parcel is to lie outside of its folder: " + file);
        }
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }
}
