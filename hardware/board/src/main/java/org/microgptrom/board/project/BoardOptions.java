package org.microgptrom.board.project;

import org.microgptrom.board.catalog.Board;

/**
 * The options of a board's project.
 *
 * @param mhz the frequency of the circuit's clock in MHz, greater than 0
 * @param baud bits per second of the serial line, greater than 0
 * @param seed of the router's random numbers, 1..2^31-1; the same seed gives the same bitstream
 */
public record BoardOptions(Board board, double mhz, int baud, int seed) {
  /** The rate that the serial chips of all boards can do. */
  public static final int DEFAULT_BAUD = 1_000_000;

  /** Checks the ranges. */
  public BoardOptions {
    if (!(mhz > 0) || baud < 1 || seed < 1) {
      throw new IllegalArgumentException(
          "frequency, baud rate and seed must be greater than 0, not "
              + mhz
              + ", "
              + baud
              + ", "
              + seed);
    }
  }
}
