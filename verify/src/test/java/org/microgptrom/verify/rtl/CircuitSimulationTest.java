package org.microgptrom.verify.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.CircuitPlace;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.simulate.testing.FakeSimulator;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.WeightBus;

/** Planted faults of a circuit are found, each at its place. */
@Tag("slow")
class CircuitSimulationTest {
  private static final ModelConfig CONFIG = new ModelConfig(2, 8, 2, 9, 16, 10);
  private static final int TOKENS = 150;

  @TempDir Path folder;

  private final QuantizedModel model =
      RandomModels.quantized(CONFIG, RandomModels.Weights.MODERATE, 3).model();
  private Path bundle;
  private RtlChecks checks;
  private FakeSimulator simulator;

  @BeforeEach
  void pack() {
    TestBundle content = new TestBundle(CONFIG, RandomModels.Weights.MODERATE, 16, 3);
    bundle = BundleFiles.write(folder.resolve("bundle"), content.files());
  }

  @Test
  void rightCircuitPasses() throws IOException {
    simulate(lines -> {}, lines -> {});
    assertEquals(List.of(), failed());
    assertEquals(7, checks.checks().size());
    CircuitRun run = checks.runs().orElseThrow().get(0);
    assertTrue(run.tokens() >= TOKENS - 2 * CONFIG.context() && run.tokens() <= TOKENS + 9);
    assertEquals(run.tokens() * CONFIG.vocabSize(), run.logits());
    assertTrue(run.drawn() > 50 && run.drawn() < run.tokens(), run::toString);
    assertEquals(0, run.mismatches());
    assertEquals(CONFIG.context(), run.cycles().size());
    assertEquals(new CircuitRun.Range(510, 510), run.cycles().get(0).prompt());
    assertEquals(new CircuitRun.Range(690, 690), run.cycles().get(8).drawn());
    assertEquals(List.of("Fake 1.0"), run.tools());
    assertNull(run.waveform());
    assertEquals(1, simulator.runs.size());
    assertFalse(Files.exists(folder.resolve(RtlOptions.WAVE_FILE)));
  }

  @Test
  void wrongLogitIsTracedToTheFirstWrongWord() throws IOException {
    // Sequence 0 has 9 tokens and 3 groups of logits each; group 1 at position 4 holds logits 4..7.
    simulate(
        lines -> flip(lines, 1 + 4 * 4 + 1, 2),
        lines -> flip(lines, nth(lines, "hidden 1 3", 2), 0));
    Shown difference = onlyFailure("logits");
    CircuitPlace place = difference.circuit();
    assertEquals(0, place.sequence());
    assertEquals(4, place.position());
    assertEquals(6, place.logit());
    assertEquals("logit", place.quantity());
    assertEquals(1, distance(difference.expected(), difference.actual()));
    CircuitPlace.Origin origin = place.origin();
    assertEquals(2, origin.position());
    assertEquals(1, origin.layer());
    assertEquals("hidden", origin.site());
    assertEquals(12, origin.element());
    assertNull(origin.head());
    assertEquals(0, origin.lane());
    assertEquals(100 + 2 * 700, origin.cycle());
    assertEquals(1, distance(origin.expected(), origin.actual()));
    assertTrue(difference.message().contains("position 2, layer 1, hidden, element 12"));
    assertEquals(RtlOptions.WAVE_FILE, checks.runs().orElseThrow().get(0).waveform());
    assertTrue(Files.exists(folder.resolve(RtlOptions.WAVE_FILE)));
    assertEquals(2, simulator.runs.size());
  }

  @Test
  void originInAHeadAndTheSecondOccurrenceOfASite() throws IOException {
    simulate(lines -> flip(lines, 1, 0), lines -> flip(lines, nth(lines, "v 0 1", 3), 1));
    CircuitPlace.Origin origin = onlyFailure("logits").circuit().origin();
    assertEquals(
        List.of(3, 0, 5, 1),
        List.of(origin.position(), origin.layer(), origin.element(), origin.head()));
    // The residual stream comes twice a token in each layer, and once outside of them.
    simulate(lines -> flip(lines, 1, 0), lines -> flip(lines, nth(lines, "residual 0 0", 4), 3));
    origin = onlyFailure("logits").circuit().origin();
    assertEquals("residual", origin.site());
    assertEquals(List.of(2, 3, 3), List.of(origin.position(), origin.element(), origin.lane()));
  }

  @Test
  void unknownDigitsAreAMismatch() throws IOException {
    simulate(lines -> lines.set(1, lines.get(1).replaceFirst("....$", "xxxx")), lines -> {});
    Shown difference = onlyFailure("logits");
    assertEquals("xxxx", difference.actual());
    assertEquals(0, difference.circuit().logit());
    assertNull(difference.circuit().origin());
  }

  @Test
  void wrongTokenEndsTheComparisonOfItsSequence() throws IOException {
    simulate(
        lines -> {
          int at = nth(lines, "T", 0);
          String[] words = lines.get(at).split(" ");
          words[2] = Integer.toString((Integer.parseInt(words[2]) + 1) % CONFIG.vocabSize());
          lines.set(at, String.join(" ", words));
        },
        lines -> {});
    assertEquals("token", onlyFailure("drawn tokens").circuit().quantity());
    assertEquals(1, checks.runs().orElseThrow().get(0).mismatches());
  }

