package org.microgptrom.simulate.stimulus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.Vectors;

/**
 * Chooses the sequences for a number of tokens: those of the golden vectors, taken in turn from
 * each run, and, where more are wanted, random ones that are given, drawn at several temperatures,
 * or drawn on the edge between two tokens. In every other or third drawn sequence the host takes
 * tokens late. The same arguments give the same sequences everywhere.
 */
public final class Stimulus {
  /** No sequence takes more than one part in so many of all tokens. */
  private static final int LARGEST_PART = 4;

  private final GoldenSimulator simulator;
  private final ModelConfig config;
  private final long tokens;
  private final int longest;
  private final RandomSequences random;
  private final Expectations sequences;
  private long used;

  private Stimulus(GoldenSimulator simulator, long tokens) {
    this.simulator = simulator;
    this.config = simulator.model().config();
    this.tokens = tokens;
    this.longest = (int) Math.max(1, Math.min(config.context(), tokens / LARGEST_PART));
    this.random = new RandomSequences(simulator);
    this.sequences = new Expectations(simulator);
  }

  /** The sequences for about {@code tokens} tokens, at least one. */
  public static Expectations of(QuantizedModel model, GoldenInputs inputs, long tokens) {
    return of(new GoldenSimulator(model), inputs, tokens);
  }

  /** As {@link #of(QuantizedModel, GoldenInputs, long)}, with a simulator that may be observed. */
  public static Expectations of(GoldenSimulator simulator, GoldenInputs inputs, long tokens) {
    Stimulus stimulus = new Stimulus(simulator, tokens);
    stimulus.addVectors(inputs);
    for (int number = 0; stimulus.used < tokens; number++) {
      stimulus.addRandom(number);
    }
    return stimulus.sequences;
  }

  private void addVectors(GoldenInputs inputs) {
    List<List<Integer>> forced = inOrder(inputs.teacherForced());
    List<Sequence> given = new ArrayList<>();
    List<Run> runs = new ArrayList<>();
    inputs.sampled().forEach(run -> runs.add(new Run(run, runs.size())));
    boolean more = true;
    while (more) {
      more = false;
      if (given.size() < forced.size()) {
        List<Integer> all = forced.get(given.size());
        List<Integer> start = all.subList(0, Math.min(longest, all.size()));
        if (fits(start.size())) {
          given.add(Sequence.forced(start));
          more = true;
        }
      }
      for (Run run : runs) {
        more |= run.takeNext();
      }
    }
    given.forEach(sequences::add);
    runs.forEach(run -> run.taken.forEach(sequences::add));
  }

  /**
   * The given sequences in the order in which they are taken: with little room the shortest first,
   * with much the longest first and then the others.
   */
  private List<List<Integer>> inOrder(List<List<Integer>> forced) {
    List<List<Integer>> ordered = new ArrayList<>(forced);
    if (tokens < config.context()) {
      ordered.sort(Comparator.comparingInt(List::size));
    } else if (tokens >= (long) LARGEST_PART * config.context() && !ordered.isEmpty()) {
      List<Integer> first = Collections.max(ordered, Comparator.comparingInt(List::size));
      ordered.remove(first);
      ordered.add(0, first);
    }
    return ordered;
  }

  /** Counts a sequence if there is room for it; the first always fits. */
  private boolean fits(int length) {
    boolean fits = used == 0 || used + length <= tokens;
    used += fits ? length : 0;
    return fits;
  }

  /** A run of the sampled vectors: sequences that hand on the generator's state. */
  private final class Run {
    private final Vectors.Sampled run;
    private final List<Expectation> taken = new ArrayList<>();
    private final int number;
    private long state;

    private Run(Vectors.Sampled run, int number) {
      this.run = run;
      this.number = number;
      this.state = run.seed();
    }

    private boolean takeNext() {
      if (taken.size() == run.sequences().size()) {
        return false;
      }
      long seed = taken.isEmpty() ? state : 0;
      boolean late = (number + taken.size()) % 2 == 1;
      Sequence next = new Sequence(run.scale(), seed, state, longest, late, List.of(config.bos()));
      Expectation expectation = Expectation.of(simulator, next);
      if (!fits(expectation.tokens())) {
        return false;
      }
      taken.add(expectation);
      state = expectation.stateAfter();
      return true;
    }
  }

  private void addRandom(int number) {
    int room = (int) Math.min(longest, tokens - used);
    Expectation expectation = random.of(number, new Random(number), room);
    used += expectation.tokens();
    sequences.add(expectation);
  }
}
