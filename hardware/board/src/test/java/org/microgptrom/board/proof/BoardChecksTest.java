package org.microgptrom.board.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.board.link.Design;
import org.microgptrom.board.link.Session;
import org.microgptrom.board.testing.FakeBoard;
import org.microgptrom.board.testing.FakePort;
import org.microgptrom.board.testing.Faults;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.CircuitSizes;
import org.microgptrom.verify.Evidence;
import org.microgptrom.verify.Verifier;
import org.microgptrom.verify.report.JUnitXml;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.report.VerificationText;
import org.microgptrom.verify.rtl.RtlOptions;

/** A right board, and boards and lines with one fault each. */
class BoardChecksTest {
  private static final ModelConfig SHAPE = new ModelConfig(1, 8, 2, 12, 16, 9);
  private static final int LANES = 16;

  @TempDir static Path folder;

  private static Bundle bundle;
  private static QuantizedModel model;
  private static VerificationReport base;

  @BeforeAll
  static void prepare() {
    Path place =
        BundleFiles.write(
            folder.resolve("bundle"),
            new TestBundle(SHAPE, RandomModels.Weights.FULL_SCALE, LANES, 3).files());
    bundle = Bundle.open(place);
    model = BundleModel.read(bundle);
    base = Verifier.verify(place, Progress.NONE);
    assertTrue(base.passed());
  }

  private interface Work<T> {
    T run(Session session) throws IOException;
  }

  private static <T> T with(Consumer<Faults> change, Work<T> work) throws IOException {
    Faults faults = new Faults(1);
    change.accept(faults);
    int columns = new CircuitSizes(SHAPE, LANES).columns();
    FakeBoard board = new FakeBoard(model, columns, bundle.manifestSha256(), faults);
    FakePort port = new FakePort(board, faults);
    try (Session session = Session.open(port, 1_000_000, Design.of(bundle))) {
      return work.run(session);
    }
  }

  private static BoardChecks.Result check(long tokens, Consumer<Faults> change) throws IOException {
    return with(change, session -> BoardChecks.run(session, bundle, model, tokens, Progress.NONE));
  }

  private static Check failed(BoardChecks.Result result) {
    List<Check> failed =
        result.checks().stream().filter(c -> c.outcome() == Check.Outcome.FAILED).toList();
    assertFalse(failed.isEmpty());
    return failed.get(0);
  }

  @Test
  void aRightBoardHasNoDifference() throws IOException {
    BoardChecks.Result result = check(2000, faults -> {});
    assertEquals(Optional.empty(), result.fault());
    assertEquals(0, result.run().mismatches());
    assertTrue(result.run().tokens() >= 2000, result.run()::toString);
    assertEquals(9 * result.run().tokens(), result.run().logits());
    assertTrue(result.run().drawn() > 800, result.run()::toString);
    assertTrue(result.run().sequences() > 200, result.run()::toString);
    List<String> names =
        List.of(
            "self-test of the ROMs",
            "drawn tokens",
            "generator states",
            "ends of sequences",
            "saturation flags",
            "CRC-32 of all logits",
            "whole answers");
    assertEquals(names, result.checks().stream().map(Check::name).toList());
    for (Check check : result.checks()) {
      assertEquals(Check.Outcome.PASSED, check.outcome());
      assertTrue(check.compared() > 0, check.name());
    }
    assertEquals(0, result.run().repeats());
    long counted = result.run().given().counted() + result.run().drawing().counted();
    assertEquals(FakeBoard.CYCLES * result.run().tokens(), counted);
    VerificationReport report = base.withBoard(result.run(), result.checks());
    assertTrue(report.passed());
    String text = String.join("\n", VerificationText.lines(report));
    assertTrue(text.contains("board     24,000,000 Hz, 1,000,000 baud: 2,0"), text);
    assertTrue(text.contains("; 100.0 cycles per prompt token, predicted "), text);
    String junit = new String(JUnitXml.of(report), StandardCharsets.UTF_8);
    assertTrue(
        junit.contains(
            "<testsuite tests=\"7\" failures=\"0\" errors=\"0\" skipped=\"0\" name=\"board\">"),
        junit);
  }

  @Test
  void aBadLineCostsRepeatsOnly() throws IOException {
    BoardChecks.Result good = check(1000, faults -> {});
    BoardChecks.Result bad =
        check(
            1000,
            faults -> {
              faults.noise = 1e-4;
              faults.loss = 2e-4;
            });
    assertEquals(Optional.empty(), bad.fault());
    assertEquals(good.checks(), bad.checks());
    assertTrue(bad.run().repeats() > 5, bad.run()::toString);
    assertEquals(good.run().tokens(), bad.run().tokens());
  }

