package org.microgptrom.pack;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.microgptrom.model.rom.RomImage;

/** Images with extreme and random words, and their words computed another way. */
final class TestImages {
  private static final short[] CORNERS = {Short.MIN_VALUE, -1, 0, 1, Short.MAX_VALUE};
  private static final int[] DEPTHS = {1, 2, 7, 17, 257};

  private TestImages() {}

  /** One image of each of five depths, named by their sizes; the first words are the corners. */
  static List<RomImage> withLanes(int... lanes) {
    Random random = new Random(7);
    List<RomImage> images = new ArrayList<>();
    for (int p : lanes) {
      for (int depth : DEPTHS) {
        short[] content = new short[depth * p];
        for (int i = 0; i < content.length; i++) {
          content[i] = i < CORNERS.length ? CORNERS[i] : (short) random.nextInt();
        }
        images.add(new RomImage("image_" + p + "x" + depth, p, content));
      }
    }
    return images;
  }

  /** The words as hexadecimal numbers of width / 4 digits. */
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
              return "0".repeat(4 * image.lanes() - digits.length()) + digits;
            })
        .toList();
  }
}
