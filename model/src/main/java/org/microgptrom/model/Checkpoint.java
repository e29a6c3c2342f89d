package org.microgptrom.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.code.TrainedCodes;

/**
 * A trained model in float32: one array per parameter of {@link ModelConfig#parameters}, row-major.
 *
 * <p>The arrays are shared, not copied, because a model can hold 30 million values; nobody writes
 * to them after construction.
 *
 * @param config the model's shape
 * @param vocabulary the model's symbols, {@code config.vocabSize()} with BOS
 * @param weights by parameter name, all finite
 * @param provenance how the model was trained
 * @param codes that the weights were fitted to; {@link TrainedCodes#NONE} for none
 */
public record Checkpoint(
    ModelConfig config,
    Vocabulary vocabulary,
    Map<String, float[]> weights,
    Provenance provenance,
    TrainedCodes codes) {
  /** A checkpoint whose training knew of no codes. */
  public Checkpoint(
      ModelConfig config,
      Vocabulary vocabulary,
      Map<String, float[]> weights,
      Provenance provenance) {
    this(config, vocabulary, weights, provenance, TrainedCodes.NONE);
  }

  /** Checks names, sizes and that every weight is finite. */
  public Checkpoint {
    if (vocabulary.size() != config.vocabSize()) {
      throw new IllegalArgumentException(
          "the vocabulary has "
              + vocabulary.size()
              + " symbols with BOS, vocab_size is "
              + config.vocabSize());
    }
    Map<String, float[]> ordered = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      float[] values = weights.get(spec.name());
      if (values == null || values.length != spec.size()) {
        throw new IllegalArgumentException(
            "tensor "
                + spec.name()
                + " must have "
                + spec.size()
                + " values, not "
                + (values == null ? 0 : values.length));
      }
      requireFinite(spec, values);
      ordered.put(spec.name(), values);
    }
    if (ordered.size() != weights.size()) {
      throw new IllegalArgumentException(
          "tensors "
              + weights.keySet().stream().filter(name -> !ordered.containsKey(name)).toList()
              + " are not part of this model");
    }
    weights = Collections.unmodifiableMap(ordered);
    if (!ordered.keySet().containsAll(codes.tensors().keySet())) {
      throw new IllegalArgumentException(
          "codes are given for "
              + codes.tensors().keySet()
              + ", the model has "
              + ordered.keySet());
    }
  }

  /** The values of a parameter of this shape, row-major. */
  public float[] weights(String parameter) {
    return Objects.requireNonNull(weights.get(parameter), parameter);
  }

  /** The values of one matrix of one layer, row-major. */
  public float[] weights(int layer, ParameterSpec.Role role) {
    return weights(role.inLayer(layer));
  }

  /** The token sequences of {@code documents} as {@link Vocabulary#sequence} makes them. */
  public List<int[]> sequences(List<String> documents) {
    return documents.stream().map(d -> vocabulary.sequence(d, config.context())).toList();
  }

  private static void requireFinite(ParameterSpec spec, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            spec.place(i) + " is " + values[i] + ", a finite number expected");
      }
    }
  }
}
