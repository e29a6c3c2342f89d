package org.microgptrom.pack;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.microgptrom.model.rom.MemoryShape;
import org.microgptrom.model.rom.RomImage;

/** Images with extreme and random words, and their words computed another way. */
final class TestImages {
  private static final short[] CORNERS = {Short.MIN_VALUE, -1, 0, 1, Short.MAX_VALUE};
  private static final int[] DEPTHS = {1, 2, 7, 17, 257};

  private TestImages() {}

  /** One image of each of five depths, named by their sizes; the first words are the corners. */
  static List<RomImage> withLanes(int... lanes) {
    return withWidths(Arrays.stream(lanes).map(p -> 16 * p).toArray());
  }

  /** As {@link #withLanes}, of words of so many bits, codes of 4 bits side by side for example. */
  static List<RomImage> withWidths(int... widths) {
    Random random = new Random(7);
    List<RomImage> images = new ArrayList<>();
    for (int width : widths) {
      for (int depth : DEPTHS) {
        MemoryShape shape = new MemoryShape("image_" + width + "x" + depth, width, depth);
        short[] content = new short[depth * shape.lanes()];
        for (int i = 0; i < content.length; i++) {
          int value = i < CORNERS.length ? CORNERS[i] : random.nextInt();
          int bits = Math.min(16, width - i % shape.lanes() * 16);
          content[i] = (short) (value & ((1 << bits) - 1));
        }
        images.add(RomImage.of(shape, content));
      }
    }
    return images;
  }

  /** The words as hexadecimal numbers of width / 4 digits, rounded up. */
  static List<String> words(RomImage image) {
    return IntStream.range(0, image.depth())
        .mapToObj(
            address -> {
              BigInteger word = BigInteger.ZERO;
              for (int lane = 0; lane < image.lanes(); lane++) {
                BigInteger bits = BigInteger.valueOf(image.value(address, lane) & 0xFFFF);
                word = word.add(bits.multiply(BigInteger.TWO.pow(16 * lane)));
              }
              String digits = word.toString(16);
              return "0".repeat((image.width() + 3) / 4 - digits.length()) + digits;
            })
        .toList();
  }
}
