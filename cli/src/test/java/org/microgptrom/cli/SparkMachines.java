package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.model.testing.ExternalTool;

/** A standalone cluster of Apache Spark on this machine, as processes of their own. */
final class SparkMachines implements AutoCloseable {
  /** Where the build with the profile spark puts it. */
  private static final Path JARS = Path.of("target", "spark", "jars");

  private static final Pattern ADDRESS = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final long START_SECONDS = 120;

  private final Path folder;
  private final Path home;
  private final List<Process> processes = new ArrayList<>();
  private final String master;
  private int workers;

  private SparkMachines(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.home = Files.createDirectory(folder.resolve("home"));
    Files.createSymbolicLink(home.resolve("jars"), JARS.toAbsolutePath());
    Files.createFile(home.resolve("RELEASE")); // by which workers know that jars are there
    Path masterLog = folder.resolve("master.log");
    start(masterLog, "master.Master", "--port", "0");
    master = await(masterLog, ADDRESS).group(1);
  }

  /** A master without workers; aborts or fails the calling test where Spark is not there. */
  static SparkMachines in(Path folder) throws IOException, InterruptedException {
    if (!Files.isDirectory(JARS)) {
      throw ExternalTool.missing("Spark in " + JARS.toAbsolutePath());
    }
    return new SparkMachines(folder);
  }

  /** Its address. */
  String master() {
    return master;
  }

  /** What programs need that use it: all is on this machine. */
  static Map<String, String> environment() {
    return Map.of("SPARK_LOCAL_IP", "127.0.0.1");
  }

  /** Adds a worker of one core and waits until the master knows it. */
  Process worker() throws IOException, InterruptedException {
    workers++;
    Path log = folder.resolve("worker-" + workers + ".log");
    Process worker =
        start(
            log,
            "worker.Worker",
            "--cores",
            "1",
            "--memory",
            "1g",
            "-d",
            folder.resolve("work-" + workers).toString(),
            master);
    await(log, Pattern.compile("Successfully registered with master"));
    return worker;
  }

  private Process start(Path log, String name, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                home.resolve("jars") + "/*",
                "org.apache.spark.deploy." + name,
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static Matcher await(Path log, Pattern line) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      Matcher matcher = line.matcher(Files.readString(log));
      if (matcher.find()) {
        return matcher;
      }
      assertTrue(System.nanoTime() < end, () -> log + " has no " + line);
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    for (Process process : processes) {
      List<ProcessHandle> executors = process.descendants().toList();
      process.destroyForcibly();
      executors.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
