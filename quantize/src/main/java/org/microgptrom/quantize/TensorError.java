package org.microgptrom.quantize;

import java.util.List;
import java.util.Map;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedModel;

/**
 * The errors that rounding made in one tensor.
 *
 * @param tensor parameter name; Wq is compared with log2(e) / sqrt(hd) folded in
 * @param format of the tensor's words
 * @param bits of a weight in ROM
 * @param codebook that the codes count in; {@code linear} for none
 * @param romBits of all weights of the tensor, without padding
 * @param largest the largest magnitude before rounding
 * @param maxError the largest absolute rounding error
 * @param rmsError root mean square of the rounding error
 */
public record TensorError(
    String tensor,
    QFormat format,
    int bits,
    String codebook,
    long romBits,
    double largest,
    double maxError,
    double rmsError) {
  static List<TensorError> of(FoldedWeights weights, QuantizedModel model) {
    Map<String, TensorError> errors =
        weights.ofEach(
            name -> {
              QFormat format = model.formats().weight(name);
              Code code = model.formats().codes().of(name);
              ErrorStatistics statistics = weights.errors(name, format, model.weights(name));
              return new TensorError(
                  name,
                  format,
                  code.bits(),
                  code.codebook(),
                  (long) code.bits() * model.weights(name).length,
                  statistics.largest(),
                  statistics.largestError(),
                  statistics.rmsError());
            });
    return List.copyOf(errors.values());
  }
}
