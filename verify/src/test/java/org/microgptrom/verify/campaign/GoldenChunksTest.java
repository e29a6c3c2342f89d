package org.microgptrom.verify.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.simulate.stimulus.Sequence;

/** Chunks against a loop of golden simulator and sampler that knows each sequence only. */
class GoldenChunksTest {
  private static final int TOKENS = 500;
  private static final int NO_TOKEN = -1;

  @Test
  void everyLogitAndDrawnTokenIsCompared() {
    int drawn = 0;
    for (long seed = 0; seed < 12; seed++) {
      QuantizedModel model = model(seed);
      for (int chunk = 0; chunk < 3; chunk++) {
        Awaited awaited = awaited(model, seed, chunk);
        ChunkResult result = new GoldenChunks(model, model, seed).run(chunk, TOKENS);
        assertEquals(TOKENS, result.tokens());
        assertEquals(awaited.sequences, result.sequences());
        assertEquals(List.of("logits", "drawn tokens"), names(result));
        assertEquals((long) TOKENS * model.config().vocabSize(), result.checks().get(0).compared());
        assertEquals(awaited.drawn, result.checks().get(1).compared());
        assertEquals(awaited.sha256, result.sha256());
        assertTrue(result.checks().stream().allMatch(c -> c.outcome() == Check.Outcome.PASSED));
        drawn += (int) awaited.drawn;
      }
      assertNotEquals(
          awaited(model, seed, 0).sha256, awaited(model, seed, 1).sha256, "chunks differ");
      assertNotEquals(awaited(model, seed, 0).sha256, awaited(model, seed + 1, 0).sha256, "seeds");
    }
    assertTrue(drawn > 3_000, "only " + drawn);
  }

  /** The second implementation adds 1 to one logit of one step: that place is named. */
  @Test
  void aWrongLogitIsNamed() {
    int planted = 0;
    for (long seed = 20; seed < 26; seed++) {
      QuantizedModel model = model(seed);
      int wrongStep = (int) (37 * (seed - 19));
      int wrongIndex = (int) (seed % model.config().vocabSize());
      SequenceSimulator faulty = new Faulty(SequenceSimulator.fast(model), wrongStep, wrongIndex);
      ChunkResult result = new GoldenChunks(model, model, faulty, seed).run(5, TOKENS);
      Check logits = result.checks().get(0);
      assertEquals(1, logits.mismatches());
      Shown difference = Shown.of(logits.difference());
      Place place = place(model, seed, 5, wrongStep);
      assertEquals(5, difference.chunk());
      assertEquals(place.sequence, difference.step().sequence());
      assertEquals(place.position, difference.step().position());
      assertEquals(wrongIndex, difference.step().token());
      int right = place.step.logits.get(wrongIndex);
      assertEquals(Integer.toString(right), difference.expected());
      assertEquals(Integer.toString(right + 1), difference.actual());
      assertTrue(difference.message().contains(place.stimulus), difference.message());
      // What was computed is the golden simulator's, faulty or not.
      assertEquals(awaited(model, seed, 5).sha256, result.sha256());
      planted++;
    }
    assertEquals(6, planted);
  }

  private static QuantizedModel model(long seed) {
    ModelConfig config = RandomModels.shape(seed);
    RandomModels.Weights weights =
        seed % 2 == 0 ? RandomModels.Weights.MODERATE : RandomModels.Weights.FULL_SCALE;
    return RandomModels.model(config, weights, seed);
  }

  private static List<String> names(ChunkResult result) {
    return result.checks().stream().map(Check::name).toList();
  }

  private record Awaited(long sequences, long drawn, String sha256) {}

  private record Place(int sequence, int position, String stimulus, Step step) {}

  /**
   * One position.
   *
   * @param drawn from the logits, or {@link #NO_TOKEN}
   */
  private record Step(List<Integer> logits, int drawn) {}

