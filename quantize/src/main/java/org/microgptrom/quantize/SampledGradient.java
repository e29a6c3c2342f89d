package org.microgptrom.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;

/**
 * The gradient, by all weights, of the log-probability of symbols that the model itself draws. The
 * mean of its outer product with itself is the Fisher matrix F of the model: weights that change by
 * e change the predictions by a Kullback-Leibler divergence of e^T F e / 2, for small e.
 *
 * <p>Computed in double precision in a fixed order, as {@link FloatModel} computes.
 */
final class SampledGradient {
  private final ModelConfig config;
  private final Map<String, double[]> weights = new HashMap<>();
  private final Map<String, Integer> offsets = new HashMap<>();
  private final int size;

  SampledGradient(Checkpoint checkpoint) {
    this.config = checkpoint.config();
    int offset = 0;
    for (ParameterSpec spec : config.parameters()) {
      float[] values = checkpoint.weights(spec.name());
      double[] doubles = new double[values.length];
      for (int i = 0; i < doubles.length; i++) {
        doubles[i] = values[i];
      }
      weights.put(spec.name(), doubles);
      offsets.put(spec.name(), offset);
      offset += doubles.length;
    }
    this.size = offset;
  }

  /** Outputs of a normalisation and the factors that made them; a row for each position. */
  private static final class Normed {
    final double[][] values;
    final double[] scales;

    Normed(double[][] values, double[] scales) {
      this.values = values;
      this.scales = scales;
    }
  }

  /** What one layer has computed for a sequence; a row for each position. */
  private static final class Layer {
    final Normed before;
    final double[][] q;
    final double[][] k;
    final double[][] v;
    final double[][][] attention; // (position)(head)(position before)
    final double[][] mixed;
    final Normed middle;
    final double[][] hidden;

    Layer(
        Normed before,
        double[][] q,
        double[][] k,
        double[][] v,
        double[][][] attention,
        double[][] mixed,
        Normed middle,
        double[][] hidden) {
      this.before = before;
      this.q = q;
      this.k = k;
      this.v = v;
      this.attention = attention;
      this.mixed = mixed;
      this.middle = middle;
      this.hidden = hidden;
    }
  }

