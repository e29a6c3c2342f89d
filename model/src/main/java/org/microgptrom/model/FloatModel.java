package org.microgptrom.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The float reference: microgpt.py's forward pass in double precision from the checkpoint's float32
 * weights, one token at a time with a key/value cache. It uses only correctly rounded operations
 * and {@link StrictMath}, in a fixed order: its results are the same on every machine.
 *
 * <p>Not thread-safe: one instance runs one sequence at a time.
 */
public final class FloatModel {
  /** The number that is added to the mean square by RMSNorm, as in microgpt.py. */
  public static final double EPSILON = 1e-5;

  /** log2(e), the double nearest to it. */
  public static final double LOG2_E = 1.4426950408889634;

  private final Checkpoint checkpoint;
  private final ModelConfig config;
  private final Observer observer;
  private final double[][] keys; // (layers)(context * embd)
  private final double[][] values; // (layers)(context * embd)
  private int position;

  /** Takes the values of every {@link Site} as they are computed. */
  @FunctionalInterface
  public interface Observer {
    /**
     * Takes the values of a site. The array is reused after the call; {@code layer} may be {@link
     * Site#NO_LAYER}.
     */
    void values(Site site, int layer, double[] values);

    /**
     * Takes the scores of one head over the positions so far, as natural logarithms; {@code scores}
     * is reused after the call.
     */
    default void attentionScores(int layer, int head, double[] scores) {}

    /**
     * Takes the softmax weights of one head over the positions so far; {@code weights} is reused
     * after the call.
     */
    default void attentionWeights(int layer, int head, double[] weights) {}
  }

  /** A model at position 0 that nobody observes. */
  public FloatModel(Checkpoint checkpoint) {
    this(checkpoint, (site, layer, values) -> {});
  }

  /** A model at position 0. */
  public FloatModel(Checkpoint checkpoint, Observer observer) {
    this.checkpoint = checkpoint;
    this.config = checkpoint.config();
    this.observer = observer;
    this.keys = new double[config.layers()][config.context() * config.embd()];
    this.values = new double[config.layers()][config.context() * config.embd()];
  }

  /**
   * What a parameter's weights are multiplied by before they are quantized: those of a Wq by {@link
   * #queryScale}, all others by 1.
   */
  public static double factor(ModelConfig config, String parameter) {
    boolean isQuery =
        IntStream.range(0, config.layers())
            .mapToObj(ParameterSpec.Role.ATTN_WQ::inLayer)
            .anyMatch(parameter::equals);
    return isQuery ? queryScale(config) : 1;
  }

  /** log2(e) / sqrt(hd): the factor of a query that makes scores are base-2 logarithms. */
  public static double queryScale(ModelConfig config) {
    return LOG2_E / Math.sqrt(config.headDim());
  }

  /** Starts a new sequence at position 0. */
  public void reset() {
    position = 0;
  }

  /**
   * Takes the token at the next position.
   *
   * @return the V logits for the token after it
   * @throws IllegalStateException after {@code context} tokens
   */
  public double[] step(int token) {
    if (position == config.context()) {
      throw new IllegalStateException("the context of " + position + " tokens is full");
    }
    int embd = config.embd();
    double[] x = new double[embd];
    float[] wte = checkpoint.weights(ParameterSpec.WTE);
    float[] wpe = checkpoint.weights(ParameterSpec.WPE);
    for (int i = 0; i < embd; i++) {
      x[i] = (double) wte[token * embd + i] + wpe[position * embd + i];
    }
    observer.values(Site.EMBEDDING, Site.NO_LAYER, x);
    x = norm(x, Site.NO_LAYER);
    observer.values(Site.RESIDUAL, Site.NO_LAYER, x);
    for (int layer = 0; layer < config.layers(); layer++) {
      add(x, attention(norm(x, layer), layer));
      observer.values(Site.RESIDUAL, layer, x);
      add(x, mlp(norm(x, layer), layer));
      observer.values(Site.RESIDUAL, layer, x);
    }
    double[] logits = linear(checkpoint.weights(ParameterSpec.LM_HEAD), x);
    observer.values(Site.LOGITS, Site.NO_LAYER, logits);
    position++;
    return logits;
  }

