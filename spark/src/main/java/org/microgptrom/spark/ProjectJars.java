package org.microgptrom.spark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.spark.SparkContext;

/** The jars of this project and its libraries, which processes of a cluster do not have. */
final class ProjectJars {
  /** Of PyTorch, larger than all others together; no worker trains with it. */
  private static final String NATIVE = "pytorch-";

  private ProjectJars() {}

  /**
   * The jars of the class path without those of Spark.
   *
   * @param folder for jars of class folders, which a build has in their place
   */
  static List<String> paths(Path folder) throws IOException {
    Path spark =
        Path.of(SparkContext.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    List<String> jars = new ArrayList<>();
    String classPath = System.getProperty("java.class.path");
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath().normalize();
      if (Files.isDirectory(path)) {
        Path jar = folder.resolve("classes-" + jars.size() + ".jar");
        pack(path, jar);
        jars.add(jar.toString());
      } else if (Files.exists(path)
          && !Objects.equals(path.getParent(), spark.getParent())
          && !path.getFileName().toString().startsWith(NATIVE)) {
        jars.add(path.toString());
      }
    }
    return jars;
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> tree = Files.walk(classes)) {
      for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        entries.putNextEntry(new ZipEntry(name));
        Files.copy(file, entries);
      }
    }
  }
}
