package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;

/** Answers of a simulated circuit, beside those in fixed point. */
class AskedCircuitTest {
  @TempDir static Path shared;

  private static Path out;
  private static Path words;

  @BeforeAll
  static void train() throws IOException {
    words = Files.writeString(shared.resolve("words.txt"), "abad\ncede\nbacca\ndeed\nfabe\n");
    out = shared.resolve("out");
    Cli.ok(
        "run", "--data", words, "--steps", 3, "--context", 8, "--embd", 8, "--heads", 2, "-o", out);
  }

  @Test
  void theCircuitAnswersAsFixedPointDoes() {
    ExternalTool.named("iverilog");
    compare("icarus", "score", out, "abad", "fabe", "bead", "--verbose");
    compare("icarus", "classify", out, "aba", "cef", "--labels", "de");
    compare("icarus", "correct", out, "abda", "ceded", "--words", words);
    compare("icarus", "sample", out, "--count", 4, "--temperature", 2, "--seed", 7);
    ExternalTool.named("verilator");
    compare("verilator", "score", out, "abad", "fabe", "bead", "--verbose");
    compare("verilator", "sample", out, "--count", 6, "--temperature", 0);
  }

  /** Two texts for each prompt, after the longest of which one symbol fits; on 1 and 3 streams. */
  @Test
  void theCircuitContinuesPromptsAndStopsWithItsHost() throws IOException {
    ExternalTool.named("iverilog");
    Path streams = shared.resolve("streams");
    Cli.ok("pack", out.resolve("quantized"), "--streams", 3, "-o", streams);
    Path json = shared.resolve("drawn.json");
    Set<String> ends = new HashSet<>();
    int drawn = 0;
    for (Path model : List.of(out, streams)) {
      List<Object> asked = new ArrayList<>(List.of("sample", model, "--count", 2, "--stop", "fd"));
      for (String text : List.of("", "a", "bacca", "deedbad", "abcdefa", "fedcbaf")) {
        asked.add("--prompt=" + text);
      }
      asked.addAll(List.of("--temperature", 3));
      compare("icarus", asked.toArray());
      asked.addAll(List.of("--json", json));
      Cli.ok(asked.toArray());
      JsonNode circuit = Json.read(shared.resolve("facts.json"), JsonNode.class);
      JsonNode fixed = Json.read(json, JsonNode.class);
      assertEquals("fixed", fixed.path("by").textValue());
      for (String fact : List.of("continuations", "state", "seed", "temperature", "stop")) {
        assertEquals(fixed.path(fact), circuit.path(fact), fact);
      }
      for (JsonNode one : circuit.path("continuations")) {
        ends.add(one.path("end").textValue());
        drawn++;
      }
    }
    assertEquals(24, drawn);
    assertEquals(Set.of("bos", "stop", "context"), ends);
  }

  @Test
  void whatNoCircuitDrawsIsRefused() throws IOException {
    String most = Cli.refused("sample", out, "--rtl", "icarus", "--top-k", 3);
    assertTrue(most.startsWith("--top-k: does not go with --rtl"), most);
    String checkpoint = Cli.refused("sample", out.resolve("quantized"), "--rtl", "icarus");
    assertTrue(checkpoint.contains("has no circuit, a bundle is needed"), checkpoint);
    String talos = Cli.refused("sample", out, "--target", "talos-v2", "--rtl", "icarus");
    assertTrue(talos.startsWith("--rtl: does not go with --target talos-v2"), talos);
    Cli none = Cli.ok("sample", out, "--rtl", "icarus", "--count", 0);
    assertEquals("", none.out());
  }

  private static void compare(String simulator, Object... asked) {
    Path json = shared.resolve("facts.json");
    List<Object> onCircuit = new ArrayList<>(List.of(asked));
    onCircuit.addAll(List.of("--rtl", simulator, "--json", json));
    Cli fixed = Cli.ok(asked);
    assertEquals(fixed.out(), Cli.ok(onCircuit.toArray()).out());
    assertTrue(fixed.out().lines().count() > 3, fixed::out);
    assertEquals(simulator, Json.read(json, JsonNode.class).path("by").textValue());
  }

  @Test
  void aCircuitThatIsNotThereOrDamagedIsRefused() throws IOException {
    ExternalTool.named("iverilog");
    Path checkpoint = out.resolve("checkpoint");
    String none = Cli.refused("score", checkpoint, "abad", "--rtl", "icarus");
    assertTrue(none.contains("--rtl: ") && none.contains("has no circuit"), none);
    String unknown = Cli.refused("score", out, "abad", "--rtl", "verylator");
    assertTrue(unknown.contains("no simulator has the name verylator"), unknown);
    Path rom = out.resolve("bundle/rom/readmemh/weights_lanes.mem");
    String words = Files.readString(rom);
    int word = words.lastIndexOf('\n', words.length() - 2) + 1;
    char digit = words.charAt(word) == '0' ? '1' : '0';
    Files.writeString(rom, words.substring(0, word) + digit + words.substring(word + 1));
    String damaged = Cli.refused("score", out, "abad", "--rtl", "icarus");
    String drawn = Cli.refused("sample", out, "--rtl", "icarus", "--count", 1);
    Files.writeString(rom, words);
    assertTrue(drawn.contains("its circuit differs from the golden simulator: "), drawn);
    assertTrue(damaged.contains("the self-test of its ROMs failed"), damaged);
  }
}