  @Test
  void wrongStateSparesWhatInheritsIt() throws IOException {
    simulate(lines -> edit(lines, nth(lines, "T", 0), 3, "00000001"), lines -> {});
    Shown difference = onlyFailure("generator states");
    assertEquals("00000001", difference.actual());
    assertEquals(1, checks.runs().orElseThrow().get(0).mismatches());
  }

  @Test
  void wrongLastFlagAndWrongSaturationFlag() throws IOException {
    simulate(lines -> edit(lines, nth(lines, "T", 0), 4, "x"), lines -> {});
    assertEquals("x", onlyFailure("ends of sequences").actual());
    simulate(
        lines -> {
          // The second run holds one sequence only.
          int at = nth(lines, "E", simulator.runs.size() == 1 ? 1 : 0);
          edit(lines, at, 2, lines.get(at).endsWith("0") ? "1" : "0");
        },
        lines -> {});
    assertEquals(1, onlyFailure("saturation flags").circuit().sequence());
  }

  @Test
  void badSelfTest() throws IOException {
    simulate(lines -> lines.set(0, "SELFTEST bad"), lines -> {});
    assertTrue(onlyFailure("self-test of the ROMs").message().contains("self-test"));
  }

  @Test
  void resultsThatAreNotWhole() throws IOException {
    assertBroken(lines -> lines.remove(lines.size() - 1), "stopped without an end");
    assertBroken(lines -> lines.set(20, "TIMEOUT"), "gave up waiting");
    assertBroken(lines -> lines.remove(1), "only 6 of 10 logits");
    assertBroken(lines -> lines.add(2, lines.get(1)), "logit 0 came twice");
    assertBroken(lines -> lines.set(2, "0 L 1 12345"), "the bench wrote \"0 L 1 12345\"");
    assertBroken(lines -> lines.set(2, "0 Q"), "the bench wrote");
    assertBroken(lines -> lines.add(lines.get(1)), "writes on after its end");
    assertBroken(lines -> lines.remove(0), "no self-test");
    assertBroken(lines -> lines.subList(10, lines.size() - 1).clear(), "ended early");
    assertBroken(lines -> lines.set(nth(lines, "P", 0), "0 T 1 00000001 0 5"), "within the prompt");
    assertBroken(lines -> lines.set(nth(lines, "T", 0), "0 P 5"), "no token was drawn");
    assertBroken(lines -> lines.remove(nth(lines, "E", 0)), "went on after its last token");
    assertBroken(lines -> lines.clear(), "stopped without an end");
  }

  private void assertBroken(Edit fault, String message) throws IOException {
    simulate(fault, lines -> {});
    Shown difference = onlyFailure("the simulation comes to its end");
    assertTrue(difference.message().contains(message), difference::message);
  }

  /** A change of lines in place. */
  @FunctionalInterface
  private interface Edit {
    void change(List<String> lines);
  }

  private void simulate(Edit result, Edit trace) throws IOException {
    simulator = new FakeSimulator(model, operator(result), operator(trace));
    RtlOptions options =
        new RtlOptions(List.of(Target.ICARUS), List.of(), TOKENS, WeightBus.NONE, folder);
    checks = new RtlChecks(options, Map.of(Target.ICARUS, simulator));
    try (Bundle opened = Bundle.open(bundle)) {
      checks.run(opened, Optional.of(model), Progress.NONE);
    }
  }

  private static UnaryOperator<List<String>> operator(Edit edit) {
    return lines -> {
      List<String> copy = new ArrayList<>(lines);
      edit.change(copy);
      return copy;
    };
  }

  private List<Check> failed() {
    return checks.checks().stream().filter(c -> c.outcome() != Check.Outcome.PASSED).toList();
  }

  private Shown onlyFailure(String check) {
    assertEquals(List.of(check), failed().stream().map(Check::name).toList());
    assertEquals("rtl.icarus", failed().get(0).suite());
    return Shown.of(failed().get(0).difference());
  }

  /** The index of the n-th line, from 0, whose second and further words start like this. */
  private static int nth(List<String> lines, String words, int n) {
    int seen = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("0 " + words + " ") && seen++ == n) {
        return i;
      }
    }
    throw new AssertionError("no " + words);
  }

  private static void edit(List<String> lines, int at, int word, String text) {
    String[] words = lines.get(at).split(" ");
    words[word] = text;
    lines.set(at, String.join(" ", words));
  }

  /** Changes the lowest bit of a lane of the line's last word. */
  private static void flip(List<String> lines, int at, int lane) {
    StringBuilder line = new StringBuilder(lines.get(at));
    int digit = line.length() - 1 - 4 * lane;
    int value = Character.digit(line.charAt(digit), 16) ^ 1;
    line.setCharAt(digit, Character.forDigit(value, 16));
    lines.set(at, line.toString());
  }

  private static int distance(String a, String b) {
    return Math.abs(Integer.parseInt(a, 16) - Integer.parseInt(b, 16));
  }
}
