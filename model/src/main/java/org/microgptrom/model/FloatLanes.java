package org.microgptrom.model;

import java.util.Arrays;
import java.util.List;
import org.microgptrom.model.ParameterSpec.Role;

/**
 * Computes what {@link FloatModel} computes, bit for bit, for the tokens of many sequences side by
 * side in lanes: each weight is read once for all of them, and loops over lanes become vector
 * instructions. The sum of each lane is taken in {@link FloatModel}'s order.
 *
 * <p>Not thread-safe.
 */
public final class FloatLanes {
  /** The number of tokens that are computed at once. */
  public static final int LANES = 128;

  private final Checkpoint checkpoint;
  private final ModelConfig config;
  private final Observer observer;
  private final int[] tokens = new int[LANES];
  private final int[] positions = new int[LANES];
  private final int[] rows = new int[LANES]; // of each lane's sequence in the cache
  private final double[] scales = new double[LANES];
  private final double[][] x; // (embd, lanes), as the following
  private final double[][] n;
  private final double[][] q;
  private final double[][] k;
  private final double[][] v;
  private final double[][] a;
  private final double[][] added; // outputs of Wo and W2
  private final double[][] h; // (hidden, lanes)
  private final double[][] logits; // (vocabulary, lanes)
  private double[][][] keys = {}; // (layers)(tokens of all sequences)(embd)
  private double[][][] values = {};
  private int lanes; // in use

  /** Takes the values of every {@link Site}, in the order of {@link FloatModel.Observer}. */
  @FunctionalInterface
  public interface Observer {
    /**
     * Takes the values of a site for tokens that follow those of the last call for this site.
     *
     * @param layer may be {@link Site#NO_LAYER}
     * @param values of shape (the site's size, lanes), reused after the call
     * @param lanes how many are in use, 1..{@link #LANES}
     */
    void values(Site site, int layer, double[][] values, int lanes);
  }

  /** A model for one thread. */
  public FloatLanes(Checkpoint checkpoint, Observer observer) {
    this.checkpoint = checkpoint;
    this.config = checkpoint.config();
    this.observer = observer;
    int embd = config.embd();
    this.x = new double[embd][LANES];
    this.n = new double[embd][LANES];
    this.q = new double[embd][LANES];
    this.k = new double[embd][LANES];
    this.v = new double[embd][LANES];
    this.a = new double[embd][LANES];
    this.added = new double[embd][LANES];
    this.h = new double[config.hidden()][LANES];
    this.logits = new double[config.vocabSize()][LANES];
  }

  /**
   * Runs each sequence from position 0 on. Their tokens follow each other in the lanes, {@link
   * #LANES} of them at once but for the last.
   *
   * @param sequences each of at most context tokens
   */
  public void run(List<int[]> sequences) {
    int room = sequences.stream().mapToInt(sequence -> sequence.length).sum();
    keys = new double[config.layers()][room][];
    values = new double[config.layers()][room][];
    int row = 0;
    for (int[] sequence : sequences) {
      for (int position = 0; position < sequence.length; position++) {
        tokens[lanes] = sequence[position];
        positions[lanes] = position;
        rows[lanes] = row;
        lanes++;
        if (lanes == LANES) {
          forward();
        }
      }
      row += sequence.length;
    }
    if (lanes > 0) {
      forward();
    }
  }

  private void forward() {
    embedding();
    for (int layer = 0; layer < config.layers(); layer++) {
      norm(layer);
      linear(checkpoint.weights(layer, Role.ATTN_WQ), n, q);
      linear(checkpoint.weights(layer, Role.ATTN_WK), n, k);
      linear(checkpoint.weights(layer, Role.ATTN_WV), n, v);
      attention(layer);
      linear(checkpoint.weights(layer, Role.ATTN_WO), a, added);
      observer.values(Site.ATTENTION_PROJECTION, layer, added, lanes);
      add(layer);
      norm(layer);
      linear(checkpoint.weights(layer, Role.MLP_FC1), n, h);
      for (double[] row : h) {
        for (int b = 0; b < lanes; b++) {
          row[b] = Math.max(0, row[b]);
        }
      }
      observer.values(Site.HIDDEN, layer, h, lanes);
      linear(checkpoint.weights(layer, Role.MLP_FC2), h, added);
      observer.values(Site.MLP_PROJECTION, layer, added, lanes);
      add(layer);
    }
    linear(checkpoint.weights(ParameterSpec.LM_HEAD), x, logits);
    observer.values(Site.LOGITS, Site.NO_LAYER, logits, lanes);
    lanes = 0;
  }

