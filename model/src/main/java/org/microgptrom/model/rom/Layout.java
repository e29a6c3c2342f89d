package org.microgptrom.model.rom;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The ways in which ROM images hold values. */
public enum Layout {
  /** One image per parameter tensor, one value per word, row-major. */
  @JsonProperty("tensor")
  TENSOR,
  /** All matrices in one image, tiled so that each word feeds P multipliers, and wte and wpe. */
  @JsonProperty("lanes")
  LANES,
  /** Constant tables, one value per word, and the settings of the circuit. */
  @JsonProperty("table")
  TABLE,
  /** What follows from a model's weights and is computed beforehand. */
  @JsonProperty("computed")
  COMPUTED
}
