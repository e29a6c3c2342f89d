package org.microgptrom.quantize;

import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.code.CodeFitter;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.fixed.QFormat;

/**
 * The weights that one tensor may have: n * 2^-f for the values n of its codes.
 *
 * @param fractionBits f
 * @param least the least value n
 * @param most the largest value n
 * @param codebook that holds all values; empty where each from least to most is one
 */
record WeightGrid(int fractionBits, int least, int most, Optional<Codebook> codebook) {
  /** The weights of 16-bit words up to a magnitude. */
  static WeightGrid ofWords(QFormat format, int largest) {
    return new WeightGrid(format.fractionBits(), -largest, largest, Optional.empty());
  }

  /** The weights that a tensor's codes stand for. */
  static WeightGrid of(TrainedCodes.Tensor tensor, Map<String, Codebook> codebooks) {
    Optional<Codebook> codebook = Optional.ofNullable(codebooks.get(tensor.codebook()));
    int least = codebook.map(c -> (int) c.value(0)).orElse(-1 << (tensor.bits() - 1));
    int most = codebook.map(c -> (int) c.value(c.size() - 1)).orElse(~least);
    return new WeightGrid(tensor.fractionBits(), least, most, codebook);
  }

  /**
   * The same without values beyond a magnitude, where none is needed; a codebook stays as it is.
   *
   * @param weight the magnitude
   */
  WeightGrid within(double weight) {
    int most = (int) Math.min(this.most, Math.scalb(weight, fractionBits));
    return codebook.isPresent() ? this : new WeightGrid(fractionBits, -most, most, codebook);
  }

  /** The largest magnitude of a value. */
  int largest() {
    return Math.max(-least, most);
  }

  /** The value nearest to a weight: of two, the even one or, in a codebook, the lower one. */
  short nearest(double weight) {
    double scaled = Math.scalb(weight, fractionBits);
    return codebook
        .map(values -> values.value(CodeFitter.nearest(values, scaled)))
        .orElseGet(() -> (short) Math.max(least, Math.min(most, Math.rint(scaled))));
  }

  /** The weight that a value stands for. */
  double weight(int value) {
    return Math.scalb((double) value, -fractionBits);
  }
}