  private void embedding() {
    int embd = config.embd();
    float[] wte = checkpoint.weights(ParameterSpec.WTE);
    float[] wpe = checkpoint.weights(ParameterSpec.WPE);
    for (int b = 0; b < lanes; b++) {
      for (int i = 0; i < embd; i++) {
        x[i][b] = (double) wte[tokens[b] * embd + i] + wpe[positions[b] * embd + i];
      }
    }
    observer.values(Site.EMBEDDING, Site.NO_LAYER, x, lanes);
    norm(Site.NO_LAYER);
    for (int i = 0; i < embd; i++) {
      System.arraycopy(n[i], 0, x[i], 0, lanes);
    }
    observer.values(Site.RESIDUAL, Site.NO_LAYER, x, lanes);
  }

  private void norm(int layer) {
    Arrays.fill(scales, 0, lanes, 0);
    for (double[] row : x) {
      for (int b = 0; b < lanes; b++) {
        scales[b] += row[b] * row[b];
      }
    }
    for (int b = 0; b < lanes; b++) {
      scales[b] = 1 / Math.sqrt(scales[b] / x.length + FloatModel.EPSILON);
    }
    for (int i = 0; i < x.length; i++) {
      for (int b = 0; b < lanes; b++) {
        n[i][b] = x[i][b] * scales[b];
      }
    }
    observer.values(Site.NORM, layer, n, lanes);
  }

  private void attention(int layer) {
    for (int b = 0; b < lanes; b++) {
      keys[layer][rows[b] + positions[b]] = lane(k, b);
      values[layer][rows[b] + positions[b]] = lane(v, b);
    }
    for (int b = 0; b < lanes; b++) {
      double[] attended = attend(lane(q, b), layer, rows[b], positions[b] + 1);
      for (int i = 0; i < attended.length; i++) {
        a[i][b] = attended[i];
      }
    }
    double scale = FloatModel.queryScale(config);
    for (double[] row : q) {
      for (int b = 0; b < lanes; b++) {
        row[b] *= scale;
      }
    }
    observer.values(Site.Q, layer, q, lanes);
    observer.values(Site.K, layer, k, lanes);
    observer.values(Site.V, layer, v, lanes);
    observer.values(Site.ATTENTION, layer, a, lanes);
  }

  /** The attention output of all heads for one token whose sequence has {@code count} so far. */
  private double[] attend(double[] query, int layer, int row, int count) {
    int headDim = config.headDim();
    double[] out = new double[query.length];
    double[] w = new double[count]; // scores, then weights
    for (int head = 0; head < query.length; head += headDim) {
      for (int t = 0; t < count; t++) {
        double[] key = keys[layer][row + t];
        double dot = 0;
        for (int j = head; j < head + headDim; j++) {
          dot += query[j] * key[j];
        }
        w[t] = dot / Math.sqrt(headDim);
      }
      FloatModel.softmax(w);
      for (int t = 0; t < count; t++) {
        double[] value = values[layer][row + t];
        for (int j = head; j < head + headDim; j++) {
          out[j] += w[t] * value[j];
        }
      }
    }
    return out;
  }

  private static double[] lane(double[][] y, int lane) {
    double[] column = new double[y.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = y[i][lane];
    }
    return column;
  }

  private void add(int layer) {
    for (int i = 0; i < x.length; i++) {
      for (int b = 0; b < lanes; b++) {
        x[i][b] += added[i][b];
      }
    }
    observer.values(Site.RESIDUAL, layer, x, lanes);
  }

  private void linear(float[] weights, double[][] y, double[][] out) {
    int at = 0;
    for (double[] sums : out) {
      Arrays.fill(sums, 0, lanes, 0);
      int c = 0;
      for (; c + 4 <= y.length; c += 4, at += 4) {
        addFour(weights, at, y, c, sums, lanes);
      }
      for (; c < y.length; c++, at++) {
        addOne(weights[at], y[c], sums, lanes);
      }
    }
  }

  private static void addFour(float[] w, int at, double[][] y, int c, double[] sums, int lanes) {
    double w0 = w[at];
    double w1 = w[at + 1];
    double w2 = w[at + 2];
    double w3 = w[at + 3];
    double[] y0 = y[c];
    double[] y1 = y[c + 1];
    double[] y2 = y[c + 2];
    double[] y3 = y[c + 3];
    for (int b = 0; b < lanes; b++) {
      // From left to right, as one sum after the other.
      sums[b] = sums[b] + w0 * y0[b] + w1 * y1[b] + w2 * y2[b] + w3 * y3[b];
    }
  }

  private static void addOne(double w, double[] y, double[] sums, int lanes) {
    for (int b = 0; b < lanes; b++) {
      sums[b] += w * y[b];
    }
  }
}
