package org.microgptrom.bundle.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.TokenizerFile;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Geometry;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.rom.Vectors;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.CircuitImages;
import org.microgptrom.rtl.CircuitParameters;

/**
 * The content of a bundle, open to change: {@link #files} writes what it holds at that moment, with
 * digests that fit, as a careful forger would.
 */
public final class TestBundle {
  private static final int[] SCALES = {0, 5909, 65535};

  private final Quantized quantized;
  private final MemoryMap map;
  private final Variant variant;

  /** Values by image, 16-bit words or codes, (depth, values in a word). */
  public final Map<String, short[]> images = new LinkedHashMap<>();

  /** The lines of the teacher-forced vectors. */
  public final List<Vectors.TeacherForced> teacherForced = new ArrayList<>();

  /** The lines of the sampled vectors. */
  public final List<Vectors.Sampled> sampled = new ArrayList<>();

  /** The right bundle of a random model. */
  public TestBundle(ModelConfig config, RandomModels.Weights weights, int lanes, long seed) {
    this(config, weights, lanes, Variant.ONE, seed);
  }

  /** The right bundle of a random model whose circuit interleaves sequences. */
  public TestBundle(
      ModelConfig config, RandomModels.Weights weights, int lanes, Variant variant, long seed) {
    this(config, weights, List.of(Short.SIZE), lanes, variant, seed);
  }

  /** As {@link #TestBundle}, of a model whose words stand in ROM as codes of these bits. */
  public TestBundle(
      ModelConfig config,
      RandomModels.Weights weights,
      List<Integer> bits,
      int lanes,
      Variant variant,
      long seed) {
    this(RandomModels.narrowQuantized(config, weights, bits, seed), lanes, variant, seed);
  }

  /** The right bundle of this model. */
  public TestBundle(Quantized quantized, int lanes, Variant variant, long seed) {
    this.variant = variant;
    this.quantized = quantized;
    QuantizedModel model = quantized.model();
    ModelConfig config = model.config();
    map = MemoryMap.of(config, model.formats().codes(), lanes, variant.precomputed());
    model.weights().keySet().forEach(name -> images.put(name.replace('.', '_'), codes(name)));
    int columns = tileColumns(config, lanes);
    List<String> matrices = new ArrayList<>();
    model.weights().keySet().stream().filter(n -> n.startsWith("layer")).forEach(matrices::add);
    matrices.add("lm_head");
    Map<String, List<String>> byImage = new LinkedHashMap<>();
    matrices.forEach(
        name -> byImage.computeIfAbsent(lanesImage(name), key -> new ArrayList<>()).add(name));
    byImage.forEach((image, names) -> images.put(image, tiled(names, lanes / columns, columns)));
    images.put("wte_lanes", tiled(List.of("wte"), 1, columns));
    images.put("wpe_lanes", tiled(List.of("wpe"), 1, columns));
    if (variant.precomputed()) {
      images.put("first_layer", TestFirstLayer.values(model, columns));
    }
    images.put("exp2", model.tableWords().get("exp2"));
    short[] constants = new short[MemoryMap.constantsDepth(config)];
    put(model.tableWords().get("rsqrt"), constants, 0);
    put(model.tableWords().get("recip"), constants, 128);
    images.put(MemoryMap.CONSTANTS_IMAGE, constants);
    model.codebooks().forEach((name, codebook) -> images.put(name, codebook.values()));
    settle();
    int context = config.context();
    int[] all = new int[config.vocabSize() + context];
    Arrays.setAll(all, i -> i % config.vocabSize());
    for (int start = 0; start < config.vocabSize(); start += context) {
      teacherForced.add(forced(model, Arrays.copyOfRange(all, start, start + context)));
    }
    for (int scale : SCALES) {
      sampled.add(sample(model, scale, 0xFFFF_FFFFL - seed));
    }
  }

  private static void put(short[] words, short[] into, int at) {
    System.arraycopy(words, 0, into, at, words.length);
  }

  /** Lets the settings fit all images, whatever was changed. */
  private void settle() {
    short[] constants = images.get(MemoryMap.CONSTANTS_IMAGE);
    Map<String, RomImage> present = romImages();
    RomImage right =
        CircuitImages.constants(
            config(),
            quantized.model().formats(),
            map,
            map.tensors(Layout.TABLE, present),
            present);
    for (int i = MemoryMap.SETTINGS_BASE; i < constants.length; i++) {
      constants[i] = right.value(i, 0);
    }
  }

