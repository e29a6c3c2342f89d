package org.microgptrom.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a MicroGPT model.
 *
 * @param layers L, transformer blocks, 1..64
 * @param embd D, embedding width, 1..8192, a multiple of {@code heads}
 * @param heads H, attention heads, 1..D
 * @param context T, longest sequence in tokens, 1..4096
 * @param hidden F, width of the MLP's hidden layer, 1..32768 (4D in microgpt.py)
 * @param vocabSize V, symbols including BOS, 2..4097
 */
public record ModelConfig(int layers, int embd, int heads, int context, int hidden, int vocabSize) {
  /** The longest context. */
  public static final int LONGEST_CONTEXT = 4096;

  /** Checks every size; the limits keep all sums of the fixed-point arithmetic within 48 bits. */
  public ModelConfig {
    requireRange("layers", layers, 1, 64);
    requireRange("embd", embd, 1, 8192);
    requireRange("heads", heads, 1, embd);
    if (embd % heads != 0) {
      throw new IllegalArgumentException(
          "embd must be a multiple of heads: " + embd + " is not a multiple of " + heads);
    }
    requireRange("context", context, 1, LONGEST_CONTEXT);
    requireRange("hidden", hidden, 1, 32768);
    requireRange("vocab_size", vocabSize, 2, Vocabulary.LARGEST + 1);
  }

  /** microgpt.py's own shape, 1 layer, width 16, 4 heads, context 16, hidden 64. */
  public static ModelConfig microgpt(int vocabSize) {
    return new ModelConfig(1, 16, 4, 16, 64, vocabSize);
  }

  /** The width of a head, hd = D / H. */
  public int headDim() {
    return embd / heads;
  }

  /** The id of the symbol that begins and ends every document: the last one. */
  public int bos() {
    return vocabSize - 1;
  }

  /** All parameters in the order of microgpt.py's {@code state_dict}. */
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(new ParameterSpec(ParameterSpec.WTE, vocabSize, embd));
    specs.add(new ParameterSpec(ParameterSpec.WPE, context, embd));
    specs.add(new ParameterSpec(ParameterSpec.LM_HEAD, vocabSize, embd));
    for (int layer = 0; layer < layers; layer++) {
      for (ParameterSpec.Role role : ParameterSpec.Role.values()) {
        int rows = role == ParameterSpec.Role.MLP_FC1 ? hidden : embd;
        int columns = role == ParameterSpec.Role.MLP_FC2 ? hidden : embd;
        specs.add(new ParameterSpec(role.inLayer(layer), rows, columns));
      }
    }
    return List.copyOf(specs);
  }

  /** The names of all parameters, in the same order. */
  public List<String> parameterNames() {
    return parameters().stream().map(ParameterSpec::name).toList();
  }

  /** Number of trained values: 4,192 for microgpt.py's shape on 27 symbols. */
  public long parameterCount() {
    return parameters().stream().mapToLong(ParameterSpec::size).sum();
  }

  private static void requireRange(String name, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          name + " must be in " + lowest + ".." + highest + ", not " + value);
    }
  }
}
