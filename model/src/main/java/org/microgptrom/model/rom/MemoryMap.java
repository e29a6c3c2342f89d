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
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.FirstLayer;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Tables;

/**
 * The places of every tensor and table of a model in the images of a bundle, in three layouts: one
 * image per tensor, three images of all tensors tiled for P lanes, and images of tables.
 *
 * <p>A value of an image is a 16-bit word or the code of one, and an image holds codes of one
 * width.
 *
 * <p>In their lanes images, the matrices are tiled by R = P / C rows and C columns: one word feeds
 * R dot products with C columns each. There is one image for each width of their codes, in which
 * matrices follow each other in the order of their use. Embedding rows are read C values at a time,
 * so wte and wpe have images of their own, tiled by 1 row and C columns.
 *
 * @param lanes P, the number of values in a word of the lanes images of matrices
 * @param images with layout, width and depth
 * @param regions where the tensors lie, one per tensor and image
 */
public record MemoryMap(int lanes, List<Image> images, List<Region> regions) {
  /** The name of the image with all matrices of 16-bit words tiled for P lanes. */
  public static final String LANES_IMAGE = "weights_lanes";

  /** The name of the image with the token embeddings, C values in a word. */
  public static final String WTE_LANES_IMAGE = "wte_lanes";

  /** The name of the image with the position embeddings, C values in a word. */
  public static final String WPE_LANES_IMAGE = "wpe_lanes";

  /**
   * The name of the image, and of its only region, with what a precomputed first layer starts from:
   * words of two groups of C values, {@link FirstLayer#words}.
   */
  public static final String FIRST_LAYER = "first_layer";

  /** The name of the image with the table EXP2. */
  public static final String EXP2_IMAGE = "exp2";

  /** The name of the image with the tables RSQRT and RECIP and the settings of the circuit. */
  public static final String CONSTANTS_IMAGE = "constants";

  /**
   * The name of the region of the circuit's settings: what of the circuit depends on the formats,
   * and two words that let the self-test end as it should. {@code docs/formats.md} lists them.
   */
  public static final String SETTINGS = "settings";

  /** The address of the settings' first word. */
  public static final int SETTINGS_BASE = 192;

  /** The words of the settings before the shifts of the instructions. */
  public static final int SETTINGS_HEAD = 17;

  private static final int RECIP_BASE = 128;

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
   * @param valueBits bits of a value, of which a word holds {@code width / valueBits}
   * @param width bits in a word
   * @param depth number of words
   */
  public record Image(String name, Layout layout, int valueBits, int width, int depth) {
    /** Checks that a word is filled by values. */
    public Image {
      if (valueBits < 1 || width % valueBits != 0) {
        throw new IllegalArgumentException(
            "image "
                + name
                + ": words of "
                + width
                + " bits can't be filled by values of "
                + valueBits);
      }
    }

    /** The number of values in a word. */
    public int valuesPerWord() {
      return width / valueBits;
    }

    /** The name and size of the image. */
    public MemoryShape shape() {
      return new MemoryShape(name, width, depth);
    }
  }

  /** The memory map of a model of this shape whose ROM holds 16-bit words. */
  public static MemoryMap of(ModelConfig config, int lanes) {
    return of(config, Codes.words(config.parameterNames()), lanes);
  }

  /** The memory map of a model of this shape whose circuit begins with the embedding. */
  public static MemoryMap of(ModelConfig config, Codes codes, int lanes) {
    return of(config, codes, lanes, false);
  }

