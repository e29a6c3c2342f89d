package org.microgptrom.train.recipe;

import java.util.Locale;

/** What computes losses and gradients. */
public enum EngineKind {
  /** DJL with PyTorch: every shape, every recipe. */
  DJL,

  /** Plain Java with the Vector API: the recipe fast, quickest for small shapes. */
  VECTOR;

  /** The name in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
