package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.board.simulated.CompiledBoard;
import org.microgptrom.board.simulated.LineFaults;
import org.microgptrom.board.simulated.SimulatedBoard;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;

/**
 * The circuit of models whose symbols are parts of words: on a board, and with more symbols than
 * there may be letters.
 */
@Tag("slow")
class SubwordCircuitTest {
  private static final List<String> TEXTS =
      List.of("die Mücke", "die Mücke und der Käfer", "der Käfer", "der Mücke", "und die Mücke");

  @TempDir Path folder;

  /** A run of a model of one head; returns its folder. */
  private Path run(List<String> lines, int tokens, int embd, int context) throws IOException {
    Path data = Files.write(folder.resolve("data.txt"), lines);
    Path out = folder.resolve("out");
    Cli.ok(
        "run",
        "--data",
        data,
        "--tokens",
        tokens,
        "--embd",
        embd,
        "--heads",
        1,
        "--hidden",
        4,
        "--context",
        context,
        "--truncate",
        "--lanes",
        4,
        "--steps",
        30,
        "-o",
        out);
    Vocabulary vocabulary = QuantizedCodec.read(out.resolve("quantized")).model().vocabulary();
    assertTrue(vocabulary.hasMerges());
    assertTrue(vocabulary.symbols().stream().anyMatch(symbol -> symbol.length() > 3));
    return out;
  }

  private static List<String> lines(int count) {
    return IntStream.range(0, count).mapToObj(i -> TEXTS.get(i % TEXTS.size())).toList();
  }

  /** The simulations of a report that passed: their logits. */
  private List<Long> logits(Path out, Object... simulators) {
    Path json = folder.resolve("report.json");
    List<Object> arguments =
        new ArrayList<>(List.of("verify", out, "--json", json, "--tokens", 12));
    arguments.addAll(List.of(simulators));
    Cli.ok(arguments.toArray());
    List<Long> logits = new ArrayList<>();
    for (JsonNode run : Json.read(json, JsonNode.class).path("circuit")) {
      assertEquals(0, run.path("mismatches").longValue(), run::toString);
      assertTrue(run.path("drawn").longValue() > 0, run::toString);
      logits.add(run.path("logits").longValue());
    }
    return logits;
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void boardInVerilator() throws IOException {
    ExternalTool.named("verilator");
    Path out = run(lines(60), 30, 8, 8);
    Path bundle = out.resolve("bundle");
    Path project = folder.resolve("board");
    Cli.ok("board", bundle, "--board", "ulx3s-85f", "--no-build", "-o", project);
    int compared = 0;
    try (CompiledBoard compiled = new CompiledBoard(project);
        SimulatedBoard board = compiled.start(LineFaults.NONE)) {
      Cli verified = Cli.ok("verify", bundle, "--port", board.port(), "--tokens", 60);
      assertTrue(verified.out().contains("board"), verified.out());
      for (Object temperature : List.of(0, 1)) {
        Object[] options = {"--seed", 3, "--temperature", temperature};
        String typed = "die\nund der\n";
        Cli sampled = Cli.typed(typed, joined(List.of("sample", bundle, "--prompt", "-"), options));
        Cli told =
            Cli.typed(typed, joined(List.of("talk", bundle, "--port", board.port()), options));
        assertEquals(0, told.exitCode(), told::err);
        assertEquals(sampled.out(), told.out());
        assertTrue(told.out().startsWith("die"), told.out());
        compared += (int) told.out().lines().count();
      }
    }
    assertEquals(4, compared);
  }

  private static Object[] joined(List<?> command, Object... options) {
    List<Object> all = new ArrayList<>(command);
    all.addAll(List.of(options));
    return all.toArray();
  }

  @Test
  void sixHundredSymbols() throws IOException {
    ExternalTool.named("iverilog");
    ExternalTool.named("verilator");
    Random random = new Random(5);
    List<String> words =
        IntStream.range(0, 250)
            .mapToObj(
                i ->
                    random
                        .ints(5, 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()))
            .toList();
    List<String> lines =
        IntStream.range(0, 800)
            .mapToObj(i -> words.get(random.nextInt(250)) + " " + words.get(random.nextInt(250)))
            .toList();
    Path out = run(lines, 600, 2, 3);
    assertEquals(600, QuantizedCodec.read(out.resolve("quantized")).model().vocabulary().size());
    List<Long> logits = logits(out, "--rtl", "icarus", "--rtl", "verilator");
    assertEquals(2, logits.size());
    logits.forEach(count -> assertTrue(count >= 600 * 8, logits::toString));
    String drawn = Cli.ok("sample", out, "--count", 4).out();
    assertEquals(drawn, Cli.ok("sample", out, "--count", 4, "--rtl", "verilator").out());
  }
}
