package org.microgptrom.train;

import java.util.List;
import java.util.Map;
import org.microgptrom.model.ModelConfig;

/**
 * The forward pass written down a second time, in double precision and one token at a time as
 * microgpt.py has it: keys and values of earlier positions are kept, so nothing needs a mask.
 */
public final class ReferenceModel {
  private final ModelConfig config;
  private final Map<String, float[]> weights;

  public ReferenceModel(ModelConfig config, Map<String, float[]> weights) {
    this.config = config;
    this.weights = weights;
  }

  /** (targets, V) logits of one sequence. */
  public double[][] logits(int[] sequence) {
    int targets = sequence.length - 1;
    double[][][] keys = new double[config.layers()][targets][];
    double[][][] values = new double[config.layers()][targets][];
    double[][] logits = new double[targets][];
    for (int t = 0; t < targets; t++) {
      double[] x = rmsNorm(plus(row("wte", sequence[t]), row("wpe", t)));
      for (int layer = 0; layer < config.layers(); layer++) {
        String prefix = "layer" + layer + ".";
        double[] in = rmsNorm(x);
        keys[layer][t] = linear(prefix + "attn_wk", in);
        values[layer][t] = linear(prefix + "attn_wv", in);
        double[] mixed = attend(linear(prefix + "attn_wq", in), keys[layer], values[layer], t);
        x = plus(x, linear(prefix + "attn_wo", mixed));
        double[] hidden = linear(prefix + "mlp_fc1", rmsNorm(x));
        for (int i = 0; i < hidden.length; i++) {
          hidden[i] = Math.max(0, hidden[i]);
        }
        x = plus(x, linear(prefix + "mlp_fc2", hidden));
      }
      logits[t] = linear("lm_head", x);
    }
    return logits;
  }

  /** Mean -ln p(target) in nats over all targets of all sequences. */
  public double loss(List<int[]> sequences) {
    double sum = 0;
    int count = 0;
    for (int[] sequence : sequences) {
      double[][] logits = logits(sequence);
      for (int t = 0; t < logits.length; t++) {
        sum -= Math.log(softmax(logits[t], config.vocabSize())[sequence[t + 1]]);
        count++;
      }
    }
    return sum / count;
  }

  private double[] attend(double[] q, double[][] keys, double[][] values, int t) {
    double[] mixed = new double[config.embd()];
    int hd = config.headDim();
    for (int start = 0; start < config.embd(); start += hd) {
      double[] scores = new double[t + 1];
      for (int s = 0; s <= t; s++) {
        for (int i = start; i < start + hd; i++) {
          scores[s] += q[i] * keys[s][i] / Math.sqrt(hd);
        }
      }
      double[] attention = softmax(scores, t + 1);
      for (int s = 0; s <= t; s++) {
        for (int i = start; i < start + hd; i++) {
          mixed[i] += attention[s] * values[s][i];
        }
      }
    }
    return mixed;
  }

  private double[] row(String name, int row) {
    double[] result = new double[config.embd()];
    for (int i = 0; i < result.length; i++) {
      result[i] = weights.get(name)[row * result.length + i];
    }
    return result;
  }

  private double[] linear(String name, double[] x) {
    float[] matrix = weights.get(name);
    double[] result = new double[matrix.length / x.length];
    for (int i = 0; i < matrix.length; i++) {
      result[i / x.length] += matrix[i] * x[i % x.length];
    }
    return result;
  }

  private static double[] rmsNorm(double[] x) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = x[i] / Math.sqrt(squares / x.length + 1e-5);
    }
    return result;
  }

  private static double[] plus(double[] a, double[] b) {
    double[] result = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = a[i] + b[i];
    }
    return result;
  }

  private static double[] softmax(double[] scores, int length) {
    double[] result = new double[length];
    double total = 0;
    for (int i = 0; i < length; i++) {
      result[i] = Math.exp(scores[i]);
      total += result[i];
    }
    for (int i = 0; i < length; i++) {
      result[i] /= total;
    }
    return result;
  }
}
