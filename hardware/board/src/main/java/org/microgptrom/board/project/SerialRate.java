package org.microgptrom.board.project;

import java.util.Locale;
import org.microgptrom.board.clock.Clock;
import org.microgptrom.model.io.InputException;

/**
 * The rate of the serial line.
 *
 * @param baud bits per second that are asked for
 * @param divider cycles of the clock for one bit
 */
public record SerialRate(int baud, int divider) {
  /** A receiver samples in the middle of a bit: fewer cycles than these miss it by too much. */
  private static final int LEAST_DIVIDER = 8;

  /** One in a hundred, of the five that ten bits can bear, leaves room for the host. */
  private static final double TOLERANCE = 0.01;

  /**
   * The rate that a clock can make.
   *
   * @throws InputException if there are fewer than 8 cycles for a bit, or the rate would be off by
   *     more than 1 %
   */
  public static SerialRate of(Clock clock, int baud) {
    long divider = Math.round((double) clock.hertz() / baud);
    if (divider < LEAST_DIVIDER) {
      throw refused(clock, baud, "leaves fewer than " + LEAST_DIVIDER + " cycles for a bit");
    }
    double made = (double) clock.hertz() / divider;
    if (Math.abs(made - baud) > TOLERANCE * baud) {
      throw refused(
          clock,
          baud,
          String.format(Locale.ROOT, "would be off by %.1f %%", 100 * Math.abs(made / baud - 1)));
    }
    return new SerialRate(baud, (int) divider);
  }

  private static InputException refused(Clock clock, int baud, String problem) {
    long divider = Math.max(LEAST_DIVIDER, Math.round((double) clock.hertz() / baud));
    return new InputException(
        "--baud",
        baud + " with a clock of " + clock.mhz() + " MHz " + problem,
        "choose a fraction of the clock, such as "
            + clock.hertz() / divider
            + ", or another --mhz");
  }
}