  private double[] attention(double[] n, int layer) {
    int embd = config.embd();
    int headDim = config.headDim();
    double[] q = linear(checkpoint.weights(layer, ParameterSpec.Role.ATTN_WQ), n);
    double[] k = linear(checkpoint.weights(layer, ParameterSpec.Role.ATTN_WK), n);
    double[] v = linear(checkpoint.weights(layer, ParameterSpec.Role.ATTN_WV), n);
    System.arraycopy(k, 0, keys[layer], position * embd, embd);
    System.arraycopy(v, 0, values[layer], position * embd, embd);
    double scale = queryScale(config);
    observer.values(Site.Q, layer, Arrays.stream(q).map(value -> value * scale).toArray());
    observer.values(Site.K, layer, k);
    observer.values(Site.V, layer, v);
    double[] a = new double[embd];
    double[] w = new double[position + 1]; // scores, then weights
    for (int head = 0; head < embd; head += headDim) {
      for (int t = 0; t <= position; t++) {
        double dot = 0;
        for (int j = head; j < head + headDim; j++) {
          dot += q[j] * keys[layer][t * embd + j];
        }
        w[t] = dot / Math.sqrt(headDim);
      }
      observer.attentionScores(layer, head / headDim, w);
      softmax(w);
      observer.attentionWeights(layer, head / headDim, w);
      for (int j = head; j < head + headDim; j++) {
        for (int t = 0; t <= position; t++) {
          a[j] += w[t] * values[layer][t * embd + j];
        }
      }
    }
    observer.values(Site.ATTENTION, layer, a);
    double[] projected = linear(checkpoint.weights(layer, ParameterSpec.Role.ATTN_WO), a);
    observer.values(Site.ATTENTION_PROJECTION, layer, projected);
    return projected;
  }

  private double[] mlp(double[] n, int layer) {
    double[] h = linear(checkpoint.weights(layer, ParameterSpec.Role.MLP_FC1), n);
    for (int i = 0; i < h.length; i++) {
      h[i] = Math.max(0, h[i]);
    }
    observer.values(Site.HIDDEN, layer, h);
    double[] projected = linear(checkpoint.weights(layer, ParameterSpec.Role.MLP_FC2), h);
    observer.values(Site.MLP_PROJECTION, layer, projected);
    return projected;
  }

  private double[] norm(double[] x, int layer) {
    double sum = 0;
    for (double value : x) {
      sum += value * value;
    }
    double scale = 1 / Math.sqrt(sum / x.length + EPSILON);
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = x[i] * scale;
    }
    observer.values(Site.NORM, layer, out);
    return out;
  }

  /** Replaces natural-logarithm scores by probabilities that sum to 1. */
  public static void softmax(double[] scores) {
    double max = Arrays.stream(scores).max().orElseThrow();
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = StrictMath.exp(scores[i] - max);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
  }

  /**
   * The product of a matrix and a vector. Each sum is taken in the order of its columns, four sums
   * at a time, as none waits for another.
   */
  private static double[] linear(float[] weights, double[] x) {
    double[] out = new double[weights.length / x.length];
    int columns = x.length;
    int row = 0;
    for (; row + 4 <= out.length; row += 4) {
      int at = row * columns;
      double sum0 = 0;
      double sum1 = 0;
      double sum2 = 0;
      double sum3 = 0;
      for (int column = 0; column < columns; column++, at++) {
        sum0 += weights[at] * x[column];
        sum1 += weights[at + columns] * x[column];
        sum2 += weights[at + 2 * columns] * x[column];
        sum3 += weights[at + 3 * columns] * x[column];
      }
      out[row] = sum0;
      out[row + 1] = sum1;
      out[row + 2] = sum2;
      out[row + 3] = sum3;
    }
    for (; row < out.length; row++) {
      double sum = 0;
      for (int column = 0; column < columns; column++) {
        sum += weights[row * columns + column] * x[column];
      }
      out[row] = sum;
    }
    return out;
  }

  private static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }
}
