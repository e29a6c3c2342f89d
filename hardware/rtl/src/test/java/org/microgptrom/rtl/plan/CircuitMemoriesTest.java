package org.microgptrom.rtl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.fixed.FirstLayer;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Primitive;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.CircuitParameters;

class CircuitMemoriesTest {
  private static final List<String> WIDTHS =
      List.of("16", "4", "8", "3,wte=8,lm_head=16,layer0.attn_wq=2,layer0.mlp_fc2=4");

  @Test
  void romsAreTheImagesOfTheMemoryMap() {
    int cases = 0;
    int precomputed = 0;
    for (int seed = 0; seed < 80; seed++) {
      ModelConfig config = RandomModels.shape(seed);
      int lanes = 1 << seed % 9;
      Variant variant =
          new Variant(
              1 + seed % 3,
              1,
              seed % 4 == 3 && FirstLayer.isAllowed(config, columns(config, lanes)));
      precomputed += variant.precomputed() ? 1 : 0;
      Codes codes = WeightBits.parse(WIDTHS.get(seed % 4), config.parameterNames()).codes();
      Map<String, MemoryMap.Image> images = new LinkedHashMap<>();
      MemoryMap.of(config, codes, lanes, variant.precomputed()).images().stream()
          .filter(image -> image.layout() != Layout.TENSOR)
          .filter(image -> !variant.precomputed() || !image.name().matches("wte_lanes|wpe_lanes"))
          .forEach(image -> images.put(image.name(), image));
      for (Memory memory : CircuitMemories.of(config, codes, lanes, variant, 20)) {
        if (memory.kind().isRom()) {
          MemoryMap.Image image = images.remove(image(memory.name()));
          assertEquals(
              List.of(image.width(), image.depth()),
              List.of(memory.width(), memory.depth()),
              config + ", lanes " + lanes + ", " + memory.name());
          cases++;
        }
      }
      assertEquals(Map.of(), images);
    }
    assertEquals(20 * (5 + 8 + 5) + 20 * (3 + 3 + 3 + 3) - precomputed, cases);
    assertTrue(precomputed > 10, precomputed + " with the first layer in ROM");
  }

  private static String image(String memory) {
    return switch (memory) {
      case "matrices" -> "weights_lanes";
      case "first layer" -> "first_layer";
      case "wte", "wpe" -> memory + "_lanes";
      default -> memory.replaceFirst("matrices, ([0-9]+) bits", "weights$1_lanes");
    };
  }

  private static int columns(ModelConfig config, int lanes) {
    return MemoryMap.tileColumns(config, lanes);
  }

  private static Codes words(ModelConfig config) {
    return Codes.words(config.parameterNames());
  }

  /** What Yosys or nextpnr counted of the default model. */
  @ParameterizedTest
  @CsvSource({
    "ecp5-ebr, true, 64, 1, 1, 103",
    "ecp5-ebr, true, 64, 3, 1, 123",
    "ecp5-ebr, true, 64, 4, 2, 98",
    "ecp5-ebr, true, 16, 1, 1, 34",
    "ice40-ebr, false, 1, 1, 1, 29"
  })
  void blocksOfTheDefaultModel(
      String primitive, boolean lutRam, int lanes, int streams, int units, long blocks) {
    BlockMapping mapping = new BlockMapping(Primitive.named(primitive).orElseThrow(), lutRam);
    ModelConfig config = ModelConfig.microgpt(27);
    int bits = CircuitParameters.usualScoreBits(config);
    assertEquals(
        blocks,
        CircuitMemories.of(config, words(config), lanes, new Variant(streams, units), bits).stream()
            .mapToLong(memory -> mapping.of(memory).count())
            .sum());
  }

  @Test
  void moreWordsThanCanBeAddressedAreRefused() {
    ModelConfig largest = new ModelConfig(64, 8192, 64, 4096, 32768, 512);
    assertFalse(CircuitMemories.isAddressable(largest, words(largest), 1, Variant.ONE));
    assertTrue(CircuitMemories.isAddressable(largest, words(largest), 256, Variant.ONE));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> CircuitMemories.of(largest, words(largest), 1, Variant.ONE, 20))
            .getMessage();
    assertTrue(message.contains("matrices: 51,5") && message.contains("2,147,483,647"), message);
  }
}
