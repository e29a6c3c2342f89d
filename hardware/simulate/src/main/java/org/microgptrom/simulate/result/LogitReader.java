package org.microgptrom.simulate.result;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.microgptrom.model.fixed.FastSimulator;

/**
 * Hands on the logits that the circuit computes in one stream of given sequences. Stream s of S
 * computes the sequences s, s + S, s + 2 S, ...
 */
public final class LogitReader implements ResultReader {
  private final List<int[]> sequences; // of all streams
  private final int stream;
  private final int streams;
  private final int[] words;
  private final FastSimulator.Visitor visitor;
  private int number; // of the sequence
  private int position;
  private final BitSet seen = new BitSet(); // logits at this position
  private boolean done;
  private Optional<IllegalArgumentException> fault = Optional.empty(); // nothing is read after it

  public LogitReader(
      List<int[]> sequences,
      int stream,
      int streams,
      int vocabulary,
      FastSimulator.Visitor visitor) {
    this.sequences = sequences;
    this.stream = stream;
    this.streams = streams;
    this.words = new int[vocabulary];
    this.visitor = visitor;
    this.number = stream;
  }

  @Override
  public void take(String line) {
    if (fault.isPresent() || Event.isOfOther(line, stream, streams)) {
      return;
    }
    try {
      take(Event.parse(line, stream));
    } catch (IllegalArgumentException e) {
      fault = Optional.of(e); // told at the end, the one of the first stream
    }
  }

  /**
   * Requires that all logits came.
   *
   * @throws IllegalArgumentException if the events were not those of a circuit that works
   */
  @Override
  public void end() {
    if (fault.isPresent()) {
      throw fault.get();
    }
    require(done && number >= sequences.size(), "it stopped early");
  }

  private void take(Event event) {
    if (event instanceof Event.SelfTest test) {
      require(test.ok(), "the self-test of its ROMs failed");
    } else if (event instanceof Event.Logits logits) {
      take(logits);
    } else if (event instanceof Event.Prompt) {
      require(
          seen.cardinality() == words.length,
          "only " + seen.cardinality() + " of " + words.length + " logits came");
      require(position < length(), "the sequence went on after its last token");
      visitor.logits(number, position, words);
      position++;
      seen.clear();
    } else if (event instanceof Event.End) {
      require(position == length(), "the sequence ended early");
      number += streams;
      position = 0;
    } else if (event instanceof Event.Done) {
      done = true;
    }
  }

  private void take(Event.Logits logits) {
    for (int lane = 0; lane < logits.count(); lane++) {
      int v = logits.group() * logits.count() + lane;
      if (v < words.length) {
        String word = logits.word(lane);
        require(word.matches("[0-9a-fA-F]+"), "logit " + v + " is " + word);
        require(!seen.get(v), "logit " + v + " came twice");
        words[v] = (short) Integer.parseInt(word, 16);
        seen.set(v);
      }
    }
  }

  private int length() {
    return number < sequences.size() ? sequences.get(number).length : 0;
  }

  private void require(boolean condition, String fault) {
    if (!condition) {
      throw new IllegalArgumentException(
          "in sequence " + number + ", position " + position + ": " + fault);
    }
  }
}
