package org.microgptrom.simulate.result;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.simulate.result.Tally.Quantity;
import org.microgptrom.simulate.stimulus.Expectation;
import org.microgptrom.simulate.stimulus.Expectations;
import org.microgptrom.simulate.stimulus.Sequence;

/**
 * What the bench wrote, event by event, against what the golden simulator computes. After a wrong
 * token the circuit continues another sequence than the golden simulator, so that the rest of that
 * sequence is not compared, nor is what inherits the generator's state from it.
 *
 * <p>Stream s of S takes the sequences s, s + S, s + 2 S, ...; its events alone are read.
 */
public final class ResultComparison implements ResultReader {
  private final Expectations sequences;
  private final Tally all; // of all streams
  private final Tally tally; // of this one, so that each tells its own first difference
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
  private long lines;
  private boolean broken; // nothing is read any more
  private boolean tested;
  private @Nullable Long totalCycles;

  /**
   * A comparison of one stream.
   *
   * @param sequences of all streams
   * @param stream 0..streams - 1
   * @param tally hears at the end what was found
   */
  public ResultComparison(
      Expectations sequences, int stream, int streams, Tally tally, CycleCounts cycles) {
    this.sequences = sequences;
    this.stream = stream;
    this.streams = streams;
    this.number = stream;
    this.all = tally;
    this.tally = tally.ofStream();
    this.cycles = cycles;
    start();
  }

  /** Makes a comparison for each stream, all of which count in the same tally. */
  public static List<ResultComparison> ofStreams(
      Expectations sequences, int streams, Tally tally, CycleCounts cycles) {
    return IntStream.range(0, streams)
        .mapToObj(s -> new ResultComparison(sequences, s, streams, tally, cycles))
        .toList();
  }

  /** The number of sequences that came to their end. */
  public long sequences() {
    return ended;
  }

  /** Clock cycles of the whole simulation; null if it did not come to its end. */
  public @Nullable Long totalCycles() {
    return totalCycles;
  }

  /** Takes events up to the first that can't be. */
  @Override
  public void take(String line) {
    if (broken) {
      return;
    }
    lines++;
    try {
      require(totalCycles == null, "the bench writes on after its end");
      if (!Event.isOfOther(line, stream, streams)) {
        take(Event.parse(line, stream));
      }
    } catch (IllegalArgumentException e) {
      breakOff(e);
    }
  }

  @Override
  public void end() {
    if (!broken && totalCycles == null) {
      breakOff(new IllegalArgumentException("the bench stopped without an end (DONE)"));
    }
    if (!broken) {
      tally.passed(Quantity.RESULT);
    }
    all.add(tally);
  }

  private void breakOff(IllegalArgumentException fault) {
    String where = "sequence " + number + " of " + sequences.size() + ", position " + position;
    tally.failed(Quantity.RESULT, where + ", line " + lines + ": " + fault.getMessage());
    broken = true;
  }

  private void start() {
    if (number >= sequences.size()) {
      return;
    }
    expected = sequences.get(number);
    Sequence sequence = expected.sequence();
    stateLost &= sequence.seed() == 0;
    derailed = stateLost && sequence.inheritsState();
    position = -1;
    advance();
  }

  private void advance() {
    position++;
    logitsSeen = 0;
    seen = new boolean[sequences.model().config().vocabSize()];
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
        require(position < expected.tokens(), "the sequence went on after its last token");
        if (event instanceof Event.Logits logits) {
          take(logits);
        } else if (event instanceof Event.Prompt prompt) {
          requireLogits();
          require(!expected.draws(position), "no token was drawn");
          cycles.prompt(position, prompt.cycles());
          advance();
        } else if (event instanceof Event.Token token) {
          take(token);
        }
      }
    }
  }

  private void take(Event.Logits logits) {
    for (int lane = 0; lane < logits.count(); lane++) {
      int v = logits.group() * logits.count() + lane;
      if (v < seen.length) {
        require(!seen[v], "logit " + v + " came twice");
        seen[v] = true;
        logitsSeen++;
        String right = String.format(Locale.ROOT, "%04x", expected.logits(position)[v] & 0xFFFF);
        compare(Quantity.LOGIT, v, right, logits.word(lane));
      }
    }
  }

  private void take(Event.Token token) {
    requireLogits();
    require(expected.draws(position), "a token was drawn within the prompt");
    String right = Integer.toString(expected.drawn(position));
    boolean sameToken = compare(Quantity.TOKEN, null, right, token.token());
    String last = expected.last(position) ? "1" : "0";
    boolean sameLast = compare(Quantity.LAST, null, last, token.last());
    String state = String.format(Locale.ROOT, "%08x", expected.state(position));
    boolean sameState = compare(Quantity.STATE, null, state, token.state());
    derailed = !sameToken || !sameLast;
    stateLost |= derailed || !sameState;
    if (!expected.sequence().late()) {
      cycles.drawn(position, token.cycles());
    }
    advance();
  }

  private void take(Event.End end) {
    if (!derailed) {
      require(position == expected.tokens(), "the sequence ended early");
      position--;
      compare(Quantity.SATURATION, null, expected.saturated() ? "1" : "0", end.saturated());
    }
    number += streams;
    ended++;
    start();
  }

  private boolean compare(Quantity quantity, @Nullable Integer logit, String right, String actual) {
    String lower = actual.toLowerCase(Locale.ROOT);
    int fed = expected.fed(position);
    return tally.compare(quantity, expected.sequence(), number, position, fed, logit, right, lower);
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
