package org.microgptrom.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The places of the forward pass whose values have a name: where calibration measures ranges, where
 * the fixed-point arithmetic clamps, and where two computations of one step are compared.
 */
public enum Site {
  /** Token plus position embedding, (D). */
  EMBEDDING,
  /** Output of a normalisation, (D). */
  NORM,
  /** The residual stream, (D): after the first normalisation and after each addition. */
  RESIDUAL,
  /** Queries, (D), in units of log2(e) / sqrt(hd): scores are base-2 logarithms. */
  Q,
  /** Keys, (D). */
  K,
  /** Values, (D). */
  V,
  /** Attention output of all heads, (D). */
  ATTENTION,
  /** Output of Wo, (D), before it is added to the residual stream. */
  ATTENTION_PROJECTION,
  /** Hidden layer of the MLP after ReLU, (F). */
  HIDDEN,
  /** Output of the second MLP matrix, (D), before it is added to the residual stream. */
  MLP_PROJECTION,
  /** Logits, (V). */
  LOGITS;

  /** The layer number of values that belong to no layer. */
  public static final int NO_LAYER = -1;

  /** The site's name in files and in options, such as {@code attention_projection}. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The site's name with its layer: {@code layer0.norm} in a layer, {@code norm} outside of the
   * layers.
   */
  public String in(int layer) {
    return layer == NO_LAYER ? label() : "layer" + layer + "." + label();
  }
}
