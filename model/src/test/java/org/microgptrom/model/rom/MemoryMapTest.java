package org.microgptrom.model.rom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.RandomModels;

class MemoryMapTest {
  private static final List<ModelConfig> SHAPES =
      List.of(
          ModelConfig.microgpt(27),
          new ModelConfig(2, 24, 3, 12, 40, 11),
          new ModelConfig(1, 7, 1, 3, 19, 5),
          new ModelConfig(1, 1, 1, 1, 1, 2));

  /** Words between two regions of the constants. */
  private static final Map<String, Integer> GAPS =
      Map.of("recip", 128 - 97, "settings", 192 - (128 + 33));

  @Test
  void everyValueIsWhereTheFormulasSayAndPaddingIsZero() {
    int maps = 0;
    for (ModelConfig config : SHAPES) {
      QuantizedModel model = RandomModels.model(config, RandomModels.Weights.FULL_SCALE, 1);
      for (int lanes = 1; lanes <= 256; lanes *= 2) {
        MemoryMap map = MemoryMap.of(config, lanes);
        Map<String, RomImage> contents = contents(map, model);
        int c = expectedColumns(config.embd() / config.heads(), lanes);
        assertArrayEquals(
            expectedLanes(model, lanes / c, c),
            stream(contents.get("weights_lanes")),
            "P=" + lanes);
        for (String embedding : List.of("wte", "wpe")) { // no padding: C divides D
          RomImage image = contents.get(embedding + "_lanes");
          assertEquals(c, image.lanes());
          assertArrayEquals(model.weights().get(embedding), stream(image), "P=" + lanes);
        }
        for (ParameterSpec spec : config.parameters()) {
          RomImage image = contents.get(spec.name().replace('.', '_'));
          assertEquals(1, image.lanes());
          assertArrayEquals(model.weights().get(spec.name()), stream(image), spec.name());
        }
        maps++;
      }
    }
    assertEquals(4 * 9, maps);
  }

  /** The lanes image by the formulas of docs/formats.md, tensor after tensor. */
  private static short[] expectedLanes(QuantizedModel model, int tileRows, int tileColumns) {
    int p = tileRows * tileColumns;
    List<ParameterSpec> order = new ArrayList<>(model.config().parameters());
    order.subList(0, 2).clear(); // wte, wpe
    Collections.rotate(order, -1); // lm_head last
    List<short[]> words = new ArrayList<>();
    for (ParameterSpec spec : order) {
      int across = (int) Math.ceil((double) spec.columns() / tileColumns);
      int down = (int) Math.ceil((double) spec.rows() / tileRows);
      int base = words.size();
      for (int i = 0; i < across * down; i++) {
        words.add(new short[p]);
      }
      for (int row = 0; row < spec.rows(); row++) {
        for (int column = 0; column < spec.columns(); column++) {
          int address = base + (row / tileRows) * across + column / tileColumns;
          int lane = (row % tileRows) * tileColumns + column % tileColumns;
          words.get(address)[lane] =
              model.weights().get(spec.name())[row * spec.columns() + column];
        }
      }
    }
    short[] content = new short[words.size() * p];
    for (int address = 0; address < words.size(); address++) {
      System.arraycopy(words.get(address), 0, content, address * p, p);
    }
    return content;
  }

  /** Columns by hd: at most 4 and a quarter of P, a power of two that divides hd. */
  private static int expectedColumns(int headDim, int p) {
    if (headDim % 4 == 0 && p >= 16) {
      return 4;
    }
    return headDim % 2 == 0 && p >= 8 ? 2 : 1;
  }

  @Test
  void tilesOfMicrogptsShape() {
    List<String> tiles = new ArrayList<>();
    for (int lanes = 1; lanes <= 256; lanes *= 2) {
      ModelConfig config = ModelConfig.microgpt(27);
      tiles.add(MemoryMap.tileRows(config, lanes) + "x" + MemoryMap.tileColumns(config, lanes));
    }
    assertEquals(List.of("1x1", "2x1", "4x1", "4x2", "4x4", "8x4", "16x4", "32x4", "64x4"), tiles);
    assertEquals(2, MemoryMap.tileColumns(new ModelConfig(1, 12, 2, 4, 8, 5), 256)); // hd = 6
    assertEquals(1, MemoryMap.tileColumns(new ModelConfig(1, 6, 2, 4, 8, 5), 256));
    assertThrows(
        IllegalArgumentException.class, () -> MemoryMap.tileRows(ModelConfig.microgpt(27), 12));
  }

