package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    ExternalTool.named("verilator");
    compare("verilator", "score", out, "abad", "fabe", "bead", "--verbose");
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
    Files.writeString(rom, words);
    assertTrue(damaged.contains("the self-test of its ROMs failed"), damaged);
  }
}
