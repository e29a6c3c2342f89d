package org.microgptrom.train.recipe;

import java.util.Locale;

/** Where the engine DJL computes. */
public enum DeviceKind {
  /** The processor. */
  CPU,

  /** The first graphics processor, with a build of the engine for CUDA. */
  GPU;

  /** The name in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
