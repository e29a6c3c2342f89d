package org.microgptrom.board.proof;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.board.link.Answer;
import org.microgptrom.board.link.Session;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.CircuitDifference;
import org.microgptrom.bundle.finding.CircuitPlace;
import org.microgptrom.bundle.finding.SimulationFault;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.rtl.CircuitSizes;
import org.microgptrom.rtl.Schedule;
import org.microgptrom.simulate.result.Tally;
import org.microgptrom.simulate.result.Tally.Quantity;
import org.microgptrom.simulate.stimulus.Expectation;
import org.microgptrom.simulate.stimulus.Expectations;
import org.microgptrom.simulate.stimulus.GoldenInputs;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.stimulus.Stimulus;
import org.microgptrom.verify.report.BoardRun;

/**
 * Plays the sequences on a board that the circuit is simulated with, and compares tokens, states of
 * the generator, saturation flags and the CRC-32 of all logits with the golden simulator.
 */
public final class BoardChecks {
  /** The suite of the checks, and what is worked on. */
  public static final String SUITE = CircuitPlace.BOARD;

  /** About how many tokens are compared unless the user asks for another number. */
  public static final long DEFAULT_TOKENS = 1000;

  private static final String ANSWERS = "whole answers";
  private static final String LOCALISE =
      "; 'microgpt-rom verify BUNDLE --rtl auto' compares each logit of the simulated circuit, and"
          + " 'microgpt-rom explain' shows the words of each step";

  private final Session session;
  private final Expectations sequences;
  private final Schedule schedule;
  private final int columns;
  private final Tally tally = Tally.at(SUITE);
  private BoardRun.@Nullable Cycles given;
  private BoardRun.@Nullable Cycles drawing;
  private long tokens;
  private int answered;

  private BoardChecks(Session session, Bundle bundle, Expectations sequences) {
    Manifest manifest = bundle.manifest();
    int lanes = manifest.memoryMap().lanes();
    this.session = session;
    this.sequences = sequences;
    this.schedule = Schedule.of(manifest);
    this.columns = new CircuitSizes(manifest.config(), lanes).columns();
  }

  /**
   * What came out.
   *
   * @param fault of the line, by which the comparison ended early; empty if it did not
   */
  public record Result(List<Check> checks, BoardRun run, Optional<InputException> fault) {}

  /**
   * Plays sequences of about so many tokens. A line that fails ends the comparison; what was
   * compared before is in the result.
   *
   * @param model of the bundle's images
   */
  public static Result run(
      Session session, Bundle bundle, QuantizedModel model, long tokens, Progress progress)
      throws IOException {
    Expectations sequences = Stimulus.of(model, GoldenInputs.of(bundle), tokens);
    return new BoardChecks(session, bundle, sequences).play(progress);
  }

  private Result play(Progress progress) {
    Optional<InputException> fault = Optional.empty();
    tally.passed(Quantity.SELF_TEST); // without it there is no session
    boolean stateKnown = false;
    while (fault.isEmpty() && answered < sequences.size()) {
      Expectation expected = sequences.get(answered);
      Sequence sequence = expected.sequence();
      try {
        Answer answer =
            session.run(
                Requests.of(stateKnown ? sequence : sequence.alone()),
                sequence.stateBefore(),
                token -> {});
        boolean kept = new AnswerComparison(tally, answered, expected, answer).run(columns);
        stateKnown = kept && (stateKnown || sequence.maxTokens() > 0);
        count(expected, answer);
        answered++;
        progress.at(SUITE, answered, sequences.size());
      } catch (InputException e) {
        fault = Optional.of(e);
      }
    }
    return new Result(checks(fault), report(), fault);
  }

  private void count(Expectation expected, Answer answer) {
    tokens += expected.tokens();
    int drawn = AnswerComparison.drawn(expected);
    if (answer.tokens().size() != drawn) {
      return; // another number of steps than predicted
    }
    long predicted = 0;
    for (int position = 0; position < expected.tokens(); position++) {
      predicted +=
          expected.draws(position)
              ? schedule.drawnCycles(position)
              : schedule.promptCycles(position);
    }
    if (drawn == 0) {
      given = BoardRun.Cycles.with(given, expected.tokens(), answer.end().cycles(), predicted);
    } else {
      drawing = BoardRun.Cycles.with(drawing, expected.tokens(), answer.end().cycles(), predicted);
    }
  }

  private List<Check> checks(Optional<InputException> fault) {
    List<Check> checks = new ArrayList<>();
    tally.checks(SUITE).forEach(check -> checks.add(advised(check)));
    SimulationFault ended =
        fault
            .map(
                e ->
                    new SimulationFault(
                        null,
                        "board: sequence "
                            + answered
                            + " of "
                            + sequences.size()
                            + " has no answer: "
                            + e.getMessage().lines().findFirst().orElse("")))
            .orElse(null);
    checks.add(
        Check.of(SUITE, ANSWERS, answered + (ended == null ? 0 : 1), ended == null ? 0 : 1, ended));
    return checks;
  }

  /** The check with the way to the logit that is wrong, of which the checksum tells nothing. */
  private static Check advised(Check check) {
    if (check.difference() instanceof CircuitDifference found
        && found.message().contains("CRC-32")) {
      return Check.of(
          check.suite(),
          check.name(),
          check.compared(),
          check.mismatches(),
          new CircuitDifference(
              found.chunk(),
              found.circuit(),
              found.expected(),
              found.actual(),
              found.message() + LOCALISE));
    }
    return check;
  }

  private BoardRun report() {
    return new BoardRun(
        session.identity().clock(),
        session.identity().baud(),
        answered,
        tokens,
        tokens * sequences.model().config().vocabSize(),
        tally.compared(Quantity.TOKEN),
        tally.mismatches(),
        session.repeats(),
        given,
        drawing);
  }
}
