package org.microgptrom.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.microgptrom.model.testing.ExternalTool;

/**
 * A folder that looks to a reader of the documents like the root of the repository, built: the
 * launcher, the documents, and a jar that leads to the classes under test.
 */
final class ReaderFolder {
  /** The root of the repository. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final long TIMEOUT_SECONDS = 900;

  private final Path folder;

  /**
   * Makes the folder.
   *
   * @param folder an empty one
   * @param launcher where the launcher lies in it, {@code microgpt-rom} for a reader in the root
   */
  ReaderFolder(Path folder, String launcher) throws IOException {
    this.folder = folder;
    Path script = folder.resolve(launcher);
    Files.createDirectories(script.getParent());
    Files.copy(ROOT.resolve("microgpt-rom"), script);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    Path jar = script.resolveSibling("microgpt-rom.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    Files.createSymbolicLink(script.resolveSibling("docs"), ROOT.resolve("docs"));
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toUri().toString())
        .collect(Collectors.joining(" "));
  }

  Path resolve(String path) {
    return folder.resolve(path);
  }

  /** Runs commands one after the other until one fails. */
  ExternalTool.Result run(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("commands", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
              .directory(folder.toFile())
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      return ended
          ? new ExternalTool.Result(process.exitValue(), printed)
          : new ExternalTool.Result(-1, printed + "\nended after " + TIMEOUT_SECONDS + " s");
    } finally {
      Files.delete(output);
    }
  }
}
