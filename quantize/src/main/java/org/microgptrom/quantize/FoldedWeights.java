package org.microgptrom.quantize;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.fixed.QFormat;

/**
 * The weights in double precision as they are quantized: the weights of the checkpoint, with
 * log2(e) / sqrt(hd) folded into every Wq so that scores are base-2 logarithms. They are computed
 * only where they are used, as a model may fill half of the memory.
 */
final class FoldedWeights {
  private final Checkpoint checkpoint;
  private final Set<String> queries; // the names of all Wq
  private final Map<String, Double> largest;

  FoldedWeights(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.queries =
        IntStream.range(0, checkpoint.config().layers())
            .mapToObj(ParameterSpec.Role.ATTN_WQ::inLayer)
            .collect(Collectors.toSet());
    this.largest = ofEach(this::largestOf);
  }

  /**
   * The result of a function for every tensor by name, in the order of the tensors, which are taken
   * in parallel.
   */
  <T> Map<String, T> ofEach(Function<String, T> function) {
    List<String> names =
        checkpoint.config().parameters().stream().map(ParameterSpec::name).toList();
    List<T> results = names.parallelStream().map(function).toList();
    Map<String, T> byName = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      byName.put(names.get(i), results.get(i));
    }
    return Collections.unmodifiableMap(byName);
  }

  /** The largest magnitude in a tensor. */
  double largest(String name) {
    return Objects.requireNonNull(largest.get(name), name);
  }

  /** The tensor's words in this format: each the nearest word, ties to even. */
  short[] words(String name, QFormat format) {
    float[] weights = checkpoint.weights(name);
    double factor = factor(name);
    short[] words = new short[weights.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = format.nearest(weights[i] * factor);
    }
    return words;
  }

  /** The errors of these words of a tensor. */
  ErrorStatistics errors(String name, QFormat format, short[] words) {
    float[] weights = checkpoint.weights(name);
    double factor = factor(name);
    ErrorStatistics statistics = new ErrorStatistics();
    for (int i = 0; i < words.length; i++) {
      statistics.add(weights[i] * factor, format.real(words[i]));
    }
    return statistics;
  }

  private double largestOf(String name) {
    double factor = factor(name);
    double found = 0;
    for (float weight : checkpoint.weights(name)) {
      found = Math.max(found, Math.abs(weight * factor));
    }
    return found;
  }

  private double factor(String name) {
    return queries.contains(name) ? FloatModel.queryScale(checkpoint.config()) : 1;
  }
}
