package org.microgptrom.quantize;

import java.util.List;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedModel;

/**
 * What rounding cost one tensor.
 *
 * @param tensor parameter name; Wq is compared with log2(e) / sqrt(hd) folded in
 * @param format of its words
 * @param largest largest magnitude before rounding
 * @param maxError largest absolute rounding error
 * @param rmsError root mean square of the rounding error
 */
public record TensorError(
    String tensor, QFormat format, double largest, double maxError, double rmsError) {
  static List<TensorError> of(FoldedWeights weights, QuantizedModel model) {
    return model.config().parameters().stream()
        .map(ParameterSpec::name)
        .map(
            name -> {
              QFormat format = model.formats().weight(name);
              short[] words = model.weights().get(name);
              ErrorStatistics statistics = new ErrorStatistics();
              for (int i = 0; i < words.length; i++) {
                statistics.add(weights.at(name, i), format.real(words[i]));
              }
              return new TensorError(
                  name,
                  format,
                  statistics.largest(),
                  statistics.largestError(),
                  statistics.rmsError());
            })
        .toList();
  }
}
