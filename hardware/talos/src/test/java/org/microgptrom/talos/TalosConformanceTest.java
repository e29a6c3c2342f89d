package org.microgptrom.talos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.verify.report.VerificationReport;

/**
 * The TALOS-V2 simulator against {@code talos_model.py}, which was written from the specification
 * alone, and against recorded steps of the real circuit where there are some.
 */
@Tag("slow")
class TalosConformanceTest {
  /** Beside the checkout: may hold recorded steps of the real circuit, which are not ours. */
  private static final Path SHARED = Path.of("..", "..", "..", "shared", "data", "talos-v2");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** next_token, argmax_token, top_logit, rng_state_out, cycles, 27 logits. */
  private static final int NUMBERS = 32;

  @TempDir Path folder;

  private final Map<String, Integer> reached = new TreeMap<>();

  @Test
  void agreesWithThePythonModelInEveryNumber() throws Exception {
    ExternalTool python = ExternalTool.named("python3");
    Path script = Path.of("src/test/python/talos_model.py").toAbsolutePath();
    int roms = 30;
    int steps = 160;
    for (int seed = 1; seed <= roms; seed++) {
      Path rom = TalosRoms.write(folder.resolve("rom" + seed), seed);
      Path inputs = Files.writeString(folder.resolve("steps.jsonl"), TalosRoms.steps(steps, seed));
      String trace = python.runOkWithInput(folder, inputs, script.toString(), rom.toString());
      requireAgreement(rom, Files.writeString(folder.resolve("trace.jsonl"), trace), steps);
      reach(rom, trace);
    }
    // The random ROMs come to every corner of the arithmetic.
    for (int exits = 0; exits <= 3; exits++) {
      assertTrue(reached.getOrDefault("early exits " + exits, 0) > 20, reached::toString);
    }
    for (String corner : List.of("clamped logit", "greedy", "wrong weight", "drew wrong", "wrap")) {
      assertTrue(reached.getOrDefault(corner, 0) > 100, () -> corner + ": " + reached);
    }
  }

  @Test
  void agreesWithStepsThatWereRecordedFromThePythonModel() throws Exception {
    Path rom = TalosRoms.write(folder.resolve("rom"), 1);
    Path trace = folder.resolve("trace.jsonl");
    try (InputStream in = getClass().getResourceAsStream("talos-rom-1.jsonl")) {
      Files.copy(in, trace);
    }
    assertEquals(
        TalosRoms.steps(24, 1).lines().map(TalosConformanceTest::tree).toList(),
        Files.readAllLines(trace).stream().map(TalosConformanceTest::inputs).toList());
    requireAgreement(rom, trace, 24);
  }

  @Test
  void agreesWithTheRealCircuit() {
    if (!Files.exists(SHARED)) {
      return; // an extra; the Python model, which agrees with it too, shows the same everywhere
    }
    for (int i = 0; i < 4; i++) {
      Path set = SHARED.resolve("random-rom-" + i);
      requireAgreement(set, set.resolve("vectors.jsonl"), 320);
    }
  }

  private static void requireAgreement(Path rom, Path trace, int steps) {
    TalosReport report = TalosVerifier.verify(rom, Optional.of(trace));
    assertTrue(report.passed(), () -> report.difference().message());
    assertEquals(steps, report.traceSteps());
    Check check = report.checks().get(report.checks().size() - 1);
    assertEquals(VerificationReport.TRACE, check.suite());
    assertEquals((long) steps * NUMBERS, check.compared());
  }

  private void reach(Path rom, String trace) throws IOException {
    TalosSimulator core = new TalosSimulator(TalosRom.read(rom).model());
    for (String line : trace.lines().toList()) {
      JsonNode step = MAPPER.readTree(line);
      TalosSimulator.Outputs out =
          core.step(
              new TalosSimulator.Inputs(
                  step.path("pos").intValue(),
                  step.path("token_in").intValue(),
                  step.path("clear_cache").intValue() == 1,
                  step.path("sample_mode").intValue() == 1,
                  step.path("temperature_q8_8").intValue(),
                  (int) step.path("rng_state_in").longValue()));
      int fullLength = (out.draw().isEmpty() ? 753 : 867) + 20 * step.path("pos").intValue();
      count("early exits " + (fullLength - out.cycles()) / 25, true);
      count("clamped logit", out.logits().contains((int) Short.MAX_VALUE));
      count("greedy", out.draw().isEmpty());
      count("wrong weight", out.draw().filter(draw -> draw.wrongWeights() > 0).isPresent());
      count("drew wrong", out.draw().filter(TalosSampler.Draw::drewWrong).isPresent());
      count("wrap", out.attentionWrapped());
    }
  }

  private void count(String corner, boolean here) {
    reached.merge(corner, here ? 1 : 0, Integer::sum);
  }

  private static JsonNode inputs(String line) {
    ObjectNode step = (ObjectNode) tree(line);
    return step.retain(
        tree(TalosRoms.steps(1, 0).strip()).properties().stream().map(Map.Entry::getKey).toList());
  }

  private static JsonNode tree(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }
}
