package org.microgptrom.simulate.stimulus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
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
        List<Sequence> sequences = Stimulus.of(model, NONE, tokens);
        long fed = 0;
        for (Sequence sequence : sequences) {
          int steps = Expectation.of(model, sequence).steps().size();
          assertTrue(steps <= config.context());
          fed += steps;
        }
        assertEquals(tokens, fed);
        assertEquals(sequences, Stimulus.of(model, NONE, tokens));
      }
    }
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
