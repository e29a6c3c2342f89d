package org.microgptrom.board.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.microgptrom.board.testing.FakeBoard;
import org.microgptrom.board.testing.FakePort;
import org.microgptrom.board.testing.Faults;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.RandomModels;

/** Faults of boards and lines, in the time of the line: nobody waits. */
class SessionTest {
  private static final QuantizedModel MODEL =
      RandomModels.model(new ModelConfig(1, 8, 2, 12, 16, 9), RandomModels.Weights.MODERATE, 5);
  private static final String DIGEST = "ab".repeat(32);
  private static final Design DESIGN = new Design("names", DIGEST, 400, 4000);
  private static final int SCALE = 5909;
  private static final long TWO_SECONDS = 2_000_000_000L;

  /** What came of a number of sequences. */
  private record Outcome(
      List<List<Integer>> texts, long repeats, String error, long nanos, FakeBoard board) {}

  private static Outcome play(int sequences, Consumer<Faults> change) {
    return play(sequences, 1, DESIGN, change);
  }

  private static Outcome play(int sequences, long seed, Design design, Consumer<Faults> change) {
    Faults faults = new Faults(seed);
    change.accept(faults);
    FakeBoard board = new FakeBoard(MODEL, 4, DIGEST, faults);
    FakePort port = new FakePort(board, faults);
    List<List<Integer>> texts = new ArrayList<>();
    long repeats = 0;
    String error = "";
    long begun = 0;
    try (Session session = Session.open(port, 1_000_000, design)) {
      try {
        long state = 42;
        for (int i = 0; i < sequences; i++) {
          begun = port.nanoTime();
          List<Integer> told = new ArrayList<>();
          Request request =
              new Request(SCALE, i == 0 ? 42 : 0, MODEL.config().context(), List.of(bos()));
          Answer answer = session.run(request, state, token -> told.add(token.token()));
          List<Message.Token> tokens = answer.tokens();
          assertEquals(tokens.stream().map(Message.Token::token).toList(), told);
          state = tokens.get(tokens.size() - 1).state();
          texts.add(told);
        }
      } finally {
        repeats = session.repeats();
      }
    } catch (InputException e) {
      error = e.getMessage();
    }
    assertTrue(port.isClosed());
    return new Outcome(texts, repeats, error, port.nanoTime() - begun, board);
  }

  private static int bos() {
    return MODEL.config().bos();
  }

  private static List<List<Integer>> right(int sequences) {
    GoldenSimulator simulator = new GoldenSimulator(MODEL);
    Sampler sampler = new Sampler(MODEL, SCALE, 42);
    List<List<Integer>> texts = new ArrayList<>();
    for (int i = 0; i < sequences; i++) {
      texts.add(Generation.generate(simulator, sampler).tokens());
    }
    return texts;
  }

  @Test
  void aGoodLineGivesWhatTheGoldenSimulatorDraws() {
    Outcome outcome = play(200, faults -> {});
    assertEquals("", outcome.error);
    assertEquals(right(200), outcome.texts);
    assertEquals(0, outcome.repeats);
    assertEquals(200, outcome.board.sequences());
  }

  /** Each fault costs repeats, and nothing else. */
  @Test
  void noiseAndLostBytesChangeNothing() {
    long repeats = 0;
    int cases = 0;
    for (long seed = 0; seed < 40; seed++) {
      boolean noisy = seed % 2 == 0;
      Outcome outcome =
          play(
              50,
              seed,
              DESIGN,
              faults -> {
                faults.noise = noisy ? 1e-4 : 0;
                faults.loss = noisy ? 0 : 1e-3;
              });
      assertEquals("", outcome.error);
      assertEquals(right(50), outcome.texts, "seed " + seed);
      repeats += outcome.repeats;
      cases++;
    }
    assertEquals(40, cases);
    assertTrue(repeats > 100, repeats + " repeats");
  }

  @Test
  void aLineThatIsTooBadIsGivenUpInTime() {
    int givenUp = 0;
    for (long seed = 0; seed < 20; seed++) {
      Outcome outcome = play(5, seed, DESIGN, faults -> faults.noise = 2e-2);
      assertTrue(outcome.nanos <= TWO_SECONDS, outcome.nanos + " ns");
      assertTrue(outcome.error.startsWith("fake: no "), outcome.error);
      givenUp++;
    }
    assertEquals(20, givenUp);
  }

  @Test
  void framesThatComeTwiceAreTakenOnce() {
    Outcome outcome = play(50, faults -> faults.twice = true);
    assertEquals("", outcome.error);
    assertEquals(right(50), outcome.texts);
    assertEquals(0, outcome.repeats);
  }

  /** The answer to the first request arrives during the second, and bears another number. */
  @Test
  void aStalledAnswerIsToldFromTheNext() {
    int stalled = 0;
    for (int frame = 2; frame < 30; frame++) {
      int before = frame;
      Outcome outcome =
          play(
              10,
              faults -> {
                faults.stallBefore = before;
                faults.stall = 400_000_000;
              });
      assertEquals("", outcome.error);
      assertEquals(right(10), outcome.texts, "frame " + frame);
      assertTrue(outcome.repeats >= 1, "frame " + frame);
      stalled++;
    }
    assertEquals(28, stalled);
  }