  /**
   * The gradient for one sequence, the sum over its positions, in the order of the parameters.
   *
   * @param tokens inputs, and a last one that is none
   */
  double[] of(int[] tokens, Random random) {
    int time = tokens.length - 1;
    double[] gradient = new double[size];
    double[][] sum = new double[time][];
    for (int t = 0; t < time; t++) {
      sum[t] = embedding(tokens[t], t);
    }
    Normed first = norm(sum);
    double[][] x = first.values;
    List<Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      Layer computed = forward(layer, x);
      layers.add(computed);
      x = add(x, linear(Role.ATTN_WO.inLayer(layer), computed.mixed));
      x = add(x, linear(Role.MLP_FC2.inLayer(layer), computed.hidden));
    }
    double[][] byLogits = draw(linear(ParameterSpec.LM_HEAD, x), random);
    double[][] byX = back(ParameterSpec.LM_HEAD, byLogits, x, gradient);
    for (int layer = config.layers() - 1; layer >= 0; layer--) {
      byX = backward(layer, layers.get(layer), byX, gradient);
    }
    double[][] bySum = backNorm(first, byX);
    for (int t = 0; t < time; t++) {
      for (int i = 0; i < config.embd(); i++) {
        gradient[offset(ParameterSpec.WTE) + tokens[t] * config.embd() + i] += bySum[t][i];
        gradient[offset(ParameterSpec.WPE) + t * config.embd() + i] += bySum[t][i];
      }
    }
    return gradient;
  }

  private double[] embedding(int token, int position) {
    double[] sum = new double[config.embd()];
    for (int i = 0; i < sum.length; i++) {
      sum[i] =
          weights(ParameterSpec.WTE)[token * sum.length + i]
              + weights(ParameterSpec.WPE)[position * sum.length + i];
    }
    return sum;
  }

  private Layer forward(int layer, double[][] x) {
    Normed before = norm(x);
    double[][] q = linear(Role.ATTN_WQ.inLayer(layer), before.values);
    double[][] k = linear(Role.ATTN_WK.inLayer(layer), before.values);
    double[][] v = linear(Role.ATTN_WV.inLayer(layer), before.values);
    int headDim = config.headDim();
    double[][][] attention = new double[x.length][config.heads()][];
    double[][] mixed = new double[x.length][config.embd()];
    for (int t = 0; t < x.length; t++) {
      for (int head = 0; head < config.heads(); head++) {
        double[] scores = new double[t + 1];
        for (int u = 0; u <= t; u++) {
          for (int j = head * headDim; j < (head + 1) * headDim; j++) {
            scores[u] += q[t][j] * k[u][j];
          }
          scores[u] /= Math.sqrt(headDim);
        }
        FloatModel.softmax(scores);
        attention[t][head] = scores;
        for (int u = 0; u <= t; u++) {
          for (int j = head * headDim; j < (head + 1) * headDim; j++) {
            mixed[t][j] += scores[u] * v[u][j];
          }
        }
      }
    }
    Normed middle = norm(add(x, linear(Role.ATTN_WO.inLayer(layer), mixed)));
    double[][] hidden = linear(Role.MLP_FC1.inLayer(layer), middle.values);
    for (double[] row : hidden) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Math.max(0, row[i]);
      }
    }
    return new Layer(before, q, k, v, attention, mixed, middle, hidden);
  }

  /** The gradient by the layer's input from the gradient by its output. */
  private double[][] backward(int layer, Layer of, double[][] byX, double[] gradient) {
    double[][] byHidden = back(Role.MLP_FC2.inLayer(layer), byX, of.hidden, gradient);
    for (int t = 0; t < byHidden.length; t++) {
      for (int i = 0; i < byHidden[t].length; i++) {
        byHidden[t][i] = of.hidden[t][i] > 0 ? byHidden[t][i] : 0;
      }
    }
    double[][] byMiddle = back(Role.MLP_FC1.inLayer(layer), byHidden, of.middle.values, gradient);
    double[][] byStream = add(byX, backNorm(of.middle, byMiddle));
    double[][] byMixed = back(Role.ATTN_WO.inLayer(layer), byStream, of.mixed, gradient);
    double[][] byQ = new double[byX.length][config.embd()];
    double[][] byK = new double[byX.length][config.embd()];
    double[][] byV = new double[byX.length][config.embd()];
    for (int t = 0; t < byX.length; t++) {
      for (int head = 0; head < config.heads(); head++) {
        backAttention(of, t, head, byMixed[t], byQ[t], byK, byV);
      }
    }
    double[][] byNorm = back(Role.ATTN_WQ.inLayer(layer), byQ, of.before.values, gradient);
    byNorm = add(byNorm, back(Role.ATTN_WK.inLayer(layer), byK, of.before.values, gradient));
    byNorm = add(byNorm, back(Role.ATTN_WV.inLayer(layer), byV, of.before.values, gradient));
    return add(byStream, backNorm(of.before, byNorm));
  }

  private void backAttention(
      Layer of, int t, int head, double[] byMixed, double[] byQ, double[][] byK, double[][] byV) {
    int from = head * config.headDim();
    int to = from + config.headDim();
    double[] attention = of.attention[t][head];
    double[] byWeight = new double[t + 1];
    double mean = 0;
    for (int u = 0; u <= t; u++) {
      for (int j = from; j < to; j++) {
        byWeight[u] += byMixed[j] * of.v[u][j];
        byV[u][j] += attention[u] * byMixed[j];
      }
      mean += attention[u] * byWeight[u];
    }
    for (int u = 0; u <= t; u++) {
      double byScore = attention[u] * (byWeight[u] - mean) / Math.sqrt(config.headDim());
      for (int j = from; j < to; j++) {
        byQ[j] += byScore * of.k[u][j];
        byK[u][j] += byScore * of.q[t][j];
      }
    }
  }

  /** Draws a symbol at each position; the gradient of its log-probability by the logits. */
  private static double[][] draw(double[][] logits, Random random) {
    for (double[] row : logits) {
      FloatModel.softmax(row);
      double threshold = random.nextDouble();
      int drawn = -1;
      for (double below = 0; below <= threshold && drawn < row.length - 1; ) {
        below += row[++drawn];
      }
      for (int v = 0; v < row.length; v++) {
        row[v] = (v == drawn ? 1 : 0) - row[v];
      }
    }
    return logits;
  }

  private double[][] linear(String name, double[][] inputs) {
    double[] matrix = weights(name);
    double[][] outputs = new double[inputs.length][];
    for (int t = 0; t < inputs.length; t++) {
      double[] in = inputs[t];
      double[] out = new double[matrix.length / in.length];
      for (int row = 0; row < out.length; row++) {
        for (int column = 0; column < in.length; column++) {
          out[row] += matrix[row * in.length + column] * in[column];
        }
      }
      outputs[t] = out;
    }
    return outputs;
  }

  /** Adds to the gradient by a matrix; returns the one by its inputs. */
  private double[][] back(String name, double[][] byOutputs, double[][] inputs, double[] gradient) {
    double[] matrix = weights(name);
    int offset = offset(name);
    double[][] byInputs = new double[inputs.length][inputs[0].length];
    for (int t = 0; t < inputs.length; t++) {
      double[] in = inputs[t];
      for (int row = 0; row < byOutputs[t].length; row++) {
        double by = byOutputs[t][row];
        for (int column = 0; column < in.length; column++) {
          gradient[offset + row * in.length + column] += by * in[column];
          byInputs[t][column] += by * matrix[row * in.length + column];
        }
      }
    }
    return byInputs;
  }

  private static Normed norm(double[][] x) {
    double[][] values = new double[x.length][];
    double[] scales = new double[x.length];
    for (int t = 0; t < x.length; t++) {
      double sum = 0;
      for (double value : x[t]) {
        sum += value * value;
      }
      double scale = 1 / Math.sqrt(sum / x[t].length + FloatModel.EPSILON);
      scales[t] = scale;
      values[t] = new double[x[t].length];
      for (int i = 0; i < values[t].length; i++) {
        values[t][i] = x[t][i] * scale;
      }
    }
    return new Normed(values, scales);
  }

  private static double[][] backNorm(Normed of, double[][] byOutputs) {
    double[][] byInputs = new double[byOutputs.length][];
    for (int t = 0; t < byInputs.length; t++) {
      double[] n = of.values[t];
      double dot = 0;
      for (int i = 0; i < n.length; i++) {
        dot += n[i] * byOutputs[t][i];
      }
      byInputs[t] = new double[n.length];
      for (int i = 0; i < n.length; i++) {
        byInputs[t][i] = of.scales[t] * (byOutputs[t][i] - n[i] * dot / n.length);
      }
    }
    return byInputs;
  }

  private static double[][] add(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][];
    for (int t = 0; t < a.length; t++) {
      sum[t] = a[t].clone();
      for (int i = 0; i < sum[t].length; i++) {
        sum[t][i] += b[t][i];
      }
    }
    return sum;
  }

  private double[] weights(String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }

  private int offset(String name) {
    return Objects.requireNonNull(offsets.get(name), name);
  }
}
