package org.microgptrom.quantize;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a value is chosen for each weight. */
public enum Rounding {
  /** The nearest one. */
  NEAREST,
  /**
   * The one that keeps the products of each matrix with the inputs that it sees: the error of a
   * weight is made up for by the weights after it.
   */
  MATRIX,
  /** The one that keeps the predictions: the weights of all tensors make up for each other. */
  JOINT,
  /** The one that the training has chosen. */
  TRAINED;

  /** The name in files. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