  /** The shape of the tests that flip every bit: the smallest matrices have two rows of two. */
  public static ModelConfig tiny() {
    return new ModelConfig(1, 2, 1, 3, 3, 3);
  }

  /** The model that is packed, whatever was changed since. */
  public Quantized quantized() {
    return quantized;
  }

  /** The shape that is packed. */
  public ModelConfig config() {
    return quantized.model().config();
  }

  /** The manifest's memory map. */
  public MemoryMap map() {
    return map;
  }

  /** All files by path, the manifest first and SHA256SUMS second. */
  public Map<String, byte[]> files() {
    settle();
    return filesAsTheyAre();
  }

  /** As {@link #files}, with settings that need not fit the other images. */
  public Map<String, byte[]> filesAsTheyAre() {
    Map<String, byte[]> files = new TreeMap<>();
    for (MemoryMap.Image image : map.images()) {
      for (MemoryFormat format : MemoryFormat.DEFAULT) {
        byte[] text = MemoryText.of(format, words(image), image.width());
        files.put(format.path(image.name()), text);
      }
    }
    files.put(Vectors.TEACHER_FORCED, lines(teacherForced));
    files.put(Vectors.SAMPLED, lines(sampled));
    String parameters = CircuitParameters.of(config(), quantized.model().formats(), map, variant);
    files.put(Circuit.PARAMETERS, parameters.getBytes(StandardCharsets.US_ASCII));
    for (String source : Circuit.sources()) { // of another version of the tool
      files.put(Circuit.FOLDER + source, ("// " + source + "\n").getBytes(StandardCharsets.UTF_8));
    }
    if (quantized.model().vocabulary().hasMerges()) {
      files.put(TokenizerFile.NAME, TokenizerFile.bytes(quantized.model().vocabulary()));
    }
    return BundleFiles.sealed(manifest(), files);
  }

  /** The manifest of the present content, without files. */
  public Manifest manifest() {
    Map<String, String> digests = new LinkedHashMap<>();
    romImages().forEach((name, image) -> digests.put(name, image.sha256()));
    QuantizedModel model = quantized.model();
    return new Manifest(
        "microgpt-rom bundle",
        6,
        "microgpt-rom test",
        config(),
        config().parameterCount(),
        model.vocabulary(),
        2,
        model.formats(),
        map,
        variant.streams(),
        variant.units(),
        digests,
        Manifest.romSha256(digests),
        MemoryFormat.DEFAULT,
        Geometry.WHOLE,
        List.of(),
        0,
        List.of(),
        quantized.lineage());
  }

  private Map<String, RomImage> romImages() {
    Map<String, RomImage> present = new LinkedHashMap<>();
    for (MemoryMap.Image image : map.images()) {
      short[] limbs = new short[image.depth() * image.shape().lanes()];
      List<BigInteger> words = words(image);
      for (int i = 0; i < limbs.length; i++) {
        int limb = i % image.shape().lanes();
        limbs[i] = words.get(i / image.shape().lanes()).shiftRight(16 * limb).shortValue();
      }
      present.put(image.name(), RomImage.of(image.shape(), limbs));
    }
    return present;
  }

  /** The words of an image, of which each holds its values side by side, the first lowest. */
  private List<BigInteger> words(MemoryMap.Image image) {
    short[] values = images.get(image.name());
    int inWord = image.width() / image.valueBits();
    List<BigInteger> words = new ArrayList<>();
    for (int address = 0; address < values.length / inWord; address++) {
      BigInteger word = BigInteger.ZERO;
      for (int i = 0; i < inWord; i++) {
        BigInteger value = BigInteger.valueOf(values[address * inWord + i] & 0xFFFF);
        word = word.add(value.shiftLeft(i * image.valueBits()));
      }
      words.add(word);
    }
    return words;
  }

  private Code code(String tensor) {
    return quantized.model().formats().codes().of(tensor);
  }

  /** The bits of a tensor's values in ROM. */
  public int bits(String tensor) {
    return code(tensor).bits();
  }

  /** The name of the image that holds a tensor for all lanes. */
  public String lanesImage(String tensor) {
    if (tensor.equals("wte") || tensor.equals("wpe")) {
      return tensor + "_lanes";
    }
    return bits(tensor) == 16 ? "weights_lanes" : "weights" + bits(tensor) + "_lanes";
  }