  @Test
  void regionsOfAnImageTileItWithoutOverlap() {
    MemoryMap map = MemoryMap.of(ModelConfig.microgpt(27), 32);
    for (MemoryMap.Image image : map.images()) {
      int next = 0;
      for (Region region : map.regionsOf(image.name())) {
        int gap = GAPS.getOrDefault(region.tensor(), 0);
        assertEquals(next + gap, region.base(), region.tensor());
        next += gap + region.depth();
      }
      assertEquals(image.depth(), next);
    }
    assertEquals(9 + 3 + 2, map.images().size());
    assertEquals(9 + 9 + 4, map.regions().size());
    assertEquals(
        List.of(
            "layer0.attn_wq",
            "layer0.attn_wk",
            "layer0.attn_wv",
            "layer0.attn_wo",
            "layer0.mlp_fc1",
            "layer0.mlp_fc2",
            "lm_head"),
        map.regionsOf(MemoryMap.LANES_IMAGE).stream().map(Region::tensor).toList());
  }

  @Test
  void bothLayoutsGiveBackTheModelAndTablesTheirs() {
    for (ModelConfig config : SHAPES) {
      QuantizedModel model = RandomModels.model(config, RandomModels.Weights.FULL_SCALE, 2);
      MemoryMap map = MemoryMap.of(config, 8);
      Map<String, RomImage> contents = contents(map, model);
      for (Layout layout : List.of(Layout.TENSOR, Layout.LANES)) {
        Map<String, short[]> tensors = map.tensors(layout, contents);
        assertEquals(model.weights().keySet(), tensors.keySet());
        model.weights().forEach((name, words) -> assertArrayEquals(words, tensors.get(name), name));
      }
      Map<String, short[]> tables = map.tensors(Layout.TABLE, contents);
      assertEquals(List.of("exp2", "rsqrt", "recip", "settings"), List.copyOf(tables.keySet()));
      assertArrayEquals(settings(config), tables.get("settings"));
      RomImage constants = contents.get("constants");
      assertEquals(0, constants.value(97, 0));
      assertEquals(0, constants.value(191, 0));
      model
          .tables()
          .byName()
          .forEach(
              (name, entries) -> {
                assertEquals(entries.length, tables.get(name).length);
                for (int i = 0; i < entries.length; i++) {
                  assertEquals(entries[i], Short.toUnsignedInt(tables.get(name)[i]));
                }
              });
    }
  }

  @Test
  void jsonHoldsTheWholeMap() {
    MemoryMap map = MemoryMap.of(SHAPES.get(1), 64);
    assertEquals(map, Json.parse("x", Json.pretty(map), MemoryMap.class));
    assertTrue(
        Json.line(map)
            .contains(
                "{\"name\":\"weights_lanes\",\"layout\":\"lanes\",\"value_bits\":16,\"width\":1024,"));
  }

  @Test
  void refusesLanesThatAreNoPowerOfTwo() {
    int refused = 0;
    for (int lanes : new int[] {-2147483648, -1, 0, 3, 24, 255, 257, 512}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> MemoryMap.of(SHAPES.get(0), lanes));
      assertEquals("lanes must be a power of two in 1..256, not " + lanes, e.getMessage());
      refused++;
    }
    assertEquals(8, refused);
  }

  private static Map<String, RomImage> contents(MemoryMap map, QuantizedModel model) {
    Map<String, RomImage> contents = new LinkedHashMap<>();
    Map<String, short[]> tables = new LinkedHashMap<>(model.tableWords());
    tables.put("settings", settings(model.config()));
    List<RomImage> images = new ArrayList<>(map.images(model));
    images.add(map.constants(tables)); // the last one where there is no codebook
    for (int i = 0; i < images.size(); i++) {
      assertEquals(map.images().get(i).name(), images.get(i).name());
      assertEquals(map.images().get(i).width(), images.get(i).width());
      assertEquals(map.images().get(i).depth(), images.get(i).depth());
      contents.put(images.get(i).name(), images.get(i));
    }
    assertEquals(map.images().size(), contents.size());
    return contents;
  }

  private static short[] settings(ModelConfig config) {
    short[] settings = new short[17 + 8 * config.layers() + 1];
    for (int i = 0; i < settings.length; i++) {
      settings[i] = (short) (0x8000 + i);
    }
    return settings;
  }

  private static short[] stream(RomImage image) {
    short[] words = new short[image.depth() * image.lanes()];
    for (int i = 0; i < words.length; i++) {
      words[i] = image.value(i / image.lanes(), i % image.lanes());
    }
    return words;
  }
}
