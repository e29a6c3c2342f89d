package org.microgptrom.cli;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.testing.ChildJvm;

/** Commands as processes of their own: killed at any moment, or watched for what they load. */
@Tag("slow")
class ProcessTest {
  @TempDir Path folder;

  /**
   * Each stage replaces an earlier output and is killed (SIGKILL) on the way. What is found then is
   * the earlier output or the new one, whole, or nothing after the first time; the next run cleans
   * up.
   */
  @Test
  void aKilledStageLeavesTheEarlierOutputOrTheNewOne() throws Exception {
    Path data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(200));
    Path other = folder.resolve("other");
    Path otherQuantized = folder.resolve("other-quantized");
    Path checkpoint = folder.resolve("checkpoint");
    Path quantized = folder.resolve("quantized");
    Path bundle = folder.resolve("bundle");
    Cli.ok("train", "--data", data, "--steps", "3", "--seed", "8", "-o", other);
    Cli.ok("quantize", other, "--data", data, "-o", otherQuantized);
    int kills = 0;
    kills +=
        killRepeatedly(
            checkpoint,
            List.of("train", "--data", data, "--steps", "3", "-o", checkpoint),
            List.of("train", "--data", data, "--steps", "3", "--seed", "8", "-o", checkpoint),
            "config.json");
    kills +=
        killRepeatedly(
            quantized,
            List.of("quantize", checkpoint, "--data", data, "-o", quantized),
            List.of("quantize", other, "--data", data, "-o", quantized),
            "config.json");
    kills +=
        killRepeatedly(
            bundle,
            List.of("pack", quantized, "-o", bundle),
            List.of("pack", otherQuantized, "-o", bundle),
            "manifest.json");
    assertEquals(18, kills);
    Cli.ok("verify", bundle);
  }

  /** Kills {@code again} at moments spread over its whole run, over the output of {@code first}. */
  private int killRepeatedly(
      Path target, List<Object> first, List<Object> again, String identifyingFile)
      throws Exception {
    Cli.ok(again.toArray());
    String after = content(target);
    Cli.ok(first.toArray());
    String before = content(target);
    long start = System.nanoTime();
    start(again).waitFor();
    long duration = System.nanoTime() - start;
    Random random = new Random(3);
    int kills = 0;
    for (int i = 0; i < 6; i++) {
      Cli.ok(first.toArray());
      Process process = start(again);
      // Most moments near the end, where the output is written.
      double part = i < 2 ? random.nextDouble() : 0.7 + 0.4 * random.nextDouble();
      process.waitFor((long) (part * duration), TimeUnit.NANOSECONDS);
      process.destroyForcibly().waitFor();
      AtomicOutput.recover(target);
      String now = content(target);
      assertTrue(now.equals(before) || now.equals(after), () -> target + " is neither: " + now);
      assertTrue(Files.exists(target.resolve(identifyingFile)), identifyingFile);
      kills++;
    }
    Cli.ok(first.toArray());
    try (Stream<Path> left = Files.list(folder)) {
      List<Path> hidden = left.filter(p -> p.getFileName().toString().startsWith(".")).toList();
      assertEquals(List.of(), hidden, "leftovers after the next run");
    }
    return kills;
  }

  /** All but the metrics, which hold times. */
  private static String content(Path folder) throws Exception {
    return BadInputTest.digest(folder).replaceAll("metrics.jsonl=-?\\d+", "");
  }

  /**
   * A training that saves after every few steps is killed (SIGKILL) again and again and resumed
   * each time; in the end it leaves what a training leaves that was never disturbed, to the last
   * bit.
   */
  @Test
  void aKilledTrainingResumesToTheSameResult() throws Exception {
    int wanted = Integer.getInteger("microgptrom.kills", 4);
    Path data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(200));
    Path whole = folder.resolve("whole");
    Path resumed = folder.resolve("resumed");
    List<Object> options =
        List.of("--data", data, "--recipe", "microgpt", "--steps", "600", "--save-seconds", "0");
    List<Object> undisturbed = new ArrayList<>(List.of("train", "-o", whole));
    undisturbed.addAll(options);
    long start = System.nanoTime();
    assertEquals(0, start(undisturbed).waitFor());
    long duration = System.nanoTime() - start;
    List<Object> again = new ArrayList<>(List.of("train", "--resume", "-o", resumed));
    again.addAll(options);
    Random random = new Random(11);
    int kills = 0;
    int finished = 0;
    while (kills < wanted || finished == 0) {
      Process process = start(again);
      boolean ended = false;
      if (kills < wanted) {
        ended = process.waitFor((long) (1.1 * random.nextDouble() * duration), NANOSECONDS);
        process.destroyForcibly();
      }
      int exitCode = process.waitFor();
      if (kills < wanted && !ended) {
        kills++;
        continue;
      }
      assertEquals(0, exitCode, () -> output());
      for (String file : List.of("model.safetensors", "config.json")) {
        assertEquals(-1, Files.mismatch(whole.resolve(file), resumed.resolve(file)), file);
      }
      try (Stream<Path> left = Files.list(folder)) {
        List<String> names = left.map(path -> path.getFileName().toString()).sorted().toList();
        assertEquals(List.of("data.txt", "output", "resumed", "whole"), names);
      }
      finished++;
      delete(resumed);
    }
    assertEquals(wanted, kills);
    System.out.println(kills + " kills, " + finished + " trainings finished");
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aSecondProcessIsRefusedWithThePidOfTheFirst() throws Exception {
    Path data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(200));
    Path checkpoint = folder.resolve("checkpoint");
    List<Object> command =
        List.of("train", "--data", data, "--minutes", "1", "-o", checkpoint, "--save-seconds", "0");
    Process first = start(command);
    Path lock = folder.resolve(".checkpoint.lock");
    while (first.isAlive() && !(Files.exists(lock) && Files.size(lock) > 0)) {
      Thread.sleep(20);
    }
    String refusal = Cli.refused(command.toArray());
    first.destroyForcibly().waitFor();
    assertTrue(refusal.contains("process " + first.pid() + " is writing it"), refusal);
  }

  @Test
  void theVectorEngineTrainsWithItsModuleAndWithoutNativeCode() throws Exception {
    Path data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(50));
    Path checkpoint = folder.resolve("checkpoint");
    Path log = folder.resolve("load.log");
    List<String> options =
        List.of("--add-modules", "jdk.incubator.vector", "-Xlog:class+load,library:file=" + log);
    List<Object> command =
        List.of("train", "--data", data, "--engine", "vector", "--steps", "20", "-o", checkpoint);
    assertEquals(0, start(options, command).waitFor(), () -> command.toString());
    Cli.ok("inspect", checkpoint);
    try (Stream<String> lines = Files.lines(log)) {
      assertEquals(
          List.of(),
          lines.filter(line -> line.matches(".*(ai\\.djl\\.pytorch|libtorch).*")).toList());
    }
  }

  @Test
  void onlyTrainingLoadsTheEngineOrNativeCode() throws Exception {
    Path data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(50));
    Path checkpoint = folder.resolve("checkpoint");
    Path quantized = folder.resolve("quantized");
    Path bundle = folder.resolve("bundle.zip");
    Cli.ok("train", "--data", data, "--steps", "3", "-o", checkpoint);
    List<List<Object>> commands =
        List.of(
            List.of("quantize", checkpoint, "--data", data, "-o", quantized),
            List.of("pack", quantized, "-o", bundle),
            List.of("verify", bundle),
            List.of("sample", bundle),
            List.of("inspect", bundle));
    int watched = 0;
    for (List<Object> command : commands) {
      Path log = folder.resolve("load.log");
      List<String> options = List.of("-Xlog:class+load,library:file=" + log);
      Process process = start(options, command);
      assertEquals(0, process.waitFor(), () -> command.toString());
      List<String> foreign;
      try (Stream<String> lines = Files.lines(log)) {
        foreign =
            lines
                .filter(line -> line.matches(".*(ai\\.djl|com\\.sun\\.jna|org\\.jline|torch).*"))
                .filter(line -> !line.contains("org.microgptrom"))
                .toList();
      }
      assertEquals(List.of(), foreign, () -> command.toString());
      assertTrue(
          Files.readString(log).contains("org.microgptrom.cli.Main"), "the log names classes");
      watched++;
    }
    assertEquals(5, watched);
  }

  private Process start(List<Object> command) throws Exception {
    return start(List.of(), command);
  }

  private Process start(List<String> options, List<Object> command) throws Exception {
    String[] arguments = command.stream().map(Object::toString).toArray(String[]::new);
    return new ProcessBuilder(ChildJvm.command(options, Main.class, arguments))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }
}
