package org.microgptrom.simulate.result;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.simulate.result.Tally.Quantity;
import org.microgptrom.simulate.stimulus.Expectation;
import org.microgptrom.simulate.stimulus.Sequence;

/**
 * What the bench wrote, event by event, against the golden simulator, which runs along. After a
 * wrong token the circuit continues another sequence than the golden simulator, so that the rest of
 * that sequence is not compared, nor is what inherits the generator's state from it.
 *
 * <p>Stream s of S takes the sequences s, s + S, s + 2 S, ...; its events alone are read.
 */
public final class ResultComparison implements ResultReader {
  private final QuantizedModel model;
  private final List<Sequence> sequences;
  private final Tally tally;
  private final int stream;
  private final int streams;
  private final CycleCounts cycles;
  private int number; // of the sequence
  private long ended;
  private Expectation expected = Expectation.NONE; // of this sequence
  private int position;
  private int logitsSeen; // at this position
  private boolean[] seen = {};
  private boolean derailed; // the rest of this sequence is not compared
  private boolean stateLost; // nor are sequences that inherit the state
  private boolean tested;
  private @Nullable Long totalCycles;

  /**
   * A comparison of one stream.
   *
   * @param sequences of all streams
   * @param stream 0..streams - 1
   */
  public ResultComparison(
      QuantizedModel model,
      List<Sequence> sequences,
      int stream,
      int streams,
      Tally tally,
      CycleCounts cycles) {
    this.model = model;
    this.sequences = sequences;
    this.stream = stream;
    this.streams = streams;
    this.number = stream;
    this.tally = tally;
    this.cycles = cycles;
  }

  /** A comparison for each stream, all of which tell the same tally. */
  public static List<ResultComparison> ofStreams(
      QuantizedModel model,
      List<Sequence> sequences,
      int streams,
      Tally tally,
      CycleCounts cycles) {
    return IntStream.range(0, streams)
        .mapToObj(s -> new ResultComparison(model, sequences, s, streams, tally, cycles))
        .toList();
  }

  /** Sequences that came to their end. */
  public long sequences() {
    return ended;
  }

  /** Clock cycles of the whole simulation; null if it did not come to its end. */
  public @Nullable Long totalCycles() {
    return totalCycles;
  }

  /** Reads all events, or up to the first that can't be. */
  @Override
  public void read(BufferedReader reader) throws IOException {
    start();
    long lines = 0;
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines++;
        if (totalCycles != null) {
          throw new IllegalArgumentException("the bench writes on after its end");
        }
        if (!Event.isOfOther(line, stream, streams)) {
          take(Event.parse(line, stream));
        }
      }
      if (totalCycles == null) {
        throw new IllegalArgumentException("the bench stopped without an end (DONE)");
      }
    } catch (IllegalArgumentException e) {
      tally.failed(Quantity.RESULT, where() + ", line " + lines + ": " + e.getMessage());
      return;
    }
    tally.passed(Quantity.RESULT);
  }

  private String where() {
    return "sequence " + number + " of " + sequences.size() + ", position " + position;
  }

  private void start() {
    if (number >= sequences.size()) {
      return;
    }
    Sequence sequence = sequences.get(number);
    stateLost &= sequence.seed() == 0;
    derailed = stateLost && sequence.inheritsState();
    expected = Expectation.of(model, sequence);
    position = -1;
    advance();
  }

  private void advance() {
    position++;
    logitsSeen = 0;
    seen = new boolean[model.config().vocabSize()];
  }

  private void take(Event event) {
    if (event instanceof Event.SelfTest test) {
      tested = true;
      if (test.ok()) {
        tally.passed(Quantity.SELF_TEST);
      } else {
        tally.failed(Quantity.SELF_TEST, "the self-test of the ROMs failed");
      }
    } else if (event instanceof Event.Done done) {
      require(number >= sequences.size(), "the bench ended early");
      require(tested, "the bench told no self-test");
      totalCycles = done.cycles();
    } else {
      require(number < sequences.size(), "the bench went on after the last sequence");
      if (event instanceof Event.End end) {
        take(end);
      } else if (!derailed) {
        require(position < expected.steps().size(), "the sequence went on after its last token");
        if (event instanceof Event.Logits logits) {
          take(logits);
        } else if (event instanceof Event.Prompt prompt) {
          requireLogits();
          require(step().token() == Expectation.NO_TOKEN, "no token was drawn");
          cycles.prompt(position, prompt.cycles());
          advance();
        } else if (event instanceof Event.Token token) {
          take(token);
        }
      }
    }
  }

  private Expectation.Step step() {
    return expected.steps().get(position);
  }

  private void take(Event.Logits logits) {
    for (int lane = 0; lane < logits.count(); lane++) {
      int v = logits.group() * logits.count() + lane;
      if (v < seen.length) {
        require(!seen[v], "logit " + v + " came twice");
        seen[v] = true;
        logitsSeen++;
        String right = String.format(Locale.ROOT, "%04x", step().logits().get(v) & 0xFFFF);
        compare(Quantity.LOGIT, v, right, logits.word(lane));
      }
    }
  }

  private void take(Event.Token token) {
    requireLogits();
    Expectation.Step step = step();
    require(step.token() != Expectation.NO_TOKEN, "a token was drawn within the prompt");
    boolean sameToken =
        compare(Quantity.TOKEN, null, Integer.toString(step.token()), token.token());
    boolean sameLast = compare(Quantity.LAST, null, step.last() ? "1" : "0", token.last());
    String state = String.format(Locale.ROOT, "%08x", step.state());
    boolean sameState = compare(Quantity.STATE, null, state, token.state());
    derailed = !sameToken || !sameLast;
    stateLost |= derailed || !sameState;
    if (!sequences.get(number).late()) {
      cycles.drawn(position, token.cycles());
    }
    advance();
  }

  private void take(Event.End end) {
    if (!derailed) {
      require(position == expected.steps().size(), "the sequence ended early");
      position--;
      compare(Quantity.SATURATION, null, expected.saturated() ? "1" : "0", end.saturated());
    }
    number += streams;
    ended++;
    start();
  }

  private boolean compare(Quantity quantity, @Nullable Integer logit, String right, String actual) {
    String lower = actual.toLowerCase(Locale.ROOT);
    Sequence sequence = sequences.get(number);
    return tally.compare(quantity, sequence, number, position, step().fed(), logit, right, lower);
  }

  private void requireLogits() {
    require(logitsSeen == seen.length, "only " + logitsSeen + " of " + seen.length + " logits");
  }

  private static void require(boolean condition, String fault) {
    if (!condition) {
      throw new IllegalArgumentException(fault);
    }
  }
}
