package org.microgptrom.quantize;

import java.util.Set;
import java.util.TreeSet;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.fixed.QuantizedModel;

/** The bits of weights and codebooks in ROM, without the padding of memories to whole words. */
public final class RomBits {
  private RomBits() {}

  /** The bits of a model. */
  public static long of(QuantizedModel model) {
    long bits = 0;
    for (ParameterSpec spec : model.config().parameters()) {
      bits += (long) spec.size() * model.formats().codes().of(spec.name()).bits();
    }
    for (int width : model.formats().codes().codebooks().values()) {
      bits += codebook(width);
    }
    return bits;
  }

  /** The bits of a model of this shape with these widths. */
  public static long of(ModelConfig config, WeightBits widths) {
    long bits = 0;
    Set<String> codebooks = new TreeSet<>();
    for (ParameterSpec spec : config.parameters()) {
      int width = widths.of(spec.name());
      bits += (long) spec.size() * width;
      String codebook = widths.codebook(spec.name());
      if (!codebook.equals(Code.LINEAR) && codebooks.add(codebook)) {
        bits += codebook(width);
      }
    }
    return bits;
  }

  private static long codebook(int width) {
    return (1L << width) * Short.SIZE;
  }
}
