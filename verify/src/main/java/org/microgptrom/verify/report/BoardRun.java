package org.microgptrom.verify.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What a board computed of a bundle.
 *
 * @param clock of the board, in Hz, as it says
 * @param baud bits per second on the serial line, as it says
 * @param sequences number of sequences that were compared
 * @param tokens number of tokens taken in, one per position
 * @param logits number of logits whose CRC-32 was compared
 * @param drawn number of drawn tokens compared
 * @param mismatches number of mismatches in all checks of the board
 * @param repeats how many times a sequence was asked for again, because its answer did not come
 *     whole
 * @param given clock cycles of sequences from which nothing was drawn; null if there were none
 * @param drawing clock cycles of sequences from which tokens were drawn, in which the circuit may
 *     have waited for the line; null if there were none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BoardRun(
    long clock,
    long baud,
    long sequences,
    long tokens,
    long logits,
    long drawn,
    long mismatches,
    long repeats,
    @Nullable Cycles given,
    @Nullable Cycles drawing) {
  /**
   * Clock cycles of sequences.
   *
   * @param tokens number of tokens taken in
   * @param counted by the board
   * @param predicted by the schedule, without searches for tokens
   */
  public record Cycles(long tokens, long counted, long predicted) {
    /** The counted ones of a token, in the mean, with one decimal place. */
    String perToken() {
      return mean(counted, tokens);
    }

    /** The predicted ones of a token, in the mean, with one decimal place. */
    String predictedPerToken() {
      return mean(predicted, tokens);
    }

    /** What a token takes, with one decimal place, without floating point. */
    static String mean(long sum, long count) {
      return BigDecimal.valueOf(sum)
          .divide(BigDecimal.valueOf(count), 1, RoundingMode.HALF_UP)
          .toPlainString();
    }

    /** These and those of one more sequence. */
    public static Cycles with(@Nullable Cycles before, long tokens, long counted, long predicted) {
      return before == null
          ? new Cycles(tokens, counted, predicted)
          : new Cycles(
              before.tokens + tokens, before.counted + counted, before.predicted + predicted);
    }
  }
}
