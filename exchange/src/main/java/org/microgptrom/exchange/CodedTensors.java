package org.microgptrom.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Safetensors;

/**
 * Tensors of narrow weights in files: the codes as a tensor of U8 under the parameter's name, and
 * the weights that they stand for as F32 beside it, so that the weights are {@code
 * codebook[codes]}. The key {@value #METADATA} of the metadata says what no float does: widths,
 * fraction bits, values in ROM.
 */
final class CodedTensors {
  /** The key of the metadata that holds {@link TrainedCodes} as JSON. */
  static final String METADATA = "codes";

  /** What follows a parameter's name in that of its codebook. */
  static final String CODEBOOK = ".codebook";

  /** The largest difference of a weight from its value, in values: floats have bits to spare. */
  private static final double MOST_ROUNDING = 1.0 / 64;

  private CodedTensors() {}

  /** The two tensors of a parameter that has codes. */
  static List<Safetensors.Tensor> of(Checkpoint checkpoint, ParameterSpec spec) {
    TrainedCodes.Tensor tensor =
        Objects.requireNonNull(checkpoint.codes().tensors().get(spec.name()), spec.name());
    Coder coder = Coder.of(tensor.code(0), checkpoint.codes().codebooks());
    double scale = scale(checkpoint.config(), spec.name(), tensor);
    float[] weights = checkpoint.weights(spec.name());
    float[] codebook = new float[1 << tensor.bits()];
    for (int code = 0; code < codebook.length; code++) {
      codebook[code] = (float) (coder.word(code) / scale);
    }
    for (int i = 0; i < weights.length; i++) {
      int code = code(coder, weights[i], scale, spec, i);
      codebook[code] = weights[i]; // to the last bit
    }
    return List.of(
        Safetensors.Tensor.codes(
            spec.name(),
            spec.shape(),
            weights.length,
            i -> coder.code((short) Math.rint(weights[i] * scale))),
        Safetensors.Tensor.f32(spec.name() + CODEBOOK, List.of(codebook.length), codebook));
  }

  private static int code(Coder coder, float weight, double scale, ParameterSpec spec, int at) {
    double value = Math.rint(weight * scale);
    boolean fits = value == (short) value && coder.has((short) value);
    if (!fits || Math.abs(weight * scale - value) > MOST_ROUNDING) {
      throw new InputException(
          "tensor " + spec.name(),
          "row %d column %d is %s, which no code of the checkpoint stands for"
              .formatted(at / spec.columns(), at % spec.columns(), weight),
          "a checkpoint's weights and codes must be of one training: train again");
    }
    return coder.code((short) value);
  }

  /** The factor from a weight to its value. */
  private static double scale(ModelConfig config, String name, TrainedCodes.Tensor tensor) {
    return Math.scalb(FloatModel.factor(config, name), tensor.fractionBits());
  }

  /** The codes that a file's metadata tell of; {@link TrainedCodes#NONE} where there are none. */
  static TrainedCodes codes(Object where, TensorFile file) {
    String text = file.metadata().get(METADATA);
    if (text != null) {
      return Json.parse(
          where + " metadata " + METADATA,
          text.getBytes(StandardCharsets.UTF_8),
          TrainedCodes.class);
    }
    for (String name : file.shapes().keySet()) {
      if (name.endsWith(CODEBOOK)) {
        throw new InputException(
            where,
            "has " + name + ", and no metadata " + METADATA + " that tell its fraction bits",
            "save the weights instead, codebook[codes] as F32");
      }
    }
    return TrainedCodes.NONE;
  }

  /** The file without codebooks, whose tensors of codes give the weights. */
  static TensorFile decoded(Object where, TensorFile file, TrainedCodes codes) {
    return new Decoded(where, file, codes);
  }

  /**
   * Requires that the weights are those of the codes.
   *
   * @throws InputException naming a tensor that is too small for its codebook, or a codebook with
   *     other weights than its values
   */
  static void requireFit(Object where, TensorFile file, TrainedCodes codes, ModelConfig config) {
    Map<String, Long> weights = new HashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      TrainedCodes.Tensor tensor = codes.tensors().get(spec.name());
      if (tensor != null && tensor.bits() < Short.SIZE) {
        weights.merge(tensor.codebook(), (long) spec.size(), Long::sum);
        requireValues(where, file, codes, spec.name(), scale(config, spec.name(), tensor));
      }
    }
    codes
        .codebooks()
        .forEach(
            (name, codebook) -> {
              if (weights.getOrDefault(name, 0L) < codebook.size()) {
                throw new InputException(
                    where,
                    "%s has %d values for %d weights"
                        .formatted(name, codebook.size(), weights.getOrDefault(name, 0L)),
                    "give so small a tensor more bits");
              }
            });
  }

  private static void requireValues(
      Object where, TensorFile file, TrainedCodes codes, String name, double scale) {
    TrainedCodes.Tensor tensor = Objects.requireNonNull(codes.tensors().get(name));
    Coder coder = Coder.of(tensor.code(0), codes.codebooks());
    float[] codebook = file.values(name + CODEBOOK);
    for (int code = 0; code < codebook.length; code++) {
      double value = codebook[code] * scale;
      if (!(Math.abs(value - coder.word(code)) <= MOST_ROUNDING)) {
        throw new InputException(
            where,
            "%s%s has %s for code %d, %s expected by the metadata"
                .formatted(
                    name, CODEBOOK, codebook[code], code, (float) (coder.word(code) / scale)),
            "the values of a codebook ascend, and those of 8 bits count from 0 as two's complement");
      }
    }
  }

  private record Decoded(Object where, TensorFile file, TrainedCodes codes) implements TensorFile {
    @Override
    public Map<String, List<Integer>> shapes() {
      Map<String, List<Integer>> shapes = new LinkedHashMap<>(file.shapes());
      List<String> missing = new ArrayList<>();
      codes
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (tensor.bits() < Short.SIZE && shapes.remove(name + CODEBOOK) == null) {
                  missing.add(name + CODEBOOK);
                }
              });
      if (!missing.isEmpty()) {
        throw new InputException(where, "tensor " + missing.get(0) + " is missing", "");
      }
      return shapes;
    }

    @Override
    public float[] values(String name) {
      TrainedCodes.Tensor tensor = codes.tensors().get(name);
      if (tensor == null || tensor.bits() == Short.SIZE) {
        return file.values(name);
      }
      int size = 1 << tensor.bits();
      List<Integer> shape = file.shape(name + CODEBOOK);
      if (!shape.equals(List.of(size))) {
        throw new InputException(
            where,
            "tensor "
                + name
                + CODEBOOK
                + " has shape "
                + shape
                + ", ["
                + size
                + "] expected for codes of "
                + tensor.bits()
                + " bits",
            "");
      }
      float[] codebook = file.values(name + CODEBOOK);
      short[] of = file.codes(name);
      float[] weights = new float[of.length];
      int columns = file.shape(name).get(file.shape(name).size() - 1);
      for (int i = 0; i < of.length; i++) {
        if (of[i] >= size) {
          throw new InputException(
              where,
              "tensor %s row %d column %d: code %d does not fit %d bits"
                  .formatted(name, i / columns, i % columns, of[i], tensor.bits()),
              "");
        }
        weights[i] = codebook[of[i]];
      }
      return weights;
    }

    @Override
    public Map<String, String> metadata() {
      return file.metadata();
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
