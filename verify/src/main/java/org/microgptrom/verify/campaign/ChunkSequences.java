package org.microgptrom.verify.campaign;

import java.util.Random;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.SoloSimulator;
import org.microgptrom.model.fixed.TokenSimulator;
import org.microgptrom.simulate.stimulus.Expectation;
import org.microgptrom.simulate.stimulus.RandomSequences;

/** Makes the sequences of a chunk, which follow from the campaign's seed and the chunk's number. */
public final class ChunkSequences {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** Of so many sequences that two faster simulators run, the golden one runs one. */
  private static final int GOLDEN_EVERY = 16;

  private final RandomSequences golden;
  private final RandomSequences solo;
  private final int context;
  private final long seed;
  private long number;

  /** All sequences of a chunk, from the first on. */
  public ChunkSequences(QuantizedModel model, long campaignSeed, int chunk) {
    this(new GoldenSimulator(model), new SoloSimulator(model), campaignSeed, chunk);
  }

  /** All sequences of a chunk, every one run by a golden simulator that nobody else uses. */
  public static ChunkSequences golden(GoldenSimulator golden, long campaignSeed, int chunk) {
    return new ChunkSequences(golden, golden, campaignSeed, chunk);
  }

  /** Run by these simulators of one model, the first of which takes a few of the sequences. */
  ChunkSequences(TokenSimulator golden, TokenSimulator solo, long campaignSeed, int chunk) {
    this.golden = new RandomSequences(golden);
    this.solo = new RandomSequences(solo);
    this.context = golden.model().config().context();
    this.seed = mixed(mixed(campaignSeed) + chunk);
  }

  /**
   * The next sequence, and what is made of it.
   *
   * @param left number of tokens that the chunk still has, at least 1
   */
  public Expectation next(long left) {
    Random choices = new Random(mixed(seed + number));
    RandomSequences random = number % GOLDEN_EVERY == 0 ? golden : solo;
    return random.of(number++, choices, (int) Math.min(context, left));
  }

  /**
   * The seed mixed by SplitMix64 (Steele, Lea, Flood 2014), so that neighbouring seeds give
   * unrelated generators.
   */
  private static long mixed(long value) {
    long z = value + GOLDEN_GAMMA;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
