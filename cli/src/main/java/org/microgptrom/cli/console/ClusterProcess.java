package org.microgptrom.cli.console;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Shutdown;
import org.microgptrom.model.io.TemporaryFolder;

/**
 * This program again, in a process that has Apache Spark, too. Spark needs other options of Java
 * than the program without it, and its own versions of libraries that both use.
 */
public final class ClusterProcess {
  private static final String WHERE = "Apache Spark";
  private static final String SPARK_HOME = "SPARK_HOME";

  /**
   * The folder beside the program with the classes that know Spark and, where it was fetched,
   * Spark.
   */
  private static final String FOLDER = "spark";

  /** The folder in that of Spark with its jars. */
  private static final String JARS = "jars";

  /** By this file in its folder Spark knows that its jars are there, and not its sources. */
  private static final String RELEASE = "RELEASE";

  private static final String LIBRARIES = "lib";
  private static final String JAR = ".jar";

  private ClusterProcess() {}

  /**
   * Runs a command line and waits for its end.
   *
   * @param main the class that is started
   * @return its exit code
   * @throws InputException if Spark is not here
   */
  public static int run(Class<?> main, String... arguments) {
    Path program = codeSource(main);
    Path home = program.toAbsolutePath().getParent();
    if (home == null) {
      throw new IllegalStateException(program + " lies nowhere");
    }
    Path sparkHome = sparkHome(home);
    List<Path> spark = sparkJars(home, sparkHome);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-XX:SharedArchiveFile"))
        .forEach(command::add);
    command.addAll(moduleOptions(spark));
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider",
            "-Dslf4j.internal.verbosity=ERROR",
            "-Dorg.slf4j.simpleLogger.log.org.apache=off",
            "-cp",
            classPath(home, program, spark),
            main.getName()));
    command.addAll(Arrays.asList(arguments));
    boolean startsWorkers = Stream.of(arguments).anyMatch(text -> text.contains("local-cluster["));
    return finished(command, sparkHome, startsWorkers);
  }

  private static int finished(List<String> command, Path sparkHome, boolean startsWorkers) {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putIfAbsent("SPARK_SCALA_VERSION", "2.13");
    try (TemporaryFolder scratch = new TemporaryFolder()) {
      Path ofWorkers = startsWorkers ? scratchHome(scratch.path(), sparkHome) : sparkHome;
      builder.environment().put(SPARK_HOME, ofWorkers.toString());
      Process process = builder.start();
      Interruption.finished(); // of which the other process tells
      Shutdown.add(Shutdown.Stage.PROCESSES, () -> end(process));
      return process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * A home of Spark for the processes of {@code local-cluster}, which keep what they are sent
   * beneath it for ever.
   */
  private static Path scratchHome(Path scratch, Path sparkHome) throws IOException {
    try {
      Files.createSymbolicLink(scratch.resolve(JARS), sparkHome.resolve(JARS).toAbsolutePath());
    } catch (UnsupportedOperationException | FileSystemException e) {
      return sparkHome; // of a Windows that allows no links
    }
    Files.createFile(scratch.resolve(RELEASE));
    return scratch;
  }

  /** Ctrl-C reaches both processes, a signal only this one. */
  private static void end(Process process) {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path codeSource(Class<?> main) {
    try {
      return Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Spark's jars first, so that its own versions of libraries count. */
  private static String classPath(Path home, Path program, List<Path> spark) {
    List<Path> paths = new ArrayList<>(spark);
    paths.addAll(jars(home.resolve(FOLDER)));
    if (Files.isDirectory(program)) { // a build, whose classes are in no jar
      return join(paths) + File.pathSeparator + System.getProperty("java.class.path");
    }
    paths.add(program);
    paths.addAll(jars(home.resolve(LIBRARIES)));
    return join(paths);
  }

  private static String join(List<Path> paths) {
    return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
  }

  /** The Spark that is named, or that was fetched. */
  private static Path sparkHome(Path home) {
    String named = System.getenv(SPARK_HOME);
    return named == null || named.isEmpty() ? home.resolve(FOLDER) : Path.of(named);
  }

  private static List<Path> sparkJars(Path home, Path spark) {
    List<Path> jars = jars(spark.resolve(JARS));
    if (jars.stream().noneMatch(jar -> jar.getFileName().toString().startsWith("spark-core_"))) {
      throw new InputException(
          WHERE,
          "is not in " + spark.resolve(JARS),
          SPARK_HOME
              + " must be the folder of a Spark 4 distribution, of the cluster's version; among its"
              + " sources the program fetches Spark itself where none is named");
    }
    Path release = spark.resolve(RELEASE);
    if (!Files.exists(release)) {
      AtomicOutput.file(release, partial -> Files.write(partial, new byte[0]));
    }
    if (jars(home.resolve(FOLDER)).isEmpty()) {
      throw new InputException(
          WHERE, "needs " + home.resolve(FOLDER), "build the program with the profile spark");
    }
    return jars;
  }

  private static List<Path> jars(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(JAR)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The options of Java that this version of Spark asks for. */
  private static List<String> moduleOptions(List<Path> spark) {
    URL[] urls = spark.stream().map(ClusterProcess::url).toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      Object options =
          loader
              .loadClass("org.apache.spark.launcher.JavaModuleOptions")
              .getMethod("defaultModuleOptionArray")
              .invoke(null);
      return List.of((String[]) options);
    } catch (ReflectiveOperationException | IOException e) {
      throw new InputException(
          WHERE, "is not of version 4: " + e.getMessage(), "another one is needed", e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
