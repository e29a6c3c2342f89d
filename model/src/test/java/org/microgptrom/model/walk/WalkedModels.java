package org.microgptrom.model.walk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.MemoryMap;

/** What tests of walks share. */
final class WalkedModels {
  private WalkedModels() {}

  /** The checkpoint that has the values of the words, as if quantization had changed nothing. */
  static Checkpoint checkpoint(Quantized quantized) {
    QuantizedModel model = quantized.model();
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (ParameterSpec spec : model.config().parameters()) {
      QFormat format = model.formats().weight(spec.name());
      double scale = spec.name().endsWith(".attn_wq") ? FloatModel.queryScale(model.config()) : 1;
      short[] words = model.weights().get(spec.name());
      float[] values = new float[words.length];
      for (int i = 0; i < words.length; i++) {
        values[i] = (float) (format.real(words[i]) / scale);
      }
      weights.put(spec.name(), values);
    }
    return new Checkpoint(
        model.config(), model.vocabulary(), weights, quantized.lineage().training());
  }

  /** A text as long as the context allows. */
  static String text(QuantizedModel model, long seed) {
    Random random = new Random(seed);
    int[] tokens = random.ints(model.config().context() - 1, 0, model.config().bos()).toArray();
    return model.vocabulary().decode(tokens);
  }

  /** The places in a ROM for 16 lanes. */
  static RomPlaces places(QuantizedModel model) {
    return new RomPlaces(MemoryMap.of(model.config(), 16), List.of());
  }
}
