package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Geometry;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Primitive;
import org.microgptrom.model.rom.RomFile;
import org.microgptrom.model.rom.RomFiles;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.verify.Verifier;
import org.microgptrom.verify.report.VerificationReport;

/** Formats and bank sizes of bundles. */
@Tag("slow")
class PackFormatsTest {
  @TempDir static Path shared;
  @TempDir Path folder;

  private Path quantized;

  /** The banks that all geometries make of a model, by the bits of its codes, cyclically. */
  private static final Map<List<Integer>, Integer> BANKS =
      Map.of(List.of(16), 1_036, List.of(4), 757, List.of(8, 3, 4, 2, 16, 3), 1_141);

  private static Stream<List<Integer>> widths() {
    return BANKS.keySet().stream();
  }

  @BeforeEach
  void makeModel() throws IOException {
    makeModel(List.of(16));
  }

  private void makeModel(List<Integer> widths) throws IOException {
    quantized = shared.resolve("quantized" + widths);
    if (Files.notExists(quantized)) {
      ModelConfig config = new ModelConfig(1, 16, 4, 8, 64, 27);
      QuantizedCodec.writeInto(
          Files.createDirectory(quantized),
          RandomModels.narrowQuantized(config, RandomModels.Weights.MODERATE, widths, 3));
    }
  }

  @ParameterizedTest
  @MethodSource("widths")
  void allFormatsVerify(List<Integer> widths) throws IOException {
    makeModel(widths);
    Manifest manifest = pack("--lanes", 64, "--format", "all");
    VerificationReport report = verify();
    assertTrue(report.passed(), () -> report.difference().message());
    assertEquals(25, report.counts().values().size());
    assertEquals(List.of(MemoryFormat.values()), manifest.memoryFormats());
    long perFormat = report.counts().values().get("readmemh");
    report
        .counts()
        .values()
        .forEach(
            (format, values) -> assertEquals(perFormat, values, format + " is compared whole"));
    // Lattice's memories have at most 256 bits: 1,024 of 16-bit matrices are in four banks.
    long banks =
        manifest.memoryMap().images().stream()
            .mapToLong(image -> image.width() > 256 ? (image.width() + 255) / 256 : 0)
            .sum();
    assertEquals(widths.contains(16) ? 4 : 0, banks - (widths.contains(8) ? 2 : 0));
    assertEquals(3 * banks, manifest.banks().size());
    assertTrue(manifest.banks().stream().allMatch(bank -> bank.width() == 256));
  }

  /** Each word of each image is found by the manifest alone, in a file of the right size. */
  @ParameterizedTest
  @MethodSource("widths")
  void theManifestMapsEveryWordOfEveryBank(List<Integer> widths) throws IOException {
    makeModel(widths);
    Map<String, Object[]> geometries = new LinkedHashMap<>();
    geometries.put("depth", new Object[] {"--bank-depth", 100});
    geometries.put("width", new Object[] {"--bank-width", 48});
    geometries.put("byte", new Object[] {"--bank-width", 8});
    geometries.put("odd", new Object[] {"--bank-depth", 200, "--bank-width", 27});
    geometries.put("both", new Object[] {"--bank-depth", 33, "--bank-width", 32});
    for (Primitive primitive : Primitive.values()) {
      geometries.put(primitive.toString(), new Object[] {"--primitive", primitive});
    }
    int banks = 0;
    for (Map.Entry<String, Object[]> geometry : geometries.entrySet()) {
      Manifest manifest = pack(geometry.getValue());
      VerificationReport report = verify();
      assertTrue(report.passed(), () -> geometry.getKey() + report.difference().message());
      Map<String, BigInteger[]> rebuilt = new HashMap<>();
      for (RomFile bank : manifest.banks()) {
        if (bank.format() == MemoryFormat.READMEMH) {
          rebuild(bank, image(manifest, bank), rebuilt);
          banks++;
        }
      }
      for (Map.Entry<String, BigInteger[]> image : rebuilt.entrySet()) {
        List<BigInteger> whole = words(MemoryFormat.READMEMH.path(image.getKey()));
        assertEquals(whole, Arrays.asList(image.getValue()), geometry.getKey() + image.getKey());
      }
      boolean none = geometry.getKey().equals("none");
      assertEquals(none, rebuilt.isEmpty(), geometry.getKey());
    }
    assertEquals(21, geometries.size());
    assertEquals(BANKS.get(widths), banks);
  }

