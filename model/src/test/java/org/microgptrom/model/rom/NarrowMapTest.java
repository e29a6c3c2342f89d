package org.microgptrom.model.rom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.testing.RandomModels;

class NarrowMapTest {
  private static final List<List<Integer>> WIDTHS =
      List.of(List.of(8), List.of(4), List.of(3), List.of(2), List.of(8, 8, 4, 3, 16, 2, 4));

  /** Codes stand side by side from the lowest bit on, whatever limbs of 16 bits cut them. */
  @Test
  void bothLayoutsHoldEveryCode() {
    int images = 0;
    for (List<Integer> widths : WIDTHS) {
      for (int shape = 0; shape < 4; shape++) {
        ModelConfig config = RandomModels.shape(shape);
        QuantizedModel model =
            RandomModels.narrow(config, RandomModels.Weights.FULL_SCALE, widths, shape);
        for (int lanes = 1; lanes <= 64; lanes *= 4) {
          MemoryMap map = MemoryMap.of(config, model.formats().codes(), lanes);
          Map<String, RomImage> contents = new LinkedHashMap<>();
          map.images(model).forEach(image -> contents.put(image.name(), image));
          for (MemoryMap.Image image : map.images()) {
            if (image.layout() != Layout.TABLE) {
              assertWords(map, image, contents.get(image.name()), model);
              images++;
            }
          }
          for (Layout layout : List.of(Layout.TENSOR, Layout.LANES)) {
            Map<String, short[]> codes = map.tensors(layout, contents);
            assertEquals(model.weights().keySet(), codes.keySet());
            codes.forEach(
                (tensor, values) -> {
                  model.coder(tensor).decode(values);
                  assertArrayEquals(model.weights(tensor), values, tensor);
                });
          }
          contents.put(MemoryMap.CONSTANTS_IMAGE, map.constants(withSettings(model)));
          Map<String, short[]> tables = map.tensors(Layout.TABLE, contents);
          model
              .codebooks()
              .forEach((name, book) -> assertArrayEquals(book.values(), tables.get(name), name));
        }
      }
    }
    assertEquals(1_504, images);
  }

  private static Map<String, short[]> withSettings(QuantizedModel model) {
    Map<String, short[]> words = new HashMap<>(model.tableWords());
    words.put(MemoryMap.SETTINGS, new short[17 + 8 * model.config().layers() + 1]);
    return words;
  }

  private static void assertWords(
      MemoryMap map, MemoryMap.Image image, RomImage content, QuantizedModel model) {
    List<BigInteger> expected = new ArrayList<>();
    for (int address = 0; address < image.depth(); address++) {
      expected.add(BigInteger.ZERO);
    }
    for (Region region : map.regionsOf(image.name())) {
      Coder coder = model.coder(region.tensor());
      assertEquals(coder.bits(), image.valueBits());
      short[] words = model.weights(region.tensor());
      for (int i = 0; i < words.length; i++) {
        int row = i / region.columns();
        int column = i % region.columns();
        int at = region.address(row, column);
        BigInteger code = BigInteger.valueOf(coder.code(words[i]));
        int bit = coder.bits() * region.lane(row, column);
        expected.set(at, expected.get(at).or(code.shiftLeft(bit)));
      }
    }
    assertEquals(image.width(), content.width());
    for (int address = 0; address < image.depth(); address++) {
      BigInteger word = BigInteger.ZERO;
      for (int lane = content.lanes() - 1; lane >= 0; lane--) {
        int limb = Short.toUnsignedInt(content.value(address, lane));
        word = word.shiftLeft(16).or(BigInteger.valueOf(limb));
      }
      assertEquals(expected.get(address), word, image + " address " + address);
    }
  }
}
