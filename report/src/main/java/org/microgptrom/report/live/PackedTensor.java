package org.microgptrom.report.live;

import java.util.Base64;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.rom.Region;

/**
 * The values of one tensor, and the ROM words in which the circuit finds them.
 *
 * @param rows of the tensor
 * @param columns of the tensor
 * @param image that the circuit reads them from
 * @param base address of the first tile
 * @param tileRows rows of a tile, which is one ROM word
 * @param tileColumns columns of a tile
 * @param codes base64 of what stands in ROM for the values, row-major and without padding: value i
 *     has the bits from i times the width of its code on, the lowest bit of a byte first
 */
public record PackedTensor(
    int rows, int columns, String image, int base, int tileRows, int tileColumns, String codes) {
  static PackedTensor of(Region region, Coder coder, short[] words) {
    return new PackedTensor(
        region.rows(),
        region.columns(),
        region.image(),
        region.base(),
        region.tileRows(),
        region.tileColumns(),
        Base64.getEncoder().encodeToString(packed(coder, words)));
  }

  private static byte[] packed(Coder coder, short[] words) {
    int bits = coder.bits();
    byte[] bytes = new byte[Math.toIntExact(((long) words.length * bits + 7) / 8)];
    long at = 0;
    for (short word : words) {
      int code = coder.isWord() ? word & 0xFFFF : coder.code(word);
      for (int bit = 0; bit < bits; bit++, at++) {
        bytes[(int) (at / 8)] |= (byte) ((code >> bit & 1) << at % 8);
      }
    }
    return bytes;
  }
}
