package org.microgptrom.train.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;

/**
 * The jar with the engine's native library, for an installation whose class path has none: fetched
 * once from Maven Central, whose copy is the one the build uses, and held by its SHA-256. DJL would
 * fetch another copy without a check, and with a driver for CUDA one of 2.5 GB.
 *
 * @param file where it lies, or will lie
 * @param sha256 of its content
 */
record EngineJar(Path file, String sha256) {
  private static final String DIGESTS = "libraries.sha256";

  private static final int TIMEOUT_MILLIS = 30_000; // for a connection, and between two pieces
  private static final int PIECE = 1 << 16;

  /**
   * The jar for a version of PyTorch on a platform; empty if none is known.
   *
   * @param folder where it lies, or will lie
   * @param classifier of the platform, {@code linux-x86_64} say
   */
  static Optional<EngineJar> of(Path folder, String version, String classifier) {
    String name = "pytorch-native-cpu-" + version + "-" + classifier + ".jar";
    try (InputStream in = EngineJar.class.getResourceAsStream(DIGESTS)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .map(line -> line.split(" {2}", 2))
          .filter(entry -> entry[1].equals(name))
          .map(entry -> new EngineJar(folder.resolve(name), entry[0]))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(DIGESTS, e);
    }
  }

  /** Whether the file is there. */
  boolean isPresent() {
    return Files.isRegularFile(file);
  }

  /**
   * Requires that the file, which somebody may have put there, is the expected one.
   *
   * @throws InputException if it is another or can't be read
   */
  void requireExpected() {
    try {
      requireExpected(Digests.sha256(file));
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "remove it", e);
    }
  }

  private void requireExpected(String actual) {
    if (!actual.equals(sha256)) {
      throw new InputException(
          file,
          "is not the training engine: SHA-256 " + actual + ", " + sha256 + " expected",
          "remove it, and the next training fetches it again");
    }
  }

  /**
   * The class path with this jar behind it.
   *
   * @param classPath what it has without
   */
  URLClassLoader beside(ClassLoader classPath) throws IOException {
    return new URLClassLoader(new URL[] {file.toUri().toURL()}, classPath);
  }

  /** Where this repository of Maven has it. */
  URI source(String repository) {
    String name = file.getFileName().toString();
    String version = name.split("-", -1)[3];
    return URI.create(repository + "/ai/djl/pytorch/pytorch-native-cpu/" + version + "/" + name);
  }

  /**
   * Fetches the file.
   *
   * @param repository of Maven
   * @throws InputException if it can't be had or is not the expected one
   */
  void fetch(String repository, Progress progress) {
    URI source = source(repository);
    AtomicOutput.file(
        file,
        partial -> {
          try {
            receive(source, partial, progress);
          } catch (IOException e) {
            throw new InputException(
                "training engine",
                "cannot be fetched from " + source + ": " + e,
                "fetch that file elsewhere and put it into "
                    + file.getParent()
                    + ", or train with --engine vector, which needs no file; all other commands"
                    + " work without",
                e);
          }
          String actual = Digests.sha256(partial);
          if (!actual.equals(sha256)) {
            throw new InputException(
                "training engine",
                "what " + source + " sent has SHA-256 " + actual + ", " + sha256 + " expected",
                "try again, from another network perhaps, or train with --engine vector");
          }
        });
  }

  private void receive(URI source, Path partial, Progress progress) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) source.toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException(
          "the server answered " + connection.getResponseCode() + ", 200 expected");
    }
    long size = connection.getContentLengthLong();
    try (InputStream in = connection.getInputStream();
        OutputStream out = Files.newOutputStream(partial)) {
      byte[] piece = new byte[PIECE];
      long received = 0;
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        out.write(piece, 0, n);
        received += n;
        progress.at("fetching the training engine", received, Math.max(size, received));
      }
    }
  }
}
