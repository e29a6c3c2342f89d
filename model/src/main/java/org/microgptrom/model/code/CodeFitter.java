package org.microgptrom.model.code;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Fits codes to weights that were trained without: of each tensor the number of fraction bits, and
 * codebooks, with which the squared error of the weights is small.
 *
 * <p>Tensors that share a codebook may have other scales, powers of two, which cost the circuit
 * nothing. So codebook and scales are improved in turns: the codebook by Lloyd's algorithm on all
 * their words, the scale of each tensor by trying its neighbours.
 */
public final class CodeFitter {
  private static final int MOST_TURNS = 20;

  /**
   * The largest word of an embedding whose sum with another one fits 16 bits when both are rounded
   * up.
   */
  private static final int MOST_SUM = Short.MAX_VALUE - 1;

  private final WeightBits bits;
  private final Map<String, WordCounts> counts = new LinkedHashMap<>();
  private final Map<String, Integer> fractionBits = new LinkedHashMap<>();
  private final Map<String, Codebook> codebooks = new LinkedHashMap<>();

  private CodeFitter(WeightBits bits) {
    this.bits = bits;
  }

  /**
   * Fits codes to weights.
   *
   * @param weights by parameter name, row-major
   * @param factor by which the weights of a tensor are multiplied first, as log2(e) / sqrt(hd) is
   *     folded into Wq
   * @throws IllegalArgumentException if tensors have fewer weights than their codebook has values,
   *     or weights do not fit 16 bits
   */
  public static TrainedCodes fit(
      WeightBits bits, Map<String, float[]> weights, ToDoubleFunction<String> factor) {
    CodeFitter fitter = new CodeFitter(bits);
    List<String> counted =
        bits.tensors().keySet().stream()
            .filter(
                tensor -> bits.of(tensor) < Short.SIZE || WeightBits.EMBEDDINGS.contains(tensor))
            .toList();
    // Before threads meet them, which would tell of any one, and of an exception within another.
    counted.forEach(tensor -> WordCounts.requireFit(tensor, of(tensor, weights), factor));
    counted.parallelStream()
        .map(tensor -> Map.entry(tensor, WordCounts.of(tensor, of(tensor, weights), factor)))
        .forEachOrdered(entry -> fitter.counts.put(entry.getKey(), entry.getValue()));
    return fitter.fit();
  }

  private static float[] of(String tensor, Map<String, float[]> weights) {
    return Objects.requireNonNull(weights.get(tensor), tensor);
  }

  private TrainedCodes fit() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    bits.tensors()
        .forEach(
            (tensor, width) -> {
              String codebook = bits.codebook(tensor);
              if (!codebook.equals(Code.LINEAR)) {
                groups.computeIfAbsent(codebook, name -> new ArrayList<>()).add(tensor);
              } else if (width < Short.SIZE) {
                fractionBits.put(tensor, linear(of(tensor), width));
              }
            });
    groups.forEach(this::shared);
    Map<String, TrainedCodes.Tensor> tensors = new LinkedHashMap<>();
    for (String tensor : bits.tensors().keySet()) {
      Integer f = fractionBits.get(tensor);
      if (f != null) {
        tensors.put(tensor, new TrainedCodes.Tensor(bits.of(tensor), bits.codebook(tensor), f));
      }
    }
    return new TrainedCodes(tensors, codebooks);
  }

  private WordCounts of(String tensor) {
    return Objects.requireNonNull(counts.get(tensor), tensor);
  }

  /** The fraction bits of two's complement codes with the least error: a few may be clamped. */
  private int linear(WordCounts words, int width) {
    int most = (1 << (width - 1)) - 1;
    // A code of an embedding can't be finer than the words of wte + wpe.
    int finest =
        WeightBits.EMBEDDINGS.contains(words.tensor())
            ? Math.max(0, ofSum(words.tensor()) - 1)
            : WordCounts.MOST_FRACTION_BITS;
    int wide = Math.min(WordCounts.finest(words.tensor(), words.largest(), most), finest);
    int narrow = Math.min(wide + 1, finest);
    DoubleUnaryOperator nearest = value -> Math.max(-most, Math.min(most, Math.rint(value)));
    return words.error(narrow, nearest) < words.error(wide, nearest) ? narrow : wide;
  }

  /** Fits one codebook and the scales of the tensors that share it. */
  private void shared(String name, List<String> group) {
    int size = 1 << bits.of(group.get(0));
    long weights = group.stream().mapToLong(tensor -> of(tensor).size()).sum();
    if (weights < size) {
      throw new IllegalArgumentException(
          String.join(", ", group)
              + ": "
              + weights
              + " weights are too few for a codebook of "
              + size
              + " values");
    }
    boolean embedding = WeightBits.EMBEDDINGS.contains(group.get(0));
    for (String tensor : group) {
      fractionBits.put(tensor, embedding ? ofSum(tensor) : of(tensor).fractionBits());
    }
    Codebook codebook = Lloyd.fit(countsOf(group), size);
    for (int turn = 0; turn < MOST_TURNS && !embedding && rescale(group, codebook); turn++) {
      codebook = Lloyd.improve(countsOf(group), codebook);
    }
    codebooks.put(name, codebook);
  }

  /** The fraction bits of the sum of wte and wpe. */
  private int ofSum(String tensor) {
    double sum = WeightBits.EMBEDDINGS.stream().mapToDouble(each -> of(each).largest()).sum();
    return WordCounts.finest(tensor, sum, MOST_SUM);
  }

  private long[] countsOf(List<String> group) {
    long[] all = new long[WordCounts.WORDS];
    group.forEach(tensor -> of(tensor).addTo(all, fractionBits.getOrDefault(tensor, 0)));
    return all;
  }

  /** Tries for each tensor the scales beside its own; returns whether one became another. */
  private boolean rescale(List<String> group, Codebook codebook) {
    DoubleUnaryOperator nearest = value -> codebook.value(nearest(codebook, value));
    boolean changed = false;
    for (String tensor : group) {
      int before = fractionBits.getOrDefault(tensor, 0);
      int best = before;
      double least = of(tensor).error(before, nearest);
      for (int f : new int[] {before - 1, before + 1}) {
        if (f >= 0 && f <= WordCounts.MOST_FRACTION_BITS) {
          double error = of(tensor).error(f, nearest);
          if (error < least) {
            least = error;
            best = f;
          }
        }
      }
      fractionBits.put(tensor, best);
      changed |= best != before;
    }
    return changed;
  }

  /** The code whose value is nearest, the lower one of two. */
  public static int nearest(Codebook codebook, double value) {
    int code = 0;
    for (int step = codebook.size() / 2; step > 0; step /= 2) {
      double middle = codebook.value(code + step - 1) + codebook.value(code + step);
      code += 2 * value > middle ? step : 0;
    }
    return code;
  }
}
