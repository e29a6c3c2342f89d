package org.microgptrom.model.walk;

import java.util.List;
import org.microgptrom.model.rom.RomImage;

/**
 * Words that follow each other in one image.
 *
 * @param image name of the {@link RomImage}
 * @param lanes values in a word, 16-bit words or codes
 * @param valueBits bits of a value
 * @param first the first address
 * @param last the last address
 * @param banks where the words lie in the files that the image is split to; empty if the image is
 *     not split
 */
public record RomSpan(
    String image, int lanes, int valueBits, int first, int last, List<Bank> banks) {
  /** Copies the list and checks the addresses. */
  public RomSpan {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(
          "addresses of " + image + " must ascend from 0 on, not " + first + ".." + last);
    }
    banks = List.copyOf(banks);
  }

  /**
   * Words that follow each other in one bank.
   *
   * @param file name without folder and extension
   * @param bit of the image's word that is the bank's lowest
   * @param width bits in a word of the bank
   * @param first the first address in the bank
   * @param last the last address in the bank
   */
  public record Bank(String file, int bit, int width, int first, int last) {}

  /** The number of words. */
  public int words() {
    return last - first + 1;
  }
}