  /**
   * The memory map of a model of this shape.
   *
   * @param codes of all parameters
   * @param lanes P, a power of two, 1..256
   * @param precomputed whether the circuit begins with the first layer's vectors from ROM
   * @throws IllegalArgumentException if it does, and these are more than 32,768 words
   */
  public static MemoryMap of(ModelConfig config, Codes codes, int lanes, boolean precomputed) {
    requireLanes(lanes);
    List<Image> images = new ArrayList<>();
    List<Region> regions = new ArrayList<>();
    for (ParameterSpec spec : config.parameters()) {
      String image = fileName(spec.name());
      int bits = codes.of(spec.name()).bits();
      images.add(new Image(image, Layout.TENSOR, bits, bits, spec.size()));
      regions.add(region(spec, image, 0, 1, 1));
    }
    int rows = tileRows(config, lanes);
    int columns = tileColumns(config, lanes);
    for (int bits : Code.WIDTHS) {
      int base = 0;
      for (ParameterSpec spec : matricesInOrderOfUse(config)) {
        if (codes.of(spec.name()).bits() == bits) {
          Region region = region(spec, lanesImage(bits), base, rows, columns);
          regions.add(region);
          base = Math.addExact(base, region.depth());
        }
      }
      if (base > 0) {
        images.add(new Image(lanesImage(bits), Layout.LANES, bits, bits * lanes, base));
      }
    }
    for (ParameterSpec spec : config.parameters()) {
      if (spec.isEmbedding()) {
        String image = spec.name().equals(ParameterSpec.WTE) ? WTE_LANES_IMAGE : WPE_LANES_IMAGE;
        Region region = region(spec, image, 0, 1, columns);
        regions.add(region);
        int bits = codes.of(spec.name()).bits();
        images.add(new Image(image, Layout.LANES, bits, bits * columns, region.depth()));
      }
    }
    if (precomputed) {
      addFirstLayer(config, columns, images, regions);
    }
    addTable(EXP2_IMAGE, Tables.EXP2_SIZE, images, regions);
    int constants = constantsDepth(config);
    images.add(table(CONSTANTS_IMAGE, constants));
    regions.add(constant("rsqrt", Tables.RSQRT_SIZE, 0));
    regions.add(constant("recip", Tables.RECIP_SIZE, RECIP_BASE));
    regions.add(constant(SETTINGS, constants - SETTINGS_BASE, SETTINGS_BASE));
    codes.codebooks().forEach((name, bits) -> addTable(name, 1 << bits, images, regions));
    return new MemoryMap(lanes, images, regions);
  }

  private static void addFirstLayer(
      ModelConfig config, int columns, List<Image> images, List<Region> regions) {
    int depth = FirstLayer.depth(config, columns);
    int values = FirstLayer.GROUPS * columns;
    images.add(new Image(FIRST_LAYER, Layout.COMPUTED, Short.SIZE, Short.SIZE * values, depth));
    regions.add(new Region(FIRST_LAYER, depth, values, FIRST_LAYER, 0, 1, values));
  }

  private static void addTable(String name, int entries, List<Image> images, List<Region> regions) {
    images.add(table(name, entries));
    regions.add(new Region(name, 1, entries, name, 0, 1, 1));
  }

  private static Region constant(String name, int entries, int base) {
    return new Region(name, 1, entries, CONSTANTS_IMAGE, base, 1, 1);
  }

  private static Image table(String name, int depth) {
    return new Image(name, Layout.TABLE, Short.SIZE, Short.SIZE, depth);
  }

  /**
   * The number of words of {@link #CONSTANTS_IMAGE}: of the settings, a shift for each instruction.
   */
  public static int constantsDepth(ModelConfig config) {
    return SETTINGS_BASE + SETTINGS_HEAD + instructions(config);
  }

  /** The number of instructions by which the circuit computes a token. */
  public static int instructions(ModelConfig config) {
    return 8 * config.layers() + 1;
  }

