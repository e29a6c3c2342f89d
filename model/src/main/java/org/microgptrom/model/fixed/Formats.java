package org.microgptrom.model.fixed;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Site;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codes;

/**
 * The number format of every tensor and site.
 *
 * @param embedding fe, the format of wte, wpe and their sum
 * @param residual fx, the format of the residual stream and of what is added to it, in all layers
 * @param norm fn, the format of all normalisation outputs
 * @param logits fl, the format of the logits
 * @param layers the formats of each layer's own sites
 * @param weights the formats of the matrices by parameter name; Wq's is the format of the matrix
 *     with log2(e)/sqrt(hd) folded in
 * @param codes how the words of the matrices stand in ROM, by parameter name
 */
public record Formats(
    QFormat embedding,
    QFormat residual,
    QFormat norm,
    QFormat logits,
    List<Layer> layers,
    Map<String, QFormat> weights,
    Codes codes) {
  /** The fraction bits of the base-2 logarithms that softmax takes. */
  private static final int SOFTMAX_BITS = 8;

  /** Copies the collections. */
  public Formats {
    layers = List.copyOf(layers);
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /** The formats of a model whose ROM holds 16-bit words. */
  public Formats(
      QFormat embedding,
      QFormat residual,
      QFormat norm,
      QFormat logits,
      List<Layer> layers,
      Map<String, QFormat> weights) {
    this(embedding, residual, norm, logits, layers, weights, Codes.words(weights.keySet()));
  }

  /**
   * One layer's formats.
   *
   * @param q fq, the format of the queries
   * @param k fk, the format of the keys
   * @param v fv, the format of the values and the attention output
   * @param hidden fh, the format of the MLP's hidden layer
   */
  public record Layer(QFormat q, QFormat k, QFormat v, QFormat hidden) {
    /** The shift fq + fk - 8, from a product of queries and keys to 1/256 of an octave. */
    public int scoreShift() {
      return q.fractionBits() + k.fractionBits() - SOFTMAX_BITS;
    }
  }

  /** The shift fl + 12 - 8, from a logit times the temperature's scale to 1/256 of an octave. */
  public int temperatureShift() {
    return logits.fractionBits() + Temperature.SCALE_BITS - SOFTMAX_BITS;
  }

  /** The format of a parameter's words. */
  public QFormat weight(String parameter) {
    return Objects.requireNonNull(weights.get(parameter), parameter);
  }

  /** The format of a site's words. */
  public QFormat site(Site site, int layer) {
    return switch (site) {
      case EMBEDDING -> embedding;
      case NORM -> norm;
      case RESIDUAL, ATTENTION_PROJECTION, MLP_PROJECTION -> residual;
      case LOGITS -> logits;
      case Q -> layers.get(layer).q;
      case K -> layers.get(layer).k;
      case V, ATTENTION -> layers.get(layer).v;
      case HIDDEN -> layers.get(layer).hidden;
    };
  }

  /**
   * Requires that these are the formats of a model of this shape.
   *
   * @throws IllegalArgumentException naming what is missing or too many
   */
  public void requireFit(ModelConfig config) {
    if (layers.size() != config.layers()) {
      throw new IllegalArgumentException(
          "formats are given for " + layers.size() + " layers, the model has " + config.layers());
    }
    List<String> names = config.parameterNames();
    if (!List.copyOf(weights.keySet()).equals(names)) {
      throw new IllegalArgumentException(
          "weight formats are given for " + weights.keySet() + ", expected are " + names);
    }
    if (!List.copyOf(codes.tensors().keySet()).equals(names)) {
      throw new IllegalArgumentException(
          "codes are given for " + codes.tensors().keySet() + ", expected are " + names);
    }
    for (ParameterSpec spec : config.parameters()) {
      Code code = codes.of(spec.name());
      if (!spec.isEmbedding() && code.shift() != 0) {
        throw new IllegalArgumentException(
            spec.name() + " is a matrix: the shift of its codes must be 0, not " + code.shift());
      }
    }
    for (String name : List.of(ParameterSpec.WTE, ParameterSpec.WPE)) {
      if (!weight(name).equals(embedding)) {
        throw new IllegalArgumentException(
            name + " must have the embedding's format " + embedding + ", not " + weight(name));
      }
    }
  }
}
