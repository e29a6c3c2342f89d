package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.testing.ChildJvm;

/**
 * A cluster of Apache Spark of one master and workers, all of them processes, whose workers are
 * killed in the middle: what comes out is what one machine makes.
 */
@Tag("slow")
class ClusterTest {
  private static final String PLAN =
      """
      data: names
      axes:
        embd: [4, 8]
        seed: [1, 2, 3]
        weight_bits: [16, 4]
        steps: 40
      """;

  /** 31 chunks. */
  private static final int TOKENS = 2_000_000;

  @TempDir Path folder;

  @Test
  void lostWorkersChangeNothing() throws Exception {
    Path plan = Files.writeString(folder.resolve("plan.yaml"), PLAN);
    Path local = folder.resolve("local");
    Path spread = folder.resolve("spread");
    try (SparkMachines machines = SparkMachines.in(folder)) {
      assertEquals(ExitCode.OK, start("sweep", plan, "-o", local).waitFor(), this::output);
      Path bundle = local.resolve("best/bundle");
      Path expected = folder.resolve("expected.json");
      Cli.ok("verify", bundle, "--tokens", TOKENS, "--json", expected);

      machines.worker();
      Process first = machines.worker();
      Process sweep = start("sweep", plan, "-o", spread, "--spark", machines.master());
      awaitFiles(sweep, spread.resolve("trials"), 2);
      kill(first);
      assertEquals(ExitCode.OK, sweep.waitFor(), this::output);
      assertTrue(output().contains("is gone, its tasks go to others"), this::output);
      assertEquals(12, Files.readAllLines(spread.resolve("trials.csv")).size() - 1);
      assertEquals(results(local), results(spread));

      Process second = machines.worker();
      Path state = folder.resolve("state.json");
      Path json = folder.resolve("actual.json");
      Process campaign =
          start(
              "verify",
              bundle,
              "--tokens",
              TOKENS,
              "--state",
              state,
              "--save-seconds",
              0,
              "--json",
              json,
              "--spark",
              machines.master());
      while (campaign.isAlive() && !Files.exists(state)) {
        Thread.sleep(5);
      }
      assertTrue(campaign.isAlive(), this::output);
      kill(second);
      assertEquals(ExitCode.OK, campaign.waitFor(), this::output);
      assertEquals(Files.readString(expected), Files.readString(json));
    }
  }

  private static void kill(Process worker) {
    List<ProcessHandle> executors = worker.descendants().toList();
    assertFalse(executors.isEmpty(), "a worker that does nothing");
    worker.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  private Process start(Object... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                ChildJvm.command(
                    List.of("--add-modules", "jdk.incubator.vector"),
                    Main.class,
                    Arrays.stream(arguments).map(Object::toString).toArray(String[]::new)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().putAll(SparkMachines.environment());
    return builder.start();
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitFiles(Process process, Path trials, int count) throws Exception {
    while (process.isAlive() && ended(trials) < count) {
      Thread.sleep(5);
    }
    assertTrue(process.isAlive(), this::output);
  }

  private static long ended(Path trials) throws IOException {
    if (!Files.exists(trials)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(trials)) {
      return entries.filter(trial -> Files.exists(trial.resolve("trial.json"))).count();
    }
  }

  /** The digests of all files that do not tell seconds, and the names of the others. */
  private static SortedMap<String, String> results(Path sweep) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(sweep)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        String name = sweep.relativize(file).toString();
        boolean timed =
            name.endsWith("trial.json") || name.equals("sweep.json") || name.endsWith(".jsonl");
        digests.put(name, timed ? "" : Digests.sha256(Files.readAllBytes(file)));
      }
    }
    assertTrue(digests.size() > 100, () -> digests.keySet().toString());
    return digests;
  }
}
