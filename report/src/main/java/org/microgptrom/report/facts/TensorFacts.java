package org.microgptrom.report.facts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.quantize.TensorError;

/**
 * The words of one parameter.
 *
 * @param name of the parameter
 * @param rows of the matrix
 * @param columns of the matrix
 * @param notation of the words' format, {@code Q3.13} say
 * @param bits of a code in ROM
 * @param romBits of all codes, without padding
 * @param codebook the real values of all codes, ascending; empty where each word of a range is one
 * @param step the real value of the word 1, the grid that all values lie on
 * @param formatMin the least value of the format
 * @param formatMax the largest value of the format
 * @param min the least value in the tensor
 * @param max the largest value in the tensor
 * @param rms root mean square of the values
 * @param zeros number of words that are 0
 * @param unusedBits number of a word's 16 bits that only repeat the sign in all words
 * @param rmsError root mean square of the rounding error; null where no report of the quantization
 *     is at hand
 * @param maxError the largest rounding error; null where no report of the quantization is at hand
 * @param histogram over all values that the format has
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TensorFacts(
    String name,
    int rows,
    int columns,
    String notation,
    int bits,
    long romBits,
    List<Double> codebook,
    double step,
    double formatMin,
    double formatMax,
    double min,
    double max,
    double rms,
    long zeros,
    int unusedBits,
    @Nullable Double rmsError,
    @Nullable Double maxError,
    Histogram histogram) {
  /** Copies the list. */
  public TensorFacts {
    codebook = List.copyOf(codebook);
  }

  /** The widest codes whose values are told one by one. */
  private static final int WIDEST_DRAWN = 4;

  private static final int BINS = 64;
  private static final int WORDS_IN_BIN = (1 << 16) / BINS;

  /** The facts of all parameters, in the order of the parameters. */
  static List<TensorFacts> of(QuantizedModel model, List<TensorError> errors) {
    return model.config().parameters().stream()
        .map(
            spec ->
                of(
                    spec,
                    model.formats().weight(spec.name()),
                    model.coder(spec.name()),
                    model.weights(spec.name()),
                    errors.stream()
                        .filter(error -> error.tensor().equals(spec.name()))
                        .findFirst()))
        .toList();
  }

  private static TensorFacts of(
      ParameterSpec spec, QFormat format, Coder coder, short[] words, Optional<TensorError> error) {
    int min = Short.MAX_VALUE;
    int max = Short.MIN_VALUE;
    long squares = 0;
    long zeros = 0;
    long[] counts = new long[BINS];
    for (short word : words) {
      min = Math.min(min, word);
      max = Math.max(max, word);
      squares += (long) word * word;
      zeros += word == 0 ? 1 : 0;
      counts[(word - Short.MIN_VALUE) / WORDS_IN_BIN]++;
    }
    // Of a two's complement word, a sign bit and those below it up to its first different bit.
    int used = 1 + Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(max, -1 - min));
    return new TensorFacts(
        spec.name(),
        spec.rows(),
        spec.columns(),
        format.toString(),
        coder.bits(),
        (long) coder.bits() * words.length,
        coder.bits() > WIDEST_DRAWN
            ? List.of()
            : IntStream.range(0, 1 << coder.bits())
                .mapToObj(code -> format.real(coder.word(code)))
                .sorted()
                .toList(),
        format.real(1),
        format.real(Short.MIN_VALUE),
        format.real(Short.MAX_VALUE),
        format.real(min),
        format.real(max),
        format.real(1) * Math.sqrt((double) squares / words.length),
        zeros,
        Short.SIZE - used,
        error.map(TensorError::rmsError).orElse(null),
        error.map(TensorError::maxError).orElse(null),
        new Histogram(
            format.real(Short.MIN_VALUE),
            format.real(WORDS_IN_BIN),
            Arrays.stream(counts).boxed().toList()));
  }
}
