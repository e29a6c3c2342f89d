package org.microgptrom.board.bitstream;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.rom.RomImage;

/**
 * Finds the bits of random images in the block RAMs of an iCE40 by their content alone, without
 * netlist and placement: a column of a block's 256 words is one bit of every 1st, 2nd, 4th or 8th
 * word of an image.
 */
final class ContentSearch {
  private static final int ROWS = 256;
  private static final int COLUMNS = 16;

  /** So many equal bits are no coincidence. */
  private static final int KEY_BITS = 40;

  /** A bit of an image, and where it is stored. */
  record Found(String image, int address, int bit, String line, int row, int column) {}

  private ContentSearch() {}

  /**
   * All bits of these images that are found.
   *
   * @param blocks the blocks' stored bits by the line of the text that begins them
   */
  static List<Found> find(List<RomImage> images, Map<String, BitSet> blocks) {
    Map<Long, int[]> places = new HashMap<>(); // image, bit, first address and step by content
    for (int i = 0; i < images.size(); i++) {
      RomImage image = images.get(i);
      for (int step = 1; step <= 8; step *= 2) {
        for (int chunk = 0; chunk * ROWS * step < image.depth(); chunk++) {
          for (int offset = 0; offset < step; offset++) {
            int first = chunk * ROWS * step + offset;
            for (int bit = 0; bit < image.width() && has(image, first, step); bit++) {
              places.put(key(image, bit, first, step), new int[] {i, bit, first, step});
            }
          }
        }
      }
    }
    List<Found> found = new ArrayList<>();
    blocks.forEach(
        (line, bits) -> {
          for (int column = 0; column < COLUMNS; column++) {
            long key = 0;
            for (int row = 0; row < KEY_BITS; row++) {
              key |= (bits.get(row * COLUMNS + column) ? 1L : 0L) << row;
            }
            int[] place = places.get(key);
            for (int row = 0; place != null && row < ROWS; row++) {
              int address = place[2] + row * place[3];
              if (address < images.get(place[0]).depth()) {
                String name = images.get(place[0]).name();
                found.add(new Found(name, address, place[1], line, row, column));
              }
            }
          }
        });
    return found;
  }

  private static boolean has(RomImage image, int first, int step) {
    return first + (KEY_BITS - 1) * step < image.depth();
  }

  private static long key(RomImage image, int bit, int first, int step) {
    long key = 0;
    for (int row = 0; row < KEY_BITS; row++) {
      key |= (long) image.value(first + row * step, bit, 1) << row;
    }
    return key;
  }
}
