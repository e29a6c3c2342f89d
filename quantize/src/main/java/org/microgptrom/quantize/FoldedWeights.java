package org.microgptrom.quantize;

import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.fixed.QFormat;

/**
 * The weights in double precision as they are quantized: those of the checkpoint, with log2(e) /
 * sqrt(hd) folded into every Wq so that scores are base-2 logarithms.
 */
record FoldedWeights(Checkpoint checkpoint) {
  /** The value at one index of a tensor's row-major order. */
  double at(String name, int index) {
    double weight = checkpoint.weights().get(name)[index];
    return isQuery(name) ? weight * FloatModel.queryScale(checkpoint.config()) : weight;
  }

  /** The largest magnitude in a tensor. */
  double largest(String name) {
    double largest = 0;
    for (int i = 0; i < size(name); i++) {
      largest = Math.max(largest, Math.abs(at(name, i)));
    }
    return largest;
  }

  /** The tensor's words in this format: nearest, ties to even. */
  short[] words(String name, QFormat format) {
    short[] words = new short[size(name)];
    for (int i = 0; i < words.length; i++) {
      words[i] = format.nearest(at(name, i));
    }
    return words;
  }

  private int size(String name) {
    return checkpoint.weights().get(name).length;
  }

  private static boolean isQuery(String name) {
    int dot = name.indexOf('.');
    return dot > 0
        && name.equals(
            ParameterSpec.Role.ATTN_WQ.inLayer(
                Integer.parseInt(name.substring("layer".length(), dot))));
  }
}
