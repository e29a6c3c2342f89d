package org.microgptrom.exchange;

import java.util.LinkedHashMap;
import java.util.Map;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedModel;

/** The checkpoint whose weights are those that a quantized model's words stand for. */
public final class DecodedModel {
  private DecodedModel() {}

  /**
   * Decodes a model, with its codes.
   *
   * @param training of the checkpoint that it was quantized from
   */
  public static Checkpoint of(QuantizedModel model, Provenance training) {
    ModelConfig config = model.config();
    Map<String, float[]> weights = new LinkedHashMap<>();
    Map<String, TrainedCodes.Tensor> codes = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      double factor = FloatModel.factor(config, spec.name());
      weights.put(spec.name(), weights(model, spec.name(), factor));
      Code code = model.formats().codes().of(spec.name());
      if (!code.isWord()) {
        int fractionBits = model.formats().weight(spec.name()).fractionBits() - code.shift();
        codes.put(spec.name(), new TrainedCodes.Tensor(code.bits(), code.codebook(), fractionBits));
      }
    }
    return new Checkpoint(
        config, model.vocabulary(), weights, training, new TrainedCodes(codes, model.codebooks()));
  }

  private static float[] weights(QuantizedModel model, String name, double factor) {
    short[] words = model.weights(name);
    QFormat format = model.formats().weight(name);
    float[] weights = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      weights[i] = (float) (format.real(words[i]) / factor);
    }
    return weights;
  }
}