  private void rebuild(RomFile bank, MemoryMap.Image image, Map<String, BigInteger[]> rebuilt)
      throws IOException {
    BigInteger[] all =
        rebuilt.computeIfAbsent(
            image.name(),
            name -> {
              BigInteger[] zeros = new BigInteger[image.depth()];
              Arrays.fill(zeros, BigInteger.ZERO);
              return zeros;
            });
    List<BigInteger> words = words(bank.path());
    assertEquals(bank.depth(), words.size());
    for (int i = 0; i < words.size(); i++) {
      if (bank.base() + i < image.depth()) {
        BigInteger placed = words.get(i).shiftLeft(bank.bit());
        assertEquals(BigInteger.ZERO, placed.shiftRight(image.width()), "padding");
        all[bank.base() + i] = all[bank.base() + i].or(placed);
      } else {
        assertEquals(BigInteger.ZERO, words.get(i), "padding");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 8, 4, 3, 2})
  void aBlockHoldsItsBanks(int bits) {
    int blocks = 0;
    for (Primitive primitive : Primitive.values()) {
      MemoryMap.Image image = new MemoryMap.Image("x", Layout.LANES, bits, 64 * bits, 1);
      for (RomFile file : RomFiles.of(image, MemoryFormat.COE, new Geometry(primitive, 0, 0))) {
        boolean fits = primitive.modes().contains(new Primitive.Mode(file.depth(), file.width()));
        assertEquals(!file.whole(), fits, file.toString());
        assertTrue(file.width() >= bits, file.toString());
      }
      blocks++;
      assertEquals(primitive == Primitive.NONE, primitive.source().isEmpty());
      assertEquals(primitive, Primitive.named(primitive.toString()).orElseThrow());
    }
    assertEquals(16, blocks);
  }

  /** A deep memory of codes takes blocks in their narrow mode, of which no bit is wasted. */
  @Test
  void codesTakeNarrowBlocks() {
    Map<Primitive, Integer> banks = new LinkedHashMap<>();
    for (Primitive primitive :
        List.of(Primitive.ICE40_EBR, Primitive.ECP5_EBR, Primitive.M20K, Primitive.URAM)) {
      MemoryMap.Image image = new MemoryMap.Image("x", Layout.TENSOR, 4, 4, 8192);
      List<RomFile> files =
          RomFiles.of(image, MemoryFormat.READMEMH, new Geometry(primitive, 0, 0));
      banks.put(primitive, files.size() - 1);
    }
    // 1024 x 4, 4096 x 4, 2048 x 10 and 4096 x 72 are their narrowest modes for codes of 4 bits.
    assertEquals("{ice40-ebr=8, ecp5-ebr=2, m20k=4, uram=2}", banks.toString());
  }

  /** A changed word, a changed padding word, and a changed byte of a binary file. */
  @Test
  void aDamagedBankIsFoundAtItsPlace() throws IOException {
    pack("--format", "readmemh,raw-be", "--bank-depth", 100, "--bank-width", 32);
    Path text = folder.resolve("bundle/rom/readmemh/wte_r4c0.mem");
    damage(text, 9 * 31 + 7, '0', "wte_r4c0.mem:32: address 431, lane 0");
    damage(text, 9 * 32 + 7, '1', "wte_r4c0.mem:33: address 432, lane 0, padding");
    damage(text, 9 * 31, '1', "wte_r4c0.mem:32: address 431, lane 1, padding");
    damage(text, 9 * 31 + 8, ' ', "wte_r4c0.mem:32:9: expected \"\\n\"");
    Path binary = folder.resolve("bundle/rom/raw-be/wte_r4c0.bin");
    damage(binary, 4 * 31 + 3, '~', "wte_r4c0.bin at offset 128: address 431, lane 0");
    assertTrue(verify().passed());
  }

  private void damage(Path file, int at, char character, String message) throws IOException {
    byte[] right = Files.readAllBytes(file);
    byte[] wrong = right.clone();
    wrong[at] = (byte) (right[at] == character ? character + 1 : character);
    Files.write(file, wrong);
    VerificationReport report = verify();
    assertFalse(report.passed());
    String found =
        report.checks().stream()
            .filter(check -> check.name().equals("wte") && check.difference() != null)
            .map((Check check) -> check.difference().message())
            .findFirst()
            .orElse("nothing");
    assertTrue(found.contains(message), found);
    Files.write(file, right);
  }

  /** The routed design of the placeholders becomes that of the weights, bit for bit. */
  @Test
  void icebramReplacesPlaceholders() throws Exception {
    ExternalTool yosys = ExternalTool.named("yosys");
    ExternalTool nextpnr = ExternalTool.named("nextpnr-ice40");
    ExternalTool.named("icebram");
    Manifest manifest = pack("--primitive", "ice40-ebr", "--placeholder", 7);
    assertTrue(verify().passed());
    assertEquals(7, manifest.placeholderSeed());
    Path bundle = folder.resolve("bundle");
    for (String contents : List.of("placeholder", "rom/readmemh")) {
      String design =
          """
          module top(input clk, input [7:0] a, output reg [15:0] y);
            reg [15:0] m [0:255];
            reg [15:0] n [0:255];
            reg [15:0] p, q;
            initial $readmemh("%1$s/wte_r0c0.mem", m);
            initial $readmemh("%1$s/wte_r1c0.mem", n);
            always @(posedge clk) begin p <= m[a]; q <= n[a]; y <= p ^ q; end
          endmodule
          """
              .formatted(contents);
      String name = contents.replace('/', '_');
      Files.writeString(bundle.resolve(name + ".v"), design);
      String json = name + ".json";
      yosys.runOk(
          bundle, "-q", "-p", "read_verilog " + name + ".v; synth_ice40 -top top -json " + json);
      nextpnr.runOk(bundle, "-q", "--hx8k", "--json", json, "--asc", name + ".asc");
    }
    Path right = bundle.resolve("rom_readmemh.asc");
    assertTrue(Files.mismatch(right, bundle.resolve("placeholder.asc")) >= 0);
    ExternalTool sh = ExternalTool.named("sh");
    String script = "placeholder/icebram.sh";
    sh.runOk(bundle, script, "placeholder.asc", "two.asc", "wte_r0c0", "wte_r1c0");
    assertEquals(ramLines(right), ramLines(bundle.resolve("two.asc")));
    ExternalTool.Result all = sh.run(bundle, script, "placeholder.asc", "all.asc");
    assertTrue(all.exitCode() != 0, "the design reads two memories only");
    assertFalse(Files.exists(bundle.resolve("all.asc")));
  }

  /** As ecpbram 1.4 does, which then exits with 0 and the old contents. */
  @Test
  void aToolThatReplacesNothingIsNoticed() throws Exception {
    ExternalTool sh = ExternalTool.named("sh");
    pack("--primitive", "ecp5-ebr", "--placeholder", 7);
    Path bundle = folder.resolve("bundle");
    Path tool = Files.writeString(bundle.resolve("ecpbram"), "#!/bin/sh\ncp \"$2\" \"$4\"\n");
    assertTrue(tool.toFile().setExecutable(true));
    Files.writeString(bundle.resolve("placed.config"), "device LFE5U-25F\n");
    ExternalTool.Result result =
        sh.run(
            bundle,
            "-c",
            "PATH=.:$PATH sh placeholder/ecpbram.sh placed.config final.config wte_r0c0");
    assertEquals(1, result.exitCode());
    assertTrue(result.output().contains("wte_r0c0: its placeholder is not in placed.config"));
    try (Stream<Path> files = Files.list(bundle)) {
      assertEquals(0, files.filter(file -> file.toString().contains("final.config")).count());
    }
  }

  /** What a bitstream says of block RAMs and logic; its comments name the tool's input. */
  private static List<String> ramLines(Path asc) throws IOException {
    return Files.readAllLines(asc).stream().filter(line -> !line.startsWith(".comment")).toList();
  }

  @Test
  void aDamagedPlaceholderIsFound() throws IOException {
    pack("--primitive", "m9k", "--placeholder", 1);
    Path file = folder.resolve("bundle/placeholder/wte_r0c0.mem");
    byte[] right = Files.readAllBytes(file);
    byte[] wrong = right.clone();
    wrong[5] = (byte) (right[5] == '0' ? '1' : '0');
    Files.write(file, wrong);
    VerificationReport report = verify();
    assertFalse(report.passed());
    assertTrue(
        report.difference().message().startsWith("placeholder/wte_r0c0.mem:2: not the random"),
        report.difference().message());
    Files.write(file, right);
    Path script = folder.resolve("bundle/placeholder/icebram.sh");
    Files.writeString(script, Files.readString(script).replace("set -e", "set +e"));
    assertTrue(verify().difference().message().contains("icebram.sh: is not the script"));
  }

  @Test
  void badOptionsAreRefused() {
    Map<List<Object>, String> cases = new LinkedHashMap<>();
    cases.put(List.of("--format", "hex"), "unknown memory format 'hex'");
    cases.put(List.of("--format", "mif,mif"), "distinct");
    cases.put(List.of("--format", ""), "unknown memory format ''");
    cases.put(List.of("--format", "all,mif"), "unknown memory format 'all'");
    cases.put(List.of("--bank-depth", "0"), "--bank-depth: must be in 1..1048576");
    cases.put(List.of("--bank-depth", "-5"), "--bank-depth: must be in 1..1048576");
    cases.put(List.of("--bank-width", "0"), "in 1..4096");
    cases.put(List.of("--bank-width", "8192"), "in 1..4096");
    cases.put(List.of("--primitive", "bram"), "unknown memory block 'bram'");
    cases.put(List.of("--primitive", "m10k", "--bank-depth", "512"), "not both");
    cases.put(List.of("--bank-depth", "1", "--format", "all"), "more than 16384");
    cases.put(List.of("--placeholder", "0"), "--placeholder: must be in 1..");
    cases.put(List.of("--placeholder", "7", "--format", "coe"), "multiple of 256");
    cases.forEach(
        (options, message) -> {
          Object[] arguments = new Object[options.size() + 4];
          List.of("pack", quantized, "-o", folder.resolve("refused")).toArray(arguments);
          for (int i = 0; i < options.size(); i++) {
            arguments[4 + i] = options.get(i);
          }
          String error = Cli.refused(arguments);
          assertTrue(error.contains(message), error);
        });
    assertEquals(13, cases.size());
    assertFalse(Files.exists(folder.resolve("refused")));
  }

  private Manifest pack(Object... options) {
    Object[] arguments = new Object[options.length + 6];
    List.of("pack", quantized, "-o", folder.resolve("bundle"), "--vector-tokens", "100")
        .toArray(arguments);
    System.arraycopy(options, 0, arguments, 6, options.length);
    Cli.ok(arguments);
    return Json.read(folder.resolve("bundle/manifest.json"), Manifest.class);
  }

  private VerificationReport verify() {
    return Verifier.verify(folder.resolve("bundle"), (step, done, total) -> {});
  }

  private static MemoryMap.Image image(Manifest manifest, RomFile bank) {
    return manifest.memoryMap().images().stream()
        .filter(image -> image.name().equals(bank.image()))
        .findFirst()
        .orElseThrow();
  }

  private List<BigInteger> words(String path) {
    try {
      return Files.readAllLines(folder.resolve("bundle").resolve(path)).stream()
          .map(line -> new BigInteger(line, 16))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
