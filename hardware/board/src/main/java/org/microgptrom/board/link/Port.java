package org.microgptrom.board.link;

import java.io.Closeable;
import java.io.IOException;

/** A line to a board, on which bytes may be damaged and lost. */
public interface Port extends Closeable {
  /** What the user calls it. */
  String name();

  /**
   * Sends bytes.
   *
   * @throws IOException if the line is gone, or takes nothing for a while
   */
  void write(byte[] bytes) throws IOException;

  /**
   * Takes bytes that arrive.
   *
   * @param nanos how long to wait for the first one
   * @return their number, 0 if none came in time
   * @throws IOException if the line is gone
   */
  int read(byte[] buffer, long nanos) throws IOException;

  /** The time on the line, from any beginning. */
  default long nanoTime() {
    return System.nanoTime();
  }

  @Override
  void close();
}
