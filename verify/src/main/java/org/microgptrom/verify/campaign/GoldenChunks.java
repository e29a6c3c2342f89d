package org.microgptrom.verify.campaign;

import org.microgptrom.model.fixed.QuantizedModel;

/**
 * Compares what is made of the model of the lanes images, by the golden simulator or by the one for
 * a single sequence, with what another implementation makes of the model of the tensor images.
 */
public final class GoldenChunks implements ChunkRunner {
  /** The label of this target. */
  public static final String LABEL = "golden";

  private final QuantizedModel lanes;
  private final QuantizedModel tensor;
  private final SequenceSimulator second; // of the tensor model
  private final long seed;

  /** Compares two models, which should be the same. */
  public GoldenChunks(QuantizedModel lanes, QuantizedModel tensor, long seed) {
    this(lanes, tensor, SequenceSimulator.fast(tensor), seed);
  }

  /** Compares two models with another second implementation. */
  GoldenChunks(QuantizedModel lanes, QuantizedModel tensor, SequenceSimulator second, long seed) {
    this.lanes = lanes;
    this.tensor = tensor;
    this.second = second;
    this.seed = seed;
  }

  @Override
  public ChunkResult run(int chunk, int tokens) {
    ChunkSequences sequences = new ChunkSequences(lanes, seed, chunk);
    GoldenComparison comparison = new GoldenComparison(chunk, tensor, second);
    while (comparison.tokens() < tokens) {
      comparison.take(sequences.next(tokens - comparison.tokens()));
    }
    return comparison.result();
  }
}
