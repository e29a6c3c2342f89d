package org.microgptrom.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.model.testing.RandomModels;

/**
 * The unit that the lanes image is made for: P multipliers and an address counter. It knows the
 * order of use and the tile sizes from {@code docs/formats.md} and no memory map.
 */
class LanesTest {
  private final Set<Integer> columnsSeen = new HashSet<>();

  @Test
  void aCounterAndPMultipliersComputeEveryMatrixInOrderOfUse() {
    int products = 0;
    for (int seed = 0; seed < 20; seed++) {
      ModelConfig config = RandomModels.shape(seed);
      QuantizedModel model = RandomModels.model(config, RandomModels.Weights.FULL_SCALE, seed);
      for (int lanes = 1; lanes <= 256; lanes *= 2) {
        products += checkAllProducts(model, lanes);
      }
    }
    assertEquals(2_448, products);
    assertEquals(Set.of(1, 2, 4), columnsSeen);
  }

  private int checkAllProducts(QuantizedModel model, int lanes) {
    MemoryMap map = MemoryMap.of(model.config(), lanes);
    Map<String, RomImage> images =
        map.images(model).stream().collect(Collectors.toMap(RomImage::name, Function.identity()));
    RomImage rom = images.get("weights_lanes");
    assertEquals(lanes, rom.lanes());
    int columns = columns(model.config().embd() / model.config().heads(), lanes);
    columnsSeen.add(columns);
    assertEquals(columns, MemoryMap.tileColumns(model.config(), lanes));
    assertEquals(lanes / columns, MemoryMap.tileRows(model.config(), lanes));
    Random random = new Random(lanes);
    int address = 0;
    int products = 0;
    for (ParameterSpec spec : orderOfUse(model.config())) {
      short[] w = model.weights().get(spec.name());
      String name = spec.name();
      if (name.equals("wte") || name.equals("wpe")) {
        checkRows(images.get(name + "_lanes"), columns, w, spec);
      } else {
        assertEquals(address, base(map, name), name);
        int[] x = random.ints(spec.columns(), -32768, 32768).toArray();
        long[] y = new long[spec.rows()];
        address = stepThrough(rom, columns, address, x, y);
        assertArrayEquals(plainProduct(w, x, spec.rows()), y, name + " with " + lanes + " lanes");
        products++;
      }
    }
    assertEquals(rom.depth(), address);
    return products;
  }

  /** y = W x with R dot products at a time, C columns of each per word. */
  private static int stepThrough(RomImage rom, int c, int start, int[] x, long[] y) {
    int r = rom.lanes() / c;
    int address = start;
    for (int row = 0; row < y.length; row += r) {
      for (int column = 0; column < x.length; column += c) {
        for (int lane = 0; lane < rom.lanes(); lane++) {
          int j = column + lane % c;
          int i = row + lane / c;
          int weight = rom.value(address, lane);
          if (i < y.length && j < x.length) {
            y[i] += (long) weight * x[j];
          } else {
            assertEquals(0, weight, "padding");
          }
        }
        address++;
      }
    }
    return address;
  }

  /** Embedding rows are read C values at a time; as C divides D, there is no padding. */
  private static void checkRows(RomImage rom, int c, short[] w, ParameterSpec spec) {
    assertEquals(c, rom.lanes());
    assertEquals(w.length, rom.depth() * c);
    for (int i = 0; i < w.length; i++) {
      assertEquals(w[i], rom.value(i / c, i % c), spec.name());
    }
  }

  /** C: the largest of 4, 2, 1 that divides a head and, but for 1, is at most P / 4. */
  private static int columns(int headDim, int lanes) {
    return IntStream.of(4, 2, 1)
        .filter(c -> headDim % c == 0 && (c == 1 || 4 * c <= lanes))
        .findFirst()
        .orElseThrow();
  }

  private static long[] plainProduct(short[] w, int[] x, int rows) {
    long[] y = new long[rows];
    for (int i = 0; i < w.length; i++) {
      y[i / x.length] += (long) w[i] * x[i % x.length];
    }
    return y;
  }

  private static List<ParameterSpec> orderOfUse(ModelConfig config) {
    List<ParameterSpec> specs = new ArrayList<>(config.parameters());
    specs.add(specs.remove(2)); // lm_head, third in the state_dict
    assertEquals("lm_head", specs.get(specs.size() - 1).name());
    return specs;
  }

  private static int base(MemoryMap map, String tensor) {
    return map.regionsOf("weights_lanes").stream()
        .filter(region -> region.tensor().equals(tensor))
        .mapToInt(Region::base)
        .findFirst()
        .orElseThrow();
  }
}
