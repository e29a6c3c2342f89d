package org.microgptrom.model.rom;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.fixed.Words;

/**
 * Where every tensor and table of a model lies in the images of a bundle, in three layouts: one
 * image per tensor, one image for all of them tiled for P lanes, one image per table.
 *
 * <p>In the lanes image, matrices are tiled by R = min(P, 16) rows and C = P / R columns: one word
 * feeds R dot products with C columns each. Embedding rows are read whole, so wte and wpe are tiled
 * by 1 row and P columns. The tensors follow each other in the order of their use.
 *
 * @param lanes P
 * @param images name to layout, width and depth
 * @param regions one per tensor and image
 */
public record MemoryMap(int lanes, List<Image> images, List<Region> regions) {
  /** The name of the image with all parameters tiled for P lanes. */
  public static final String LANES_IMAGE = "weights_lanes";

  /** Rows of a tile at most: beyond, more lanes take more columns. */
  private static final int MAX_TILE_ROWS = 16;

  private static final int MAX_LANES = 256;

  /** Copies the lists. */
  public MemoryMap {
    images = List.copyOf(images);
    regions = List.copyOf(regions);
  }

  /**
   * One memory.
   *
   * @param width bits in a word
   * @param depth words
   */
  public record Image(String name, Layout layout, int width, int depth) {}

  /**
   * The memory map of a model of this shape.
   *
   * @param lanes P, a power of two, 1..256
   */
  public static MemoryMap of(ModelConfig config, int lanes) {
    requireLanes(lanes);
    List<Image> images = new ArrayList<>();
    List<Region> regions = new ArrayList<>();
    for (ParameterSpec spec : config.parameters()) {
      String image = fileName(spec.name());
      images.add(new Image(image, Layout.TENSOR, RomImage.LANE_BITS, spec.size()));
      regions.add(new Region(spec.name(), spec.rows(), spec.columns(), image, 0, 1, 1));
    }
    int base = 0;
    for (ParameterSpec spec : inOrderOfUse(config)) {
      boolean embedding =
          spec.name().equals(ParameterSpec.WTE) || spec.name().equals(ParameterSpec.WPE);
      int tileRows = embedding ? 1 : Math.min(lanes, MAX_TILE_ROWS);
      Region region =
          new Region(
              spec.name(),
              spec.rows(),
              spec.columns(),
              LANES_IMAGE,
              base,
              tileRows,
              lanes / tileRows);
      regions.add(region);
      base = Math.addExact(base, region.depth());
    }
    images.add(new Image(LANES_IMAGE, Layout.LANES, RomImage.LANE_BITS * lanes, base));
    Tables.forConfig(config)
        .byName()
        .forEach(
            (name, entries) -> {
              images.add(new Image(name, Layout.TABLE, RomImage.LANE_BITS, entries.length));
              regions.add(new Region(name, 1, entries.length, name, 0, 1, 1));
            });
    return new MemoryMap(lanes, images, regions);
  }

  /**
   * Requires a power of two in 1..256.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static void requireLanes(int lanes) {
    if (lanes < 1 || lanes > MAX_LANES || Integer.bitCount(lanes) != 1) {
      throw new IllegalArgumentException(
          "lanes must be a power of two in 1.." + MAX_LANES + ", not " + lanes);
    }
  }

  /** The images of a model, in the order of {@link #images}. */
  public List<RomImage> images(QuantizedModel model) {
    Map<String, short[]> values = new LinkedHashMap<>(model.weights());
    model.tables().byName().forEach((name, entries) -> values.put(name, Words.ofUnsigned(entries)));
    return images.stream()
        .map(
            image -> {
              int imageLanes = image.width / RomImage.LANE_BITS;
              short[] content = new short[Math.multiplyExact(image.depth, imageLanes)];
              regionsOf(image.name)
                  .forEach(r -> r.place(values.get(r.tensor()), content, imageLanes));
              return new RomImage(image.name, imageLanes, content);
            })
        .toList();
  }

  /** The regions of one image, by ascending base address. */
  public List<Region> regionsOf(String image) {
    return regions.stream().filter(region -> region.image().equals(image)).toList();
  }

  /** The tensors' values, row-major, as the images of one layout hold them. */
  public Map<String, short[]> tensors(Layout layout, Map<String, RomImage> contents) {
    Map<String, short[]> tensors = new LinkedHashMap<>();
    for (Image image : images) {
      if (image.layout == layout) {
        regionsOf(image.name)
            .forEach(r -> tensors.put(r.tensor(), r.extract(contents.get(image.name))));
      }
    }
    return tensors;
  }

  /** Parameter names contain a dot, which some tools take for the start of a file type. */
  private static String fileName(String tensor) {
    return tensor.replace('.', '_');
  }

  private static List<ParameterSpec> inOrderOfUse(ModelConfig config) {
    List<ParameterSpec> specs = new ArrayList<>(config.parameters());
    ParameterSpec head =
        specs.stream()
            .filter(s -> s.name().equals(ParameterSpec.LM_HEAD))
            .findFirst()
            .orElseThrow();
    specs.remove(head);
    specs.add(head);
    return specs;
  }
}
