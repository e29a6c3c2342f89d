package org.microgptrom.sweep.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What makes a model the best one. */
public enum Objective {
  /** The least loss in fixed point. */
  @JsonProperty("loss")
  LOSS,

  /** The fewest bits of ROM. */
  @JsonProperty("rom_bits")
  ROM_BITS,

  /** The most tokens per second on the device. */
  @JsonProperty("tokens_per_second")
  TOKENS_PER_SECOND
}
