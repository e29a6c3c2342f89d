package org.microgptrom.board.proof;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.board.link.Answer;
import org.microgptrom.board.link.Message;
import org.microgptrom.board.link.Session;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Progress;
import org.microgptrom.simulate.stimulus.Expectations;
import org.microgptrom.simulate.stimulus.GoldenInputs;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.stimulus.Stimulus;

/**
 * What a board computes, as a trace ({@code docs/formats.md}, section Traces): one line for each
 * step, whole sequences only.
 *
 * @param lines one JSON object each, without line feeds
 * @param sequences number of sequences
 * @param repeats how many times a sequence was asked for again
 * @param fault of the line, by which the record ended early; empty if it did not
 */
public record Recording(
    List<String> lines, int sequences, long repeats, Optional<InputException> fault) {
  /** Copies the list. */
  public Recording {
    lines = List.copyOf(lines);
  }

  /**
   * Plays sequences of about so many tokens and writes down what the board answers.
   *
   * @param model of the bundle's images, which only chooses the sequences
   */
  public static Recording of(
      Session session, Bundle bundle, QuantizedModel model, long tokens, Progress progress)
      throws IOException {
    Expectations sequences = Stimulus.of(model, GoldenInputs.of(bundle), tokens);
    List<String> lines = new ArrayList<>();
    for (int number = 0; number < sequences.size(); number++) {
      Sequence sequence = sequences.get(number).sequence().alone();
      try {
        Answer answer = session.run(Requests.of(sequence), sequence.stateBefore(), token -> {});
        lines.addAll(lines(sequence, answer));
      } catch (InputException e) {
        return new Recording(lines, number, session.repeats(), Optional.of(e));
      }
      progress.at("record", number + 1L, sequences.size());
    }
    return new Recording(lines, sequences.size(), session.repeats(), Optional.empty());
  }

  private static List<String> lines(Sequence sequence, Answer answer) {
    List<Integer> fed = new ArrayList<>(sequence.prompt());
    answer.tokens().forEach(token -> fed.add(token.token()));
    if (!answer.tokens().isEmpty()) {
      fed.remove(fed.size() - 1); // the last one is drawn and not taken in
    }
    int first = fed.size() - answer.tokens().size();
    List<String> lines = new ArrayList<>();
    long state = sequence.stateBefore();
    for (int position = 0; position < fed.size(); position++) {
      Map<String, Long> step = new LinkedHashMap<>();
      step.put("pos", (long) position);
      step.put("token_in", (long) fed.get(position));
      if (position >= first) {
        Message.Token drawn = answer.tokens().get(position - first);
        step.put("scale", (long) sequence.scale());
        step.put("rng_state_in", state);
        step.put("next_token", (long) drawn.token());
        step.put("rng_state_out", drawn.state());
        state = drawn.state();
      }
      lines.add(Json.line(step));
    }
    return lines;
  }
}
