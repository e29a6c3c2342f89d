package org.microgptrom.board.proof;

import java.util.List;
import java.util.Locale;
import org.microgptrom.board.link.Answer;
import org.microgptrom.board.link.Message;
import org.microgptrom.simulate.result.Tally;
import org.microgptrom.simulate.result.Tally.Quantity;
import org.microgptrom.simulate.stimulus.Expectation;

/**
 * One whole answer against what the golden simulator computes. After a wrong token the board
 * continues another sequence than the golden simulator, so that the rest is not compared.
 */
final class AnswerComparison {
  private final Tally tally;
  private final int number;
  private final Expectation expected;
  private final Answer answer;

  /**
   * A comparison.
   *
   * @param number of the sequence, from 0
   */
  AnswerComparison(Tally tally, int number, Expectation expected, Answer answer) {
    this.tally = tally;
    this.number = number;
    this.expected = expected;
    this.answer = answer;
  }

  /** The number of tokens that are drawn in a sequence. */
  static int drawn(Expectation expected) {
    int given = 0;
    while (given < expected.tokens() && !expected.draws(given)) {
      given++;
    }
    return expected.tokens() - given;
  }

  /**
   * Compares all that the board told.
   *
   * @return whether the generator's state is the right one afterwards
   */
  boolean run(int columns) {
    int drawn = drawn(expected);
    int first = expected.tokens() - drawn;
    List<Message.Token> tokens = answer.tokens();
    boolean state = true;
    for (int i = 0; i < Math.min(drawn, tokens.size()); i++) {
      int at = first + i;
      Message.Token token = tokens.get(i);
      boolean same =
          compare(Quantity.TOKEN, at, Integer.toString(expected.drawn(at)), "" + token.token());
      same &= compare(Quantity.LAST, at, bit(expected.last(at)), bit(token.last()));
      state &= compare(Quantity.STATE, at, hex(expected.state(at)), hex(token.state()));
      if (!same) {
        return false;
      }
    }
    int end = expected.tokens() - 1;
    if (tokens.size() != drawn) {
      compare(Quantity.LAST, end, drawn + " drawn tokens", tokens.size() + " drawn tokens");
      return false;
    }
    compare(Quantity.SATURATION, end, bit(expected.saturated()), bit(answer.end().saturated()));
    compare(
        Quantity.CHECKSUM,
        end,
        hex(LogitsChecksum.of(expected, columns)),
        hex(answer.end().checksum()));
    return state;
  }

  private boolean compare(Quantity quantity, int position, String right, String actual) {
    return tally.compare(
        quantity,
        expected.sequence(),
        number,
        position,
        expected.fed(position),
        null,
        right,
        actual);
  }

  private static String bit(boolean value) {
    return value ? "1" : "0";
  }

  private static String hex(long value) {
    return String.format(Locale.ROOT, "%08x", value);
  }
}
