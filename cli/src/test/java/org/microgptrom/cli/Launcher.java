package org.microgptrom.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * The launcher {@code microgpt-rom} in a folder of its own, as if installed there, with the classes
 * of the running test.
 */
final class Launcher {
  private Launcher() {}

  /** Returns the script; {@code folder} must not exist. */
  static Path in(Path folder) throws IOException {
    Files.createDirectories(folder);
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    try (OutputStream out = Files.newOutputStream(folder.resolve("microgpt-rom.jar"))) {
      new JarOutputStream(out, manifest).close();
    }
    Path script = folder.resolve("microgpt-rom");
    Files.copy(Path.of("..", "microgpt-rom"), script);
    return script.toAbsolutePath();
  }
}
