package org.microgptrom.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that writes output until it is done or killed, and the output by which it is judged.
 */
final class WriterProcess {
  static final String MARKER = "config.json";

  /** The format in the marker. */
  static final String FORMAT = "microgpt-rom test";

  private static final int FILES = 12;

  private WriterProcess() {}

  /**
   * {@code folders TARGET N} writes a folder N times, saying so after the first; {@code endless
   * TARGET} never finishes its first; {@code large TARGET BYTES} writes one file.
   */
  public static void main(String[] arguments) {
    Path target = Path.of(arguments[1]);
    try {
      switch (arguments[0]) {
        case "folders" -> {
          for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            int generation = i;
            AtomicOutput.folder(target, MARKER, FORMAT, partial -> write(partial, generation));
            say(i == 0 ? "ready" : "");
          }
        }
        case "endless" -> AtomicOutput.folder(target, MARKER, FORMAT, WriterProcess::writeForever);
        case "large" -> {
          byte[] content = new byte[Integer.parseInt(arguments[2])];
          AtomicOutput.file(target, partial -> Files.write(partial, content));
        }
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    } catch (InputException e) {
      say(e.getMessage());
      System.exit(2);
    }
  }

  private static void writeForever(Path partial) throws IOException {
    write(partial, 0);
    say("ready");
    for (int i = 0; ; i++) {
      Path folder = Files.createDirectories(partial.resolve("deep/" + i % 10));
      Files.write(folder.resolve("file" + i % 100), new byte[1000]);
    }
  }

  private static void say(String text) {
    if (!text.isEmpty()) {
      System.out.println(text);
      System.out.flush();
    }
  }

  /** Fills a folder with files that all hold {@code generation}. */
  static void write(Path partial, int generation) throws IOException {
    Files.writeString(partial.resolve(MARKER), "{\"format\":\"" + FORMAT + "\"}");
    for (int i = 0; i < FILES; i++) {
      byte[] content = new byte[4096];
      Arrays.fill(content, (byte) generation);
      Path folder = Files.createDirectories(partial.resolve("part" + i % 3));
      Files.write(folder.resolve("file" + i), content);
    }
  }

  /** Requires all files of one generation; returns the number of files. */
  static int requireComplete(Path folder) throws IOException {
    byte[] first = Files.readAllBytes(folder.resolve("part0/file0"));
    List<Path> files;
    try (Stream<Path> tree = Files.walk(folder)) {
      files = tree.filter(path -> path.getFileName().toString().startsWith("file")).toList();
    }
    for (Path file : files) {
      assertArrayEquals(first, Files.readAllBytes(file), file.toString());
    }
    assertEquals(4096, first.length);
    assertEquals(FILES, files.size());
    return files.size();
  }

  /** The names in {@code folder}, hidden ones included. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx64m", "-cp"));
    command.add(location(AtomicOutput.class) + File.pathSeparator + location(WriterProcess.class));
    command.add(WriterProcess.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  static Process start(String... arguments) throws IOException {
    return new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
  }

  /** Waits until the process says that it writes. */
  static void awaitReady(Process process) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    assertEquals("ready", output.readLine());
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
