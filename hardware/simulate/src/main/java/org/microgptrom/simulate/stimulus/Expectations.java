package org.microgptrom.simulate.stimulus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;

/**
 * Sequences in their order, and what the golden simulator makes of each. It runs a sequence once,
 * and again only where the logits of all would take too much memory.
 *
 * <p>Not thread-safe.
 */
public final class Expectations {
  /** Logits that are kept, four bytes each. */
  private static final long MOST_LOGITS = 1L << 24;

  private final GoldenSimulator simulator;
  private final long mostLogits;
  private final List<Sequence> sequences = new ArrayList<>();
  private final Map<Sequence, Expectation> kept = new HashMap<>();
  private long keptLogits;

  /** None yet, with a simulator that nobody else uses meanwhile. */
  public Expectations(GoldenSimulator simulator) {
    this(simulator, MOST_LOGITS);
  }

  /** As {@link #Expectations(GoldenSimulator)}, with room for so many logits. */
  Expectations(GoldenSimulator simulator, long mostLogits) {
    this.simulator = simulator;
    this.mostLogits = mostLogits;
  }

  /** Those of given sequences. */
  public static Expectations of(QuantizedModel model, List<Sequence> sequences) {
    Expectations expectations = new Expectations(new GoldenSimulator(model));
    sequences.forEach(expectations::add);
    return expectations;
  }

  /** Adds a sequence, which is run when its expectation is asked for. */
  void add(Sequence sequence) {
    sequences.add(sequence);
  }

  /** Adds a sequence that was run. */
  public void add(Expectation expectation) {
    add(expectation.sequence());
    keep(expectation);
  }

  private void keep(Expectation expectation) {
    long logits = (long) expectation.tokens() * model().config().vocabSize();
    if (keptLogits + logits <= mostLogits
        && kept.putIfAbsent(expectation.sequence(), expectation) == null) {
      keptLogits += logits;
    }
  }

  /** The model that is simulated. */
  public QuantizedModel model() {
    return simulator.model();
  }

  /** All sequences. */
  public List<Sequence> sequences() {
    return List.copyOf(sequences);
  }

  /** How many sequences these are. */
  public int size() {
    return sequences.size();
  }

  /** What is made of the sequence of this number, from 0. */
  public Expectation get(int number) {
    Sequence sequence = sequences.get(number);
    if (!kept.containsKey(sequence)) {
      Expectation made = Expectation.of(simulator, sequence);
      keep(made);
      return made;
    }
    return kept.get(sequence);
  }

  /** The same draws, whatever came before each. */
  public Expectations alone() {
    Expectations made = new Expectations(simulator, mostLogits);
    sequences.forEach(sequence -> made.add(sequence.alone()));
    kept.values().forEach(expectation -> made.keep(expectation.alone()));
    return made;
  }
}
