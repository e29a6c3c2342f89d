package org.microgptrom.board.link;

/**
 * How long to wait for a board, from what it says of its clock and its line, and from how long its
 * first answer took: a simulated board is slower than it says, and so is a line with adapters and
 * buffers on its way.
 *
 * @param clock in Hz
 * @param baud bits per second
 * @param slowness how many times longer everything takes, at least 1
 */
record Pace(long clock, long baud, double slowness) {
  /** What operating systems and adapters may keep back, in nanoseconds. */
  static final long SLACK = 300_000_000L;

  /** The most bytes of a TOKEN or an END on the line, some of them stuffed. */
  private static final int FRAME = 28;

  private static final double SLOWEST = 100;
  private static final double SECOND = 1e9;

  /** The pace of a board whose answer took this long, where the bytes alone take some time. */
  static Pace measured(long clock, long baud, long nanos, long bytes) {
    double expected = Math.max(1, Line.nanos(bytes, baud));
    return new Pace(clock, baud, Math.max(1, Math.min(SLOWEST, nanos / expected)));
  }

  /** From a request to the first token; a START tests the ROMs, too. */
  long first(int requestBytes, int tokens, long tokenCycles, long testCycles) {
    return limit(requestBytes + 2 * FRAME, testCycles + tokens * tokenCycles);
  }

  /** From one token to the next, or to the end. */
  long next(long tokenCycles) {
    return limit(2 * FRAME, tokenCycles);
  }

  /** From RESET to STATUS. */
  long reset(long testCycles) {
    return limit(2 * FRAME, testCycles);
  }

  private long limit(int bytes, long cycles) {
    double work = Line.nanos(bytes, baud) + 2.0 * cycles * SECOND / Math.max(1, clock);
    return SLACK + (long) (slowness * work);
  }
}