  /** The name of the image with all matrices of codes of this width, tiled for P lanes. */
  public static String lanesImage(int bits) {
    return bits == Short.SIZE ? LANES_IMAGE : "weights" + bits + "_lanes";
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

  /** Whether the circuit begins with the first layer's vectors from ROM. */
  public boolean precomputed() {
    return images.stream().anyMatch(image -> image.name.equals(FIRST_LAYER));
  }

  /**
   * The images of a model in the order of {@link #images}, but for {@link #CONSTANTS_IMAGE}.
   *
   * @throws IllegalArgumentException if a precomputed first layer has clamped words
   */
  public List<RomImage> images(QuantizedModel model) {
    Map<String, short[]> words = new LinkedHashMap<>(model.weights());
    words.putAll(model.tableWords());
    Map<String, Coder> coders = new LinkedHashMap<>();
    model.weights().keySet().forEach(tensor -> coders.put(tensor, model.coder(tensor)));
    return images.stream()
        .filter(image -> !image.name.equals(CONSTANTS_IMAGE))
        .map(
            image ->
                image.layout == Layout.COMPUTED ? firstLayer(model) : content(image, words, coders))
        .toList();
  }

  /**
   * The image {@link #FIRST_LAYER} of a model, where the circuit begins with it.
   *
   * @throws IllegalArgumentException if that layer has clamped words
   */
  public RomImage firstLayer(QuantizedModel model) {
    Image image = image(FIRST_LAYER);
    short[] words = FirstLayer.words(model, image.valuesPerWord() / FirstLayer.GROUPS);
    return content(image, Map.of(FIRST_LAYER, words), Map.of());
  }

  /**
   * The image {@link #CONSTANTS_IMAGE}.
   *
   * @param words of the tables {@code rsqrt} and {@code recip} and of the {@link #SETTINGS}, by
   *     these names; others are not read
   */
  public RomImage constants(Map<String, short[]> words) {
    return content(image(CONSTANTS_IMAGE), words, Map.of());
  }

  /**
   * An image that takes each value from its tensor when asked, and no memory of its own, as a model
   * may fill half of the memory.
   */
  private RomImage content(Image image, Map<String, short[]> words, Map<String, Coder> coders) {
    List<Region> inside = regionsOf(image.name);
    short[][] tensors =
        inside.stream().map(region -> words.get(region.tensor())).toArray(short[][]::new);
    if (image.valueBits < Short.SIZE) {
      return codes(image, inside, words, coders);
    }
    if (inside.size() == 1 && inside.get(0).isPlain()) {
      return new RomImage(image.name, 1, tensors[0]);
    }
    int[] bases = inside.stream().mapToInt(Region::base).toArray();
    return new RomImage(
        image.name,
        image.shape().lanes(),
        image.depth,
        (address, lane) -> {
          int at = regionAt(bases, address);
          return inside.get(at).value(tensors[at], address, lane);
        });
  }

  /**
   * An image of codes, those of a word side by side from its lowest bit on. Where a word has many,
   * they are gathered once, as they take a half of the memory of their words at most.
   */
  private static RomImage codes(
      Image image, List<Region> inside, Map<String, short[]> words, Map<String, Coder> coders) {
    MemoryShape shape = image.shape();
    if (inside.size() == 1 && inside.get(0).isPlain()) {
      short[] tensor = get(words, inside.get(0));
      Coder coder = get(coders, inside.get(0));
      return RomImage.computed(shape, (address, lane) -> (short) coder.code(tensor[address]));
    }
    short[] limbs = new short[Math.toIntExact(shape.values())];
    for (Region region : inside) {
      region.insert(get(words, region), get(coders, region), limbs, shape.lanes());
    }
    return RomImage.of(shape, limbs);
  }

  private static <T> T get(Map<String, T> byTensor, Region region) {
    return Objects.requireNonNull(byTensor.get(region.tensor()), region.tensor());
  }

  /** The last region whose base is not above an address. */
  private static int regionAt(int[] bases, int address) {
    int found = Arrays.binarySearch(bases, address);
    return found < 0 ? -found - 2 : found;
  }

  /** The place of a parameter in one of its two layouts. */
  public Region region(String parameter, Layout layout) {
    return regions.stream()
        .filter(region -> region.tensor().equals(parameter))
        .filter(region -> image(region.image()).layout() == layout)
        .findFirst()
        .orElseThrow();
  }

  /** The image of this name, which exists. */
  public Image image(String name) {
    return images.stream().filter(image -> image.name.equals(name)).findFirst().orElseThrow();
  }

  /** The regions of one image, by ascending base address. */
  public List<Region> regionsOf(String image) {
    return regions.stream().filter(region -> region.image().equals(image)).toList();
  }

  /** The tensors' values, words or codes, row-major, as the images of one layout hold them. */
  public Map<String, short[]> tensors(Layout layout, Map<String, RomImage> contents) {
    Map<String, short[]> tensors = new LinkedHashMap<>();
    for (Image image : images) {
      if (image.layout == layout) {
        RomImage content = Objects.requireNonNull(contents.get(image.name), image.name);
        regionsOf(image.name)
            .forEach(r -> tensors.put(r.tensor(), r.extract(content, image.valueBits)));
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