  /** What came in the meantime is looked at before silence is complained of. */
  @Test
  void aHostThatStallsLosesNothing() {
    Faults faults = new Faults(1);
    FakePort port = new FakePort(new FakeBoard(MODEL, 4, DIGEST, faults), faults);
    List<Integer> told = new ArrayList<>();
    try (Session session = Session.open(port, 1_000_000, DESIGN)) {
      Request request = new Request(SCALE, 42, MODEL.config().context(), List.of(bos()));
      session.run(
          request,
          token -> {
            port.pass(3 * TWO_SECONDS);
            told.add(token.token());
          });
      assertEquals(right(1).get(0), told);
      assertEquals(0, session.repeats());
    }
  }

  @Test
  void aPulledCableEndsInTimeAndWhatCameBeforeIsKept() {
    int pulled = 0;
    for (int frame = 2; frame < 20; frame++) {
      int at = frame;
      Outcome silent = play(10, faults -> faults.muteFrom = at);
      assertTrue(silent.nanos <= TWO_SECONDS, silent.nanos + " ns");
      assertTrue(
          silent.error.contains("no whole answer to a sequence that was asked for "), silent.error);
      assertTrue(silent.error.contains("is the cable still in"), silent.error);
      assertEquals(right(10).subList(0, silent.texts.size()), silent.texts);
      Outcome gone = play(10, faults -> faults.endAt = at);
      assertTrue(gone.nanos <= TWO_SECONDS, gone.nanos + " ns");
      assertTrue(gone.error.startsWith("fake: the line is gone: gone\n"), gone.error);
      assertEquals(silent.texts, gone.texts);
      pulled += 2;
    }
    assertEquals(36, pulled);
  }

  @Test
  void whatIsNotTheBoardIsToldInTime() {
    Outcome silent = play(1, faults -> faults.muteFrom = 0);
    assertTrue(silent.error.startsWith("fake: nothing answers at 1000000 baud\n"), silent.error);
    Outcome wrongRate = play(1, faults -> faults.wrongRate = true);
    assertTrue(wrongRate.error.startsWith("fake: nothing answers at "), wrongRate.error);
    Outcome babbling = play(1, faults -> faults.babbles = true);
    assertTrue(babbling.error.contains("no answer that makes a frame"), babbling.error);
    assertTrue(babbling.error.contains("--baud"), babbling.error);
    Outcome failed = play(1, faults -> faults.testFails = true);
    assertTrue(failed.error.contains("the self-test of the board's ROMs failed"), failed.error);
    Outcome hanging = play(1, faults -> faults.testHangs = true);
    assertTrue(hanging.error.contains("does not end the self-test"), hanging.error);
    Outcome timeless = play(1, faults -> faults.noRate = true);
    assertTrue(timeless.error.contains("24000000 Hz and 0 baud"), timeless.error);
    String other = "cd".repeat(32);
    Outcome wrong = play(1, 1, new Design("others", other, 400, 4000), faults -> {});
    assertTrue(wrong.error.contains("the board holds another bundle"), wrong.error);
    assertTrue(wrong.error.contains(DIGEST + ", that of others is " + other), wrong.error);
    List<Outcome> all = List.of(silent, wrongRate, babbling, failed, hanging, timeless, wrong);
    all.forEach(outcome -> assertTrue(outcome.nanos <= TWO_SECONDS, outcome.error));
    all.forEach(outcome -> assertEquals(List.of(), outcome.texts));
    assertEquals(7, all.size());
  }

  @Test
  void aBoardThatDrawsAnotherTokenWhenAskedAgainIsNotBelieved() {
    Faults faults = new Faults(1);
    FakePort port = new FakePort(new FakeBoard(MODEL, 4, DIGEST, faults), faults);
    try (Session session = Session.open(port, 1_000_000, DESIGN)) {
      faults.wrongToken = 1;
      faults.stallBefore = 4; // after IDENTITY, STATUS and two tokens
      faults.stall = 500_000_000;
      Request request = new Request(SCALE, 42, 12, List.of(bos()));
      InputException error =
          assertThrows(InputException.class, () -> session.run(request, token -> {}));
      assertTrue(
          error.getMessage().contains("does not compute the same twice"), error.getMessage());
    }
  }

  @Test
  void aTokenThatTheModelDoesNotHaveIsRefused() {
    Faults faults = new Faults(1);
    FakePort port = new FakePort(new FakeBoard(MODEL, 4, DIGEST, faults), faults);
    try (Session session = Session.open(port, 1_000_000, DESIGN)) {
      Request request = new Request(SCALE, 42, 12, List.of(500));
      InputException error =
          assertThrows(InputException.class, () -> session.run(request, token -> {}));
      assertTrue(error.getMessage().contains("a prompt token that the model"), error.getMessage());
    }
  }

  /** More than 256 sequences, whose numbers come again. */
  @Test
  void numbersOfSequencesComeAgain() {
    Outcome outcome =
        play(
            600,
            9,
            DESIGN,
            faults -> {
              faults.noise = 3e-5;
              faults.stallBefore = new Random(9).nextInt(1000);
              faults.stall = 350_000_000;
            });
    assertEquals("", outcome.error);
    assertEquals(right(600), outcome.texts);
    assertTrue(outcome.repeats > 1);
  }
}
