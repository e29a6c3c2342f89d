package org.microgptrom.quantize;

import java.util.List;

/**
 * The loss of accuracy by quantization.
 *
 * @param calibration the sample that the activation ranges were measured on
 * @param evaluation the sample that float and fixed point were compared on
 * @param tensors rounding errors of the weights
 * @param comparison the model's behaviour in float and in fixed point
 */
public record QuantizationReport(
    Sample.Id calibration, Sample.Id evaluation, List<TensorError> tensors, Comparison comparison) {
  /** The file of a quantized model's folder that holds this report. */
  public static final String FILE = "report.json";

  /** Copies the list. */
  public QuantizationReport {
    tensors = List.copyOf(tensors);
  }
}
