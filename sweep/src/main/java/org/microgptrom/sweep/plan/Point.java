package org.microgptrom.sweep.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One value of each axis.
 *
 * @param hidden width of the MLP's hidden layer; null for 4 D
 * @param context in tokens; null for the default
 * @param tokens of a byte-pair vocabulary; null where the characters are the symbols
 * @param weightBits as {@code --weight-bits} has them
 * @param lanes number of multipliers; null for the device's best number, or 16
 * @param streams number of sequences that the circuit interleaves; null for 1
 * @param seed of weights and batches
 * @param steps without codes; null for the default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Point(
    int layers,
    int embd,
    int heads,
    @Nullable Integer hidden,
    @Nullable Integer context,
    @Nullable Integer tokens,
    String weightBits,
    @Nullable Integer lanes,
    @Nullable Integer streams,
    long seed,
    @Nullable Integer steps) {
  /** The point in one line: {@code layers 1, embd 16, ...}. */
  public String text() {
    return "layers "
        + layers
        + ", embd "
        + embd
        + ", heads "
        + heads
        + (hidden == null ? "" : ", hidden " + hidden)
        + (context == null ? "" : ", context " + context)
        + (tokens == null ? "" : ", tokens " + tokens)
        + ", weight bits "
        + weightBits
        + (lanes == null ? "" : ", lanes " + lanes)
        + (streams == null ? "" : ", streams " + streams)
        + ", seed "
        + seed
        + (steps == null ? "" : ", steps " + steps);
  }
}