  /** The codes of a tensor's words, found by search. */
  private short[] codes(String tensor) {
    short[] words = quantized.model().weights().get(tensor);
    short[] codes = new short[words.length];
    for (int i = 0; i < words.length; i++) {
      int code = 0;
      while (word(tensor, code, quantized.model().codebooks()) != words[i]) {
        code++;
      }
      codes[i] = (short) code;
    }
    return codes;
  }

  /** The word of a code, unsigned, as docs/arithmetic.md defines it. */
  private int word(String tensor, int code, Map<String, Codebook> codebooks) {
    Code how = code(tensor);
    int half = 1 << (how.bits() - 1);
    int value =
        how.codebook().equals("linear")
            ? (code ^ half) - half
            : codebooks.get(how.codebook()).values()[code];
    return value << how.shift();
  }

  /** Whether the present weights give exactly the present vectors. */
  public boolean vectorsHold() {
    QuantizedModel model = quantized.model();
    QuantizedModel present;
    try {
      Map<String, Codebook> codebooks = new LinkedHashMap<>();
      model.codebooks().keySet().forEach(n -> codebooks.put(n, new Codebook(images.get(n))));
      Map<String, short[]> weights = new LinkedHashMap<>();
      for (String name : model.weights().keySet()) {
        short[] words = images.get(name.replace('.', '_')).clone();
        for (int i = 0; i < words.length; i++) {
          words[i] = (short) word(name, words[i] & 0xFFFF, codebooks);
        }
        weights.put(name, words);
      }
      present =
          new QuantizedModel(
              config(), model.vocabulary(), model.formats(), model.tables(), codebooks, weights);
    } catch (IllegalArgumentException e) {
      return false; // wte + wpe could overflow, or a codebook does not ascend
    }
    return teacherForced.stream()
            .allMatch(
                v -> v.equals(forced(present, v.tokens().stream().mapToInt(t -> t).toArray())))
        && sampled.stream().allMatch(v -> v.equals(sample(present, v.scale(), v.seed())));
  }

  /** Of 4, 2 and 1 the first that divides a head and leaves four times as many multipliers. */
  private static int tileColumns(ModelConfig config, int lanes) {
    for (int columns : new int[] {4, 2}) {
      if (config.embd() / config.heads() % columns == 0 && lanes >= 4 * columns) {
        return columns;
      }
    }
    return 1;
  }

  private short[] tiled(List<String> order, int tileRows, int tileColumns) {
    int lanes = tileRows * tileColumns;
    Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    config().parameters().forEach(spec -> specs.put(spec.name(), spec));
    short[] values = new short[0];
    for (String name : order) {
      ParameterSpec spec = specs.get(name);
      int across = (spec.columns() + tileColumns - 1) / tileColumns;
      int down = (spec.rows() + tileRows - 1) / tileRows;
      int base = values.length / lanes;
      values = Arrays.copyOf(values, values.length + down * across * lanes);
      short[] own = images.get(name.replace('.', '_'));
      for (int i = 0; i < own.length; i++) {
        int row = i / spec.columns();
        int column = i % spec.columns();
        int address = base + (row / tileRows) * across + column / tileColumns;
        int lane = (row % tileRows) * tileColumns + column % tileColumns;
        values[address * lanes + lane] = own[i];
      }
    }
    return values;
  }

  private static Vectors.TeacherForced forced(QuantizedModel model, int[] tokens) {
    GoldenSimulator simulator = new GoldenSimulator(model);
    List<List<Integer>> logits = new ArrayList<>();
    for (int token : tokens) {
      logits.add(Arrays.stream(simulator.step(token)).boxed().toList());
    }
    return new Vectors.TeacherForced(
        Arrays.stream(tokens).boxed().toList(), logits, simulator.saturations().total());
  }

  private static Vectors.Sampled sample(QuantizedModel model, int scale, long seed) {
    GoldenSimulator simulator = new GoldenSimulator(model);
    Sampler sampler = new Sampler(model, scale, (int) seed);
    List<Generation> sequences = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      sequences.add(Generation.generate(simulator, sampler));
    }
    return new Vectors.Sampled(scale, seed, sequences, simulator.saturations().total());
  }

  private static byte[] lines(List<?> vectors) {
    StringBuilder text = new StringBuilder();
    vectors.forEach(vector -> text.append(Json.line(vector)).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
