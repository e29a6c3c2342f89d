package org.microgptrom.board.proof;

import java.util.zip.CRC32;
import org.microgptrom.simulate.stimulus.Expectation;

/** The CRC-32 that a board tells of the logits of a sequence ({@code docs/board.md}). */
final class LogitsChecksum {
  private LogitsChecksum() {}

  /**
   * The CRC-32 of the golden logits of all steps, unsigned 32 bits.
   *
   * @param columns C, to a multiple of which the logits of a step are filled up with zeros
   */
  static long of(Expectation expected, int columns) {
    CRC32 crc = new CRC32();
    for (int position = 0; position < expected.tokens(); position++) {
      int[] logits = expected.logits(position);
      int groups = (logits.length + columns - 1) / columns;
      byte[] bytes = new byte[Short.BYTES * groups * columns];
      for (int v = 0; v < logits.length; v++) {
        bytes[2 * v] = (byte) logits[v];
        bytes[2 * v + 1] = (byte) (logits[v] >> Byte.SIZE);
      }
      crc.update(bytes);
    }
    return crc.getValue();
  }
}
