package org.microgptrom.train.torch;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.PythonRandom;

/**
 * Samples as microgpt.py's inference does: 20 documents at temperature 0.5, in double precision.
 */
public final class MicrogptSampler {
  private static final int COUNT = 20;
  private static final double TEMPERATURE = 0.5;

  private MicrogptSampler() {}

  /** The token ids of each document, without BOS; {@code random} goes on where training left it. */
  public static List<int[]> sample(ModelConfig config, TorchModel model, PythonRandom random) {
    List<int[]> samples = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      List<Integer> tokens = new ArrayList<>(List.of(config.bos()));
      while (tokens.size() <= config.context()) {
        int token = random.choice(softmax(model.logits(ids(tokens))));
        if (token == config.bos()) {
          break;
        }
        tokens.add(token);
      }
      samples.add(ids(tokens.subList(1, tokens.size())));
    }
    return samples;
  }

  private static int[] ids(List<Integer> tokens) {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Softmax in the order of microgpt.py's operations. */
  private static double[] softmax(double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit / TEMPERATURE);
    }
    double[] powers = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < powers.length; i++) {
      powers[i] = StrictMath.exp(logits[i] / TEMPERATURE - largest);
      sum += powers[i];
    }
    for (int i = 0; i < powers.length; i++) {
      powers[i] /= sum;
    }
    return powers;
  }
}
