package org.microgptrom.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.code.CodeFitter;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.quantize.evaluation.Loss;

/**
 * Measures a model whose weights are rounded to the nearest values of codes, in floating point:
 * what the weights cost, without all else that quantization does.
 */
final class NarrowLoss {
  /** The number of multiplications of all measurements: some seconds. */
  private static final long WORK = 8_000_000_000L;

  private final Checkpoint checkpoint;
  private final FoldedWeights weights;
  private final List<int[]> sequences;
  private final List<double[][]> reference; // log-probabilities, by sequence and position

  private NarrowLoss(Checkpoint checkpoint, List<int[]> sequences) {
    this.checkpoint = checkpoint;
    this.weights = new FoldedWeights(checkpoint);
    this.sequences = sequences;
    this.reference = sequences.parallelStream().map(s -> predictions(checkpoint, s)).toList();
  }

  /**
   * A figure of a model.
   *
   * @param loss mean cross-entropy, nats per token
   * @param divergence mean Kullback-Leibler divergence from the checkpoint, nats per token
   */
  record Figures(double loss, double divergence) {}

  /**
   * Measures on the first documents of a sample.
   *
   * @param measurements how many there will be
   */
  static NarrowLoss of(Checkpoint checkpoint, Sample sample, int measurements) {
    List<int[]> all = checkpoint.sequences(sample.documents());
    long tokens = WORK / measurements / checkpoint.config().parameterCount();
    int count = 0;
    while (count < all.size() && (tokens > 0 || count == 0)) {
      tokens -= all.get(count++).length - 1;
    }
    return new NarrowLoss(checkpoint, all.subList(0, count));
  }

  /** Measures with these widths; empty if a tensor is too small for its codebook. */
  Optional<Figures> of(WeightBits bits) {
    TrainedCodes codes;
    try {
      codes = CodeFitter.fit(bits, checkpoint.weights(), weights::factor);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Map<String, float[]> decoded = new LinkedHashMap<>(checkpoint.weights());
    codes
        .tensors()
        .forEach(
            (name, tensor) -> {
              WeightGrid grid = WeightGrid.of(tensor, codes.codebooks());
              decoded.put(name, weights.weights(name, grid, weights.nearest(name, grid)));
            });
    return Optional.of(figures(weights.checkpoint(decoded)));
  }

  private Figures figures(Checkpoint narrow) {
    List<double[][]> predictions =
        sequences.parallelStream().map(sequence -> predictions(narrow, sequence)).toList();
    double loss = 0;
    double divergence = 0;
    long tokens = 0;
    for (int i = 0; i < predictions.size(); i++) {
      for (int t = 0; t < predictions.get(i).length; t++) {
        double[] actual = predictions.get(i)[t];
        double[] expected = reference.get(i)[t];
        loss -= actual[sequences.get(i)[t + 1]];
        for (int v = 0; v < actual.length; v++) {
          divergence += StrictMath.exp(expected[v]) * (expected[v] - actual[v]);
        }
        tokens++;
      }
    }
    return new Figures(loss / tokens, divergence / tokens);
  }

  private static double[][] predictions(Checkpoint checkpoint, int[] sequence) {
    FloatModel model = new FloatModel(checkpoint);
    double[][] predictions = new double[sequence.length - 1][];
    for (int t = 0; t < predictions.length; t++) {
      predictions[t] = Loss.logSoftmax(model.step(sequence[t]));
    }
    return predictions;
  }
}
