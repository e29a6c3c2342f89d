package org.microgptrom.quantize;

import java.util.List;

/**
 * The loss of accuracy by quantization.
 *
 * @param calibration the sample that the activation ranges were measured on
 * @param evaluation the sample that float and fixed point were compared on
 * @param rounding how a value was chosen for each weight
 * @param romBits of all weights and codebooks, without padding
 * @param widths other widths that were measured, the widest first; empty where none were
 * @param tensors rounding errors of the weights
 * @param comparison the model's behaviour in float and in fixed point
 */
public record QuantizationReport(
    Sample.Id calibration,
    Sample.Id evaluation,
    Rounding rounding,
    long romBits,
    List<WidthTrial> widths,
    List<TensorError> tensors,
    Comparison comparison) {
  /** The file of a quantized model's folder that holds this report. */
  public static final String FILE = "report.json";

  /** Copies the lists. */
  public QuantizationReport {
    widths = List.copyOf(widths);
    tensors = List.copyOf(tensors);
  }
}
