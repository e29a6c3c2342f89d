package org.microgptrom.simulate.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.simulate.stimulus.Expectations;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.tool.Target;

/** Several streams, whose events come in turn. */
class ResultComparisonTest {
  private static final int STREAMS = 3;

  private final QuantizedModel model =
      RandomModels.model(new ModelConfig(1, 8, 2, 9, 16, 10), RandomModels.Weights.MODERATE, 5);
  private final List<Sequence> sequences =
      List.of(
          Sequence.forced(List.of(9, 1, 2)),
          Sequence.forced(List.of(9, 3, 4)),
          Sequence.forced(List.of(9, 5, 6)));

  /** One line of each stream after the other; each stream has one sequence. */
  private List<String> lines() {
    List<String> lines = new ArrayList<>(List.of("SELFTEST ok"));
    List<GoldenSimulator> simulators =
        sequences.stream().map(sequence -> new GoldenSimulator(model)).toList();
    for (int position = 0; position < 3; position++) {
      for (int stream = 0; stream < STREAMS; stream++) {
        StringBuilder digits = new StringBuilder();
        for (int word : simulators.get(stream).step(sequences.get(stream).prompt().get(position))) {
          digits.insert(0, String.format(Locale.ROOT, "%04x", word & 0xFFFF));
        }
        lines.add(stream + " L 0 " + digits);
      }
      for (int stream = 0; stream < STREAMS; stream++) {
        lines.add(stream + " P 50" + stream);
      }
    }
    for (int stream = 0; stream < STREAMS; stream++) {
      boolean saturated = simulators.get(stream).saturations().total() > 0;
      lines.add(stream + " E " + (saturated ? 1 : 0));
    }
    lines.add("DONE 1234");
    return lines;
  }

  private List<Check> checks(List<String> lines) throws IOException {
    Tally tally = new Tally(Target.ICARUS);
    List<ResultComparison> streams =
        ResultComparison.ofStreams(
            Expectations.of(model, sequences), STREAMS, tally, new CycleCounts());
    ResultReader.read(new BufferedReader(new StringReader(String.join("\n", lines))), streams);
    return tally.checks("rtl");
  }

  @Test
  void allStreamsAreCompared() throws IOException {
    List<Check> checks = checks(lines());
    assertTrue(checks.stream().allMatch(check -> check.outcome() == Check.Outcome.PASSED));
    assertEquals(
        List.of(STREAMS, 3 * STREAMS * 10, STREAMS, STREAMS),
        checks.stream().map(check -> (int) check.compared()).toList());
  }

  /**
   * The first difference is that of the first stream that has one, whatever came before in time.
   */
  @Test
  void theFirstStreamComesFirst() throws IOException {
    List<String> lines = lines();
    spoil(lines, "2 L", 0);
    spoil(lines, "1 L", 2);
    spoil(lines, "1 L", 1);
    lines.set(lines.indexOf("DONE 1234") - 1, "2 E x");
    List<Check> checks = checks(lines);
    assertEquals("logits", checks.get(0).name());
    assertEquals(3, checks.get(0).mismatches());
    String message = checks.get(0).difference().message();
    assertTrue(message.contains("sequence 1, position 1"), message);
    Check flags =
        checks.stream().filter(c -> c.name().equals("saturation flags")).findFirst().get();
    assertEquals(1, flags.mismatches());
  }

  /** What a stream can't read ends the comparison of that stream only. */
  @Test
  void aBrokenStreamLeavesTheOthers() throws IOException {
    List<String> lines = lines();
    lines.set(lines.indexOf("2 P 502"), "2 Q");
    lines.set(lines.lastIndexOf("1 P 501"), "1 Q");
    List<Check> checks = checks(lines);
    Check result = checks.get(checks.size() - 1);
    assertEquals(STREAMS, result.compared());
    assertEquals(2, result.mismatches());
    String message = result.difference().message();
    assertTrue(message.contains("sequence 1 of 3, position 2, line 18: the bench wrote"), message);
    assertEquals(10 * (3 + 3 + 1), checks.get(1).compared());
  }

  /** Changes a digit of the line of a position. */
  private static void spoil(List<String> lines, String start, int position) {
    List<String> of = lines.stream().filter(line -> line.startsWith(start)).toList();
    int at = lines.indexOf(of.get(position));
    lines.set(at, lines.get(at).replaceFirst(".$", "x"));
  }
}
