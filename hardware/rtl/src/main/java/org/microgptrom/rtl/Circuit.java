package org.microgptrom.rtl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The hand-written sources of the circuit, the same for all models. */
public final class Circuit {
  /** The folder of all sources in a bundle, with a slash at the end. */
  public static final String FOLDER = "rtl/";

  /** The bundle path of the generated parameters, which are compiled before all sources. */
  public static final String PARAMETERS = FOLDER + "microgpt_params.sv";

  private static final String SUFFIX = ".sv";
  private static final List<String> SOURCES = list();

  private Circuit() {}

  /** The names of the hand-written files in the order in which they are compiled: sorted. */
  public static List<String> sources() {
    return SOURCES;
  }

  /** The bundle paths of all files that are compiled, in that order: the parameters come first. */
  public static List<String> paths() {
    return Stream.concat(Stream.of(PARAMETERS), SOURCES.stream().map(FOLDER::concat)).toList();
  }

  /**
   * The content of a hand-written file, UTF-8.
   *
   * @param name one of {@link #sources}
   */
  public static byte[] source(String name) {
    if (!SOURCES.contains(name)) {
      throw new IllegalArgumentException("no source of the circuit has the name " + name);
    }
    try (InputStream in = Circuit.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sources lie beside this class, in a jar or in a folder of classes. */
  private static List<String> list() {
    try {
      Path code =
          Path.of(Circuit.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(code)) {
        return list(code);
      }
      try (FileSystem jar = FileSystems.newFileSystem(code)) {
        return list(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> list(Path root) throws IOException {
    Path folder = root.resolve(Circuit.class.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .sorted()
          .toList();
    }
  }
}
