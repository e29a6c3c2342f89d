package org.microgptrom.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.io.InputException;

/**
 * What is asked for the weights.
 *
 * @param bits of the weights in ROM
 * @param rounding how values are chosen; empty for the best that the model's size allows
 * @param tried other widths that were measured before, the widest first
 */
public record WeightOptions(WeightBits bits, Optional<Rounding> rounding, List<WidthTrial> tried) {
  /** Copies the list. */
  public WeightOptions {
    tried = List.copyOf(tried);
  }

  /** The widths that the checkpoint was trained for, 16 bits where its training knew of none. */
  public static WeightOptions of(Checkpoint checkpoint) {
    return new WeightOptions(trained(checkpoint), Optional.empty(), List.of());
  }

  /** The widths that a checkpoint was trained for. */
  public static WeightBits trained(Checkpoint checkpoint) {
    Map<String, Integer> bits = new LinkedHashMap<>();
    for (ParameterSpec spec : checkpoint.config().parameters()) {
      TrainedCodes.Tensor tensor = checkpoint.codes().tensors().get(spec.name());
      bits.put(spec.name(), tensor == null ? Short.SIZE : tensor.bits());
    }
    return new WeightBits(bits);
  }

  /**
   * Requires that a checkpoint has no codes or those that are asked for.
   *
   * @throws InputException naming {@code option}
   */
  public void require(Checkpoint checkpoint, String option) {
    WeightBits trained = trained(checkpoint);
    if (!checkpoint.codes().isNone() && !trained.equals(bits)) {
      throw new InputException(
          option,
          "the checkpoint was trained for weights of "
              + trained.text()
              + " bits, not of "
              + bits.text(),
          "leave the option out, or train again with --weight-bits " + bits.text());
    }
  }
}
