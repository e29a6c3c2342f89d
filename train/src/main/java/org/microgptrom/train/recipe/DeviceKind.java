package org.microgptrom.train.recipe;

import java.util.Locale;

/** The kinds of devices on which the engine DJL computes. */
public enum DeviceKind {
  /** The processor. */
  CPU,

  /** The first graphics processor, with a build of the engine for CUDA. */
  GPU;

  /** The device's name in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
