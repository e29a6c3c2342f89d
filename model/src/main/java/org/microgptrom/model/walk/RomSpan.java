package org.microgptrom.model.walk;

import java.util.List;
import org.microgptrom.model.rom.RomImage;

/**
 * Words that follow each other in one image.
 *
 * @param image name of the {@link RomImage}
 * @param lanes 16-bit values in a word
 * @param first the first address
 * @param last the last address
 * @param banks where the words lie in the files that the image is split to; empty if the image is
 *     not split
 */
public record RomSpan(String image, int lanes, int first, int last, List<Bank> banks) {
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
   * @param lane of the image that is the bank's first lane
   * @param lanes 16-bit values in a word of the bank
   * @param first the first address in the bank
   * @param last the last address in the bank
   */
  public record Bank(String file, int lane, int lanes, int first, int last) {}

  /** The number of words. */
  public int words() {
    return last - first + 1;
  }
}
