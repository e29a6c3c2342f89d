package org.microgptrom.simulate.stimulus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.fixed.Temperature;
import org.microgptrom.model.testing.RandomModels;

class StimulusTest {
  private static final GoldenInputs NONE = new GoldenInputs(List.of(), List.of());

  @Test
  void scalesAreThoseOfTheTemperatures() {
    assertEquals(
        List.of(0.0, 0.5, 1.0, 2.0).stream().map(Temperature::scale).toList(),
        RandomSequences.SCALES);
  }

  @Test
  void theNumberOfTokensIsMetExactlyWithoutVectors() {
    for (int seed = 0; seed < 20; seed++) {
      ModelConfig config = RandomModels.shape(seed);
      QuantizedModel model = RandomModels.model(config, RandomModels.Weights.MODERATE, seed);
      for (long tokens : List.of(1L, 2L, 7L, 40L, 300L)) {
        Expectations sequences = Stimulus.of(model, NONE, tokens);
        long fed = 0;
        for (Sequence sequence : sequences.sequences()) {
          int steps = Expectation.of(new GoldenSimulator(model), sequence).tokens();
          assertTrue(steps <= config.context());
          fed += steps;
        }
        assertEquals(tokens, fed);
        assertEquals(sequences.sequences(), Stimulus.of(model, NONE, tokens).sequences());
      }
    }
  }

  /** Finding sequences and asking for their expectations, alone or not, runs each once. */
  @Test
  void eachPositionIsSimulatedOnce() {
    int shapes = 0;
    for (int seed = 0; seed < 20; seed++) {
      ModelConfig config = RandomModels.shape(seed);
      QuantizedModel model = RandomModels.model(config, RandomModels.Weights.MODERATE, seed);
      AtomicLong simulated = new AtomicLong();
      Expectations sequences = Stimulus.of(counted(model, simulated), NONE, 300);
      assertEquals(300, tokens(sequences));
      assertEquals(300, tokens(sequences.alone()));
      assertEquals(300, simulated.get());
      shapes++;
    }
    assertEquals(20, shapes);
  }

  /** What is kept is bounded, what is told is the same. */
  @Test
  void longRunsAreSimulatedAgain() {
    QuantizedModel model =
        RandomModels.model(ModelConfig.microgpt(27), RandomModels.Weights.FULL_SCALE, 1);
    AtomicLong simulated = new AtomicLong();
    Expectations bounded = new Expectations(counted(model, simulated), 5 * 27);
    for (int tokens = 1; tokens <= 4; tokens++) {
      bounded.add(Sequence.forced(Collections.nCopies(tokens, tokens)));
    }
    for (int number = 0; number < 2 * bounded.size(); number++) {
      Expectation told = bounded.get(number % bounded.size());
      Expectation right = Expectation.of(new GoldenSimulator(model), told.sequence());
      assertEquals(right.tokens(), told.tokens());
      assertEquals(right.saturated(), told.saturated());
      for (int position = 0; position < right.tokens(); position++) {
        assertArrayEquals(right.logits(position), told.logits(position));
      }
    }
    // Those of 1 and 2 tokens are kept, those of 3 and 4 are run whenever they are asked for.
    assertEquals(1 + 2 + 2 * 3 + 2 * 4, simulated.get());
  }

  private static GoldenSimulator counted(QuantizedModel model, AtomicLong positions) {
    return new GoldenSimulator(
        model, (site, layer, words) -> positions.addAndGet(site == Site.LOGITS ? 1 : 0));
  }

  private static long tokens(Expectations sequences) {
    return IntStream.range(0, sequences.size()).mapToLong(i -> sequences.get(i).tokens()).sum();
  }

  /** On either side of an edge the next token is another one, and nothing lies between. */
  @Test
  void edgesOfDraws() {
    int edges = 0;
    for (int seed = 0; seed < 40; seed++) {
      ModelConfig config = RandomModels.shape(seed);
      QuantizedModel model = RandomModels.model(config, RandomModels.Weights.MODERATE, seed);
      int[] logits = new Random(seed).ints(config.vocabSize(), -900, 900).toArray();
      Sampler below = edge(model, logits, false, seed);
      Sampler above = edge(model, logits, true, seed);
      int first = below.next(logits);
      int second = above.next(logits);
      assertTrue(first <= second, () -> first + " and " + second);
      assertEquals((below.state() >>> 8) + 1, above.state() >>> 8);
      edges += first < second ? 1 : 0;
    }
    assertTrue(edges > 30, "only " + edges);
  }

  private static Sampler edge(QuantizedModel model, int[] logits, boolean above, int seed) {
    long state = DrawEdge.seed(model, 5909, logits, above, new Random(seed));
    return new Sampler(model, 5909, (int) state);
  }

  @Test
  void lineOfAStimulusFile() {
    assertEquals("5909 7 3 1 2 4 1", new Sequence(5909, 7, 7, 3, true, List.of(4, 1)).line());
    assertEquals("0 0 0 0 1 2", Sequence.forced(List.of(2)).line());
    assertEquals(9, new Sequence(1, 0, 9, 3, false, List.of(4)).alone().seed());
    assertTrue(new Sequence(1, 0, 9, 3, false, List.of(4)).inheritsState());
  }
}