  private static List<Step> run(QuantizedModel model, Sequence sequence) {
    GoldenSimulator simulator = new GoldenSimulator(model);
    List<Step> steps = new ArrayList<>();
    List<Integer> prompt = sequence.prompt();
    Sampler sampler = // of a sequence that draws none never used
        new Sampler(model, sequence.scale(), (int) Math.max(1, sequence.stateBefore()));
    int token = prompt.get(0);
    int draws = 0;
    while (true) {
      int[] logits = simulator.step(token);
      if (steps.size() < prompt.size() - 1) {
        steps.add(new Step(list(logits), NO_TOKEN));
        token = prompt.get(steps.size());
        continue;
      }
      token = sequence.maxTokens() == 0 ? NO_TOKEN : sampler.next(logits);
      steps.add(new Step(list(logits), token));
      if (token == NO_TOKEN
          || token == model.config().bos()
          || ++draws == sequence.maxTokens()
          || steps.size() == model.config().context()) {
        return steps;
      }
    }
  }

  private static List<Integer> list(int[] words) {
    return Arrays.stream(words).boxed().toList();
  }

  /** Neither the length of a sequence nor its edge between two tokens takes another run. */
  @Test
  void eachPositionIsSimulatedOnce() {
    int chunks = 0;
    for (long seed = 30; seed < 42; seed++) {
      AtomicInteger simulated = new AtomicInteger();
      GoldenSimulator counted =
          new GoldenSimulator(
              model(seed),
              (site, layer, words) -> simulated.addAndGet(site == Site.LOGITS ? 1 : 0));
      ChunkSequences source = new ChunkSequences(counted, counted, seed, 2);
      for (int left = TOKENS; left > 0; ) {
        left -= source.next(left).tokens();
      }
      assertEquals(TOKENS, simulated.get());
      chunks++;
    }
    assertEquals(12, chunks);
  }

  private static ChunkSequences sequences(QuantizedModel model, long seed, int chunk) {
    return new ChunkSequences(model, seed, chunk);
  }

  private static Awaited awaited(QuantizedModel model, long seed, int chunk) {
    ChunkSequences source = sequences(model, seed, chunk);
    MessageDigest digest = Digests.sha256();
    long sequences = 0;
    long drawn = 0;
    for (int left = TOKENS; left > 0; sequences++) {
      for (Step step : run(model, source.next(left).sequence())) {
        for (int logit : step.logits) {
          digest.update(ByteBuffer.allocate(2).putShort((short) logit).flip());
        }
        boolean draws = step.drawn != NO_TOKEN;
        short token = (short) (draws ? step.drawn : 0);
        digest.update(ByteBuffer.allocate(2).putShort(token).flip());
        drawn += draws ? 1 : 0;
        left--;
      }
    }
    return new Awaited(sequences, drawn, Digests.hex(digest));
  }

  private static Place place(QuantizedModel model, long seed, int chunk, int number) {
    ChunkSequences source = sequences(model, seed, chunk);
    int left = TOKENS;
    for (int sequence = 0; ; sequence++) {
      Sequence next = source.next(left).sequence();
      List<Step> steps = run(model, next);
      int position = number - (TOKENS - left);
      if (position < steps.size()) {
        return new Place(sequence, position, next.line(), steps.get(position));
      }
      left -= steps.size();
    }
  }

  private static final class Faulty implements SequenceSimulator {
    private final SequenceSimulator right;
    private final int wrongStep;
    private final int wrongIndex;
    private int steps;

    Faulty(SequenceSimulator right, int wrongStep, int wrongIndex) {
      this.right = right;
      this.wrongStep = wrongStep;
      this.wrongIndex = wrongIndex;
    }

    @Override
    public List<int[][]> logits(List<int[]> sequences) {
      List<int[][]> all = right.logits(sequences);
      for (int[][] sequence : all) {
        for (int[] logits : sequence) {
          logits[wrongIndex] += steps++ == wrongStep ? 1 : 0;
        }
      }
      return all;
    }
  }
}
