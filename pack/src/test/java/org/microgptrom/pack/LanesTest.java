package org.microgptrom.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
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
  }

  private static int checkAllProducts(QuantizedModel model, int lanes) {
    MemoryMap map = MemoryMap.of(model.config(), lanes);
    Map<String, RomImage> images =
        map.images(model).stream().collect(Collectors.toMap(RomImage::name, Function.identity()));
    RomImage rom = images.get("weights_lanes");
    assertEquals(lanes, rom.lanes());
    Random random = new Random(lanes);
    int address = 0;
    int products = 0;
    for (ParameterSpec spec : orderOfUse(model.config())) {
      short[] w = model.weights().get(spec.name());
      String name = spec.name();
      assertEquals(address, base(map, name), name);
      if (name.equals("wte") || name.equals("wpe")) {
        address = checkRows(rom, address, w, spec);
      } else {
        int[] x = random.ints(spec.columns(), -32768, 32768).toArray();
        long[] y = new long[spec.rows()];
        address = stepThrough(rom, address, x, y);
        assertArrayEquals(plainProduct(w, x, spec.rows()), y, name + " with " + lanes + " lanes");
        products++;
      }
    }
    assertEquals(rom.depth(), address);
    return products;
  }

  /** y = W x with R dot products at a time, C columns of each per word. */
  private static int stepThrough(RomImage rom, int start, int[] x, long[] y) {
    int r = Math.min(rom.lanes(), 16);
    int c = rom.lanes() / r;
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

  /** Embedding rows are read whole, P values at a time. */
  private static int checkRows(RomImage rom, int start, short[] w, ParameterSpec spec) {
    int address = start;
    for (int row = 0; row < spec.rows(); row++) {
      for (int column = 0; column < spec.columns(); column += rom.lanes()) {
        for (int lane = 0; lane < rom.lanes(); lane++) {
          int j = column + lane;
          assertEquals(
              j < spec.columns() ? w[row * spec.columns() + j] : 0, rom.value(address, lane));
        }
        address++;
      }
    }
    return address;
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
