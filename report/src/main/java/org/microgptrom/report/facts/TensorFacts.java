package org.microgptrom.report.facts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Code;
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
 * @param step the real value of 1 in words or codes without a codebook, the grid that all values
 *     lie on
 * @param formatMin the least value that words or codes without a codebook can have
 * @param formatMax the largest value that words or codes without a codebook can have
 * @param min the least value in the tensor
 * @param max the largest value in the tensor
 * @param rms root mean square of the values
 * @param zeros number of words that are 0
 * @param unusedBits number of an code's without a codebook, or else a word's bits that only repeat
 *     the sign in all of them
 * @param rmsError root mean square of the rounding error; null where no report of the quantization
 *     is at hand
 * @param maxError the largest rounding error; null where no report of the quantization is at hand
 * @param histogram from the least to the largest value of the format
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

  /** The facts of all parameters, in the order of the parameters. */
  static List<TensorFacts> of(QuantizedModel model, List<TensorError> errors) {
    return model.config().parameters().stream()
        .map(
            spec ->
                of(
                    spec,
                    model.formats().weight(spec.name()),
                    model.formats().codes().of(spec.name()),
                    model.coder(spec.name()),
                    model.weights(spec.name()),
                    errors.stream()
                        .filter(error -> error.tensor().equals(spec.name()))
                        .findFirst()))
        .toList();
  }

  private static TensorFacts of(
      ParameterSpec spec,
      QFormat format,
      Code code,
      Coder coder,
      short[] words,
      Optional<TensorError> error) {
    int bits = code.isLinear() ? code.bits() : Short.SIZE; // the words of codebooks have all 16
    int shift = code.isLinear() ? code.shift() : 0;
    int step = 1 << shift;
    int least = -step << (bits - 1);
    int bins = Math.min(BINS, 1 << bits);
    int inBin = (step << bits) / bins;
    int min = Short.MAX_VALUE;
    int max = Short.MIN_VALUE;
    long squares = 0;
    long zeros = 0;
    long[] counts = new long[bins];
    for (short word : words) {
      min = Math.min(min, word);
      max = Math.max(max, word);
      squares += (long) word * word;
      zeros += word == 0 ? 1 : 0;
      counts[(word - least) / inBin]++;
    }
    // Of a two's complement word, a sign bit and those below it up to its first different bit.
    int largest = Math.max(max >> shift, ~(min >> shift));
    int used = 1 + Integer.SIZE - Integer.numberOfLeadingZeros(largest);
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
                .mapToObj(of -> format.real(coder.word(of)))
                .sorted()
                .toList(),
        format.real(step),
        format.real(least),
        format.real(-least - step),
        format.real(min),
        format.real(max),
        format.real(1) * Math.sqrt((double) squares / words.length),
        zeros,
        bits - used,
        error.map(TensorError::rmsError).orElse(null),
        error.map(TensorError::maxError).orElse(null),
        new Histogram(
            format.real(least), format.real(inBin), Arrays.stream(counts).boxed().toList()));
  }
}