  /** What each fault of a board is named, and where. */
  @Test
  void everyFaultOfTheBoardIsFoundAndNamed() throws IOException {
    int found = 0;
    for (int at = 0; at < 60; at += 7) {
      int n = at;
      for (Consumer<Faults> fault :
          List.<Consumer<Faults>>of(
              faults -> faults.wrongToken = n,
              faults -> faults.wrongState = n,
              faults -> faults.wrongLast = n,
              faults -> faults.wrongChecksum = n,
              faults -> faults.wrongSaturation = n)) {
        BoardChecks.Result result = check(1000, fault);
        assertEquals(Optional.empty(), result.fault());
        Check failed = failed(result);
        assertEquals(1, failed.mismatches(), failed::toString);
        assertFalse(base.withBoard(result.run(), result.checks()).passed());
        found++;
      }
    }
    assertEquals(45, found);
  }

  /** Sequences that go on with the generator of the one before are among those that are played. */
  @Test
  void aGeneratorThatDoesNotGoOnIsFound() throws IOException {
    BoardChecks.Result result = check(1000, faults -> faults.forgets = true);
    assertTrue(result.run().mismatches() > 0, result::toString);
    assertEquals("board", Shown.of(failed(result).difference()).circuit().simulator());
  }

  @Test
  void theFirstDifferenceIsToldWithItsPlace() throws IOException {
    Shown token = Shown.of(failed(check(1000, f -> f.wrongToken = 30)).difference());
    assertEquals("token", token.circuit().quantity());
    assertEquals("board", token.circuit().simulator());
    String place = "sequence " + token.circuit().sequence() + ", position ";
    assertTrue(token.message().startsWith("circuit on the board: " + place), token.message());
    assertTrue(
        token
            .message()
            .endsWith(": token is " + token.actual() + ", " + token.expected() + " expected"),
        token.message());
    Difference crc = failed(check(1000, f -> f.wrongChecksum = 17)).difference();
    assertEquals(17, Shown.of(crc).circuit().sequence());
    assertTrue(crc.message().contains("CRC-32 of the logits up to here is "), crc.message());
    assertTrue(crc.message().contains("verify BUNDLE --rtl auto"), crc.message());
    Difference state = failed(check(1000, f -> f.wrongState = 3)).difference();
    assertEquals("generator state", Shown.of(state).circuit().quantity());
    Difference saturated = failed(check(1000, f -> f.wrongSaturation = 5)).difference();
    assertEquals(5, Shown.of(saturated).circuit().sequence());
  }

  @Test
  void whatWasComparedBeforeTheLineBrokeIsKept() throws IOException {
    int ended = 0;
    for (Consumer<Faults> fault :
        List.<Consumer<Faults>>of(faults -> faults.endAt = 100, faults -> faults.muteFrom = 100)) {
      BoardChecks.Result result = check(1000, fault);
      assertTrue(result.fault().isPresent());
      assertTrue(result.run().sequences() > 5, result.run()::toString);
      Check failed = failed(result);
      assertEquals("whole answers", failed.name());
      assertTrue(failed.difference().message().contains("has no answer: fake: "));
      assertEquals(0, result.run().mismatches());
      assertFalse(base.withBoard(result.run(), result.checks()).passed());
      ended++;
    }
    assertEquals(2, ended);
  }

  @Test
  void aRecordIsReplayedWithoutDifference() throws IOException {
    Recording recording =
        with(
            faults -> faults.noise = 1e-4,
            session -> Recording.of(session, bundle, model, 2000, Progress.NONE));
    assertTrue(recording.lines().size() >= 2000, recording.lines().size() + " lines");
    assertTrue(recording.repeats() > 5, recording.repeats() + " repeats");
    Path trace = Files.write(folder.resolve("trace.jsonl"), recording.lines());
    VerificationReport report = replay(trace);
    assertTrue(report.passed(), () -> String.join("\n", VerificationText.lines(report)));
    Check replayed = trace(report);
    assertTrue(replayed.compared() > 1600, replayed::toString);
    List<String> wrong = new ArrayList<>(recording.lines());
    int at = 0;
    while (!wrong.get(at).contains("next_token")) {
      at++;
    }
    wrong.set(at, wrong.get(at).replaceFirst("next_token\":\\d+", "next_token\":8"));
    boolean same = wrong.equals(recording.lines());
    VerificationReport second = replay(Files.write(folder.resolve("wrong.jsonl"), wrong));
    assertEquals(same, second.passed());
  }

  private static VerificationReport replay(Path trace) {
    return Verifier.verify(
        bundle, RtlOptions.NONE, Evidence.NONE, Optional.of(trace), Progress.NONE);
  }

  private static Check trace(VerificationReport report) {
    return report.checks().stream()
        .filter(check -> check.suite().equals(VerificationReport.TRACE))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRecordOfABrokenLineHoldsWholeSequences() throws IOException {
    Recording recording =
        with(
            faults -> faults.endAt = 150,
            session -> Recording.of(session, bundle, model, 2000, Progress.NONE));
    assertTrue(recording.fault().isPresent());
    assertTrue(recording.sequences() > 5 && recording.lines().size() > 5);
    Path trace = Files.write(folder.resolve("part.jsonl"), recording.lines());
    assertTrue(replay(trace).passed());
  }
}
