package org.microgptrom.model.rom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.fixed.Words;

/**
 * The places of every tensor and table of a model in the images of a bundle, in three layouts: one
 * image per tensor, three images of all tensors tiled for P lanes, and one image per table.
 *
 * <p>In their lanes image, the matrices are tiled by R = P / C rows and C columns: one word feeds R
 * dot products with C columns each. The matrices follow each other in the order of their use.
 * Embedding rows are read C values at a time, so wte and wpe have images of their own, tiled by 1
 * row and C columns.
 *
 * @param lanes P, the number of 16-bit values in a word of the lanes images
 * @param images with layout, width and depth
 * @param regions where the tensors lie, one per tensor and image
 */
public record MemoryMap(int lanes, List<Image> images, List<Region> regions) {
  /** The name of the image with all matrices tiled for P lanes. */
  public static final String LANES_IMAGE = "weights_lanes";

  /** The name of the image with the token embeddings, C values in a word. */
  public static final String WTE_LANES_IMAGE = "wte_lanes";

  /** The name of the image with the position embeddings, C values in a word. */
  public static final String WPE_LANES_IMAGE = "wpe_lanes";

  /** The most columns of a tile: with more lanes, tiles have more rows. */
  private static final int MAX_TILE_COLUMNS = 4;

  private static final int MAX_LANES = 256;

  /** Copies the lists. */
  public MemoryMap {
    images = List.copyOf(images);
    regions = List.copyOf(regions);
  }

  /**
   * One memory of the bundle.
   *
   * @param width bits in a word
   * @param depth number of words
   */
  public record Image(String name, Layout layout, int width, int depth) {
    /** The name and size of the image. */
    public MemoryShape shape() {
      return new MemoryShape(name, width, depth);
    }
  }

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
      regions.add(region(spec, image, 0, 1, 1));
    }
    int rows = tileRows(config, lanes);
    int columns = tileColumns(config, lanes);
    int base = 0;
    for (ParameterSpec spec : matricesInOrderOfUse(config)) {
      Region region = region(spec, LANES_IMAGE, base, rows, columns);
      regions.add(region);
      base = Math.addExact(base, region.depth());
    }
    images.add(new Image(LANES_IMAGE, Layout.LANES, RomImage.LANE_BITS * lanes, base));
    for (ParameterSpec spec : config.parameters()) {
      if (spec.isEmbedding()) {
        String image = spec.name().equals(ParameterSpec.WTE) ? WTE_LANES_IMAGE : WPE_LANES_IMAGE;
        Region region = region(spec, image, 0, 1, columns);
        regions.add(region);
        images.add(new Image(image, Layout.LANES, RomImage.LANE_BITS * columns, region.depth()));
      }
    }
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
   * C, the columns of a matrix tile: the largest power of two up to 4 and up to P / 4 that divides
   * the heads' dimension. So a head is a whole number of groups of C values.
   *
   * @param lanes P, a power of two, 1..256
   * @return 1, 2 or 4
   */
  public static int tileColumns(ModelConfig config, int lanes) {
    requireLanes(lanes);
    int columns = 1;
    while (2 * columns <= Math.min(MAX_TILE_COLUMNS, lanes / 4)
        && config.headDim() % (2 * columns) == 0) {
      columns *= 2;
    }
    return columns;
  }

  /**
   * R = P / C, the rows of a matrix tile: a multiple of {@link #tileColumns}.
   *
   * @param lanes P, a power of two, 1..256
   */
  public static int tileRows(ModelConfig config, int lanes) {
    return lanes / tileColumns(config, lanes);
  }

  /**
   * Requires a power of two in 1..256.
   *
   * @throws IllegalArgumentException if the number is no such power
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
    return images.stream().map(image -> content(image, values)).toList();
  }

  /**
   * An image that takes each value from its tensor when asked, and no memory of its own, as a model
   * may fill half of the memory.
   */
  private RomImage content(Image image, Map<String, short[]> values) {
    List<Region> inside = regionsOf(image.name);
    short[][] tensors =
        inside.stream().map(region -> values.get(region.tensor())).toArray(short[][]::new);
    if (inside.size() == 1 && inside.get(0).isPlain()) {
      return new RomImage(image.name, 1, tensors[0]);
    }
    int[] bases = inside.stream().mapToInt(Region::base).toArray();
    return new RomImage(
        image.name,
        image.shape().lanes(),
        image.depth,
        (address, lane) -> {
          int found = Arrays.binarySearch(bases, address);
          int at = found < 0 ? -found - 2 : found; // the last base that is not above
          return inside.get(at).value(tensors[at], address, lane);
        });
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
        RomImage content = Objects.requireNonNull(contents.get(image.name), image.name);
        regionsOf(image.name).forEach(r -> tensors.put(r.tensor(), r.extract(content)));
      }
    }
    return tensors;
  }

  /**
   * The name of a tensor's files, without the dots of parameter names, which some tools take for
   * the start of a file type.
   */
  private static String fileName(String tensor) {
    return tensor.replace('.', '_');
  }

  private static Region region(
      ParameterSpec spec, String image, int base, int tileRows, int tileColumns) {
    return new Region(spec.name(), spec.rows(), spec.columns(), image, base, tileRows, tileColumns);
  }

  /** The matrices in the order of their use: those of each layer, then lm_head. */
  private static List<ParameterSpec> matricesInOrderOfUse(ModelConfig config) {
    List<ParameterSpec> specs = new ArrayList<>(config.parameters());
    specs.removeIf(ParameterSpec::isEmbedding);
    specs.sort(Comparator.comparing(spec -> spec.name().equals(ParameterSpec.LM_HEAD)));
    return specs;
  }
}
