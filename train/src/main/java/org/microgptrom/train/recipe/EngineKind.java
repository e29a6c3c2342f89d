package org.microgptrom.train.recipe;

import java.util.Locale;

/** The engines that compute losses and gradients. */
public enum EngineKind {
  /** DJL with PyTorch, for every shape and every recipe. */
  DJL,

  /** Plain Java with the Vector API, for the recipe fast only, and quickest for small shapes. */
  VECTOR;

  /** The engine's name in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
