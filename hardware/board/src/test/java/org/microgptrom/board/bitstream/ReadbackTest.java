package org.microgptrom.board.bitstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.bundle.finding.WordDifference;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels.Weights;
import org.microgptrom.verify.report.BitstreamSummary;
import org.microgptrom.verify.report.VerificationReport;

/** The ROMs of a bundle read back from bitstreams for an iCE40HX8K, right ones and wrong ones. */
@Tag("slow")
class ReadbackTest {
  private static final ModelConfig CONFIG = new ModelConfig(1, 16, 4, 16, 64, 27);
  private static final int FLIPS = 200;

  /** Of the flips, those that go through the packed bitstream. */
  private static final int PACKED = 5;

  private static final List<String> RANDOM = List.of("weights_lanes", "wte_lanes", "wpe_lanes");

  @TempDir static Path shared;
  @TempDir Path folder;
  private static RoutedRoms roms;
  private static Readback right;

  @BeforeAll
  static void route() throws Exception {
    TestBundle bundle = new TestBundle(CONFIG, Weights.FULL_SCALE, 1, 5);
    roms = RoutedRoms.make(shared.resolve("roms"), bundle, RoutedRoms.Target.HX8K);
    right = roms.readback(roms.text());
  }

  @Test
  void allWordsAreRead() {
    for (Readback readback : List.of(right, roms.readback(roms.binary()))) {
      Readback.Result result = readback.compare(roms.images());
      assertTrue(
          result.checks().stream().allMatch(c -> c.outcome() == Check.Outcome.PASSED),
          result::toString);
      Map<String, Integer> depths = new LinkedHashMap<>();
      long bits = 0;
      long logic = 0;
      int blocks = 0;
      for (BitstreamSummary.Rom rom : result.summary().roms()) {
        depths.merge(rom.image(), rom.words(), Integer::sum);
        bits += rom.bits();
        logic += rom.logicBits();
        blocks += rom.blocks();
        assertEquals(0, rom.mismatches());
      }
      assertEquals(
          Map.of(
              "weights_lanes",
              3504,
              "wte_lanes",
              432,
              "wpe_lanes",
              256,
              "exp2",
              256,
              "constants",
              2 * 218),
          depths);
      assertEquals(16L * (3504 + 432 + 256 + 256 + 2 * 218), bits + logic);
      assertEquals(0, logic);
      assertEquals(14 + 2 + 1 + 1 + 2, blocks);
      assertEquals("iCE40 8k", result.summary().device());
    }
  }

  /** Words of another model, put into the bitstream, make the one that place and route makes. */
  @ParameterizedTest
  @EnumSource(names = {"HX8K", "UP5K"})
  void wordsThatArePutInAreAsIfRouted(RoutedRoms.Target target) throws Exception {
    TestBundle bundle = new TestBundle(CONFIG, Weights.MODERATE, 1, 5);
    TestBundle other = new TestBundle(CONFIG, Weights.MODERATE, 1, 6);
    assertNotEquals(bundle.quantized().model().formats(), other.quantized().model().formats());
    RoutedRoms first = RoutedRoms.make(folder.resolve("first"), bundle, target);
    RoutedRoms second = RoutedRoms.make(folder.resolve("second"), other, target);
    int cases = 0;
    for (boolean text : List.of(true, false)) {
      Path from = text ? first.text() : first.binary();
      Readback readback = first.readback(from);
      long changed = readback.put(second.images());
      assertTrue(changed > 10_000, "only " + changed);
      Path to = folder.resolve("patched");
      readback.write(to, text, List.of());
      assertEquals(-1, Files.mismatch(text ? second.text() : second.binary(), to));
      assertEquals(0, first.readback(from).put(first.images()));
      cases++;
    }
    assertEquals(2, cases);
  }

  /** A bit that is the same in every word is no bit of the circuit: another one can't be put. */
  @Test
  void aBitThatIsLogicIsRefused() throws Exception {
    TestBundle bundle = new TestBundle(CONFIG, Weights.MODERATE, 1, 5);
    short[] words = bundle.images.get("wpe_lanes");
    for (int i = 0; i < words.length; i++) {
      words[i] |= 8;
    }
    RoutedRoms first = RoutedRoms.make(folder.resolve("first"), bundle, RoutedRoms.Target.HX8K);
    Readback readback = first.readback(first.text());
    assertEquals(0, readback.put(first.images()));
    Map<String, RomImage> images = new HashMap<>(first.images());
    words[77] ^= 8;
    images.put("wpe_lanes", new RomImage("wpe_lanes", 1, words));
    InputException e = assertThrows(InputException.class, () -> readback.put(images));
    assertTrue(
        e.getMessage().contains("u_wpe.u_rom, address 77, bit 3: is always 1"), e::getMessage);
  }

  @Test
  void eachFlippedBitIsFoundAndNamed() throws Exception {
    List<RomImage> images = RANDOM.stream().map(roms.images()::get).toList();
    List<ContentSearch.Found> bits = ContentSearch.find(images, blocks(roms.lines()));
    assertEquals(16 * (3504 + 432 + 256), bits.size(), "the search finds every bit of weights");
    SplittableRandom random = new SplittableRandom(11);
    Set<Integer> picked = new TreeSet<>();
    while (picked.size() < FLIPS) {
      picked.add(random.nextInt(bits.size()));
    }
    int found = 0;
    for (int pick : picked) {
      ContentSearch.Found bit = bits.get(pick);
      List<String> lines = flipped(roms.lines(), bit.line(), bit.row(), bit.column());
      Readback.Result result;
      if (found < PACKED) {
        Path text = Files.write(folder.resolve("flipped.asc"), lines);
        Path binary = folder.resolve("flipped.bin");
        RoutedRoms.run(ExternalTool.named("icepack"), folder, text.toString(), binary.toString());
        result = roms.readback(binary).compare(roms.images());
      } else {
        result = right.with(new IcestormText("flipped", "8k", lines)).compare(roms.images());
      }
      assertNamed(bit, result);
      found++;
    }
    assertEquals(FLIPS, found);
  }

  private static void assertNamed(ContentSearch.Found bit, Readback.Result result) {
    List<Check> failed =
        result.checks().stream().filter(c -> c.outcome() == Check.Outcome.FAILED).toList();
    assertEquals(1, failed.size(), bit::toString);
    Check check = failed.get(0);
    assertEquals(VerificationReport.BITSTREAM, check.suite());
    assertTrue(check.name().startsWith(bit.image() + " in "), check.name());
    assertEquals(1, check.mismatches());
    WordDifference difference = (WordDifference) check.difference();
    assertNotNull(difference);
    assertEquals(bit.address(), difference.word().address());
    assertEquals(0, difference.word().lane());
    int expected = Integer.parseInt(difference.expected(), 16);
    RomImage image = roms.images().get(bit.image());
    assertEquals(image.value(bit.address(), 0) & 0xFFFF, expected);
    int changed = expected ^ Integer.parseInt(difference.actual(), 16);
    assertEquals(1, Integer.bitCount(changed));
    // The upper bits of embeddings, which have room for their sum, are the same in every word.
    int named = Integer.numberOfTrailingZeros(changed);
    for (int address = 0; address < image.depth(); address++) {
      assertEquals(image.value(address, bit.bit(), 1), image.value(address, named, 1));
    }
    MemoryMap map = roms.manifest().memoryMap();
    Region region =
        map.regionsOf(bit.image()).stream()
            .filter(r -> r.placeAt(bit.address(), 0).isPresent())
            .findFirst()
            .orElseThrow();
    Region.Place place = region.placeAt(bit.address(), 0).orElseThrow();
    String where = region.tensor() + " row " + place.row() + " column " + place.column();
    assertTrue(difference.message().contains(where), difference::message);
    String[] block = bit.line().split(" ", -1);
    String bel = "X" + block[1] + "/Y" + block[2] + "/ram";
    assertTrue(difference.message().contains(bel), difference::message);
  }

  @Test
  void whatIsNoWordOfARomIsNotReported() throws Exception {
    List<RomImage> images = RANDOM.stream().map(roms.images()::get).toList();
    Map<String, BitSet> blocks = blocks(roms.lines());
    List<ContentSearch.Found> bits = ContentSearch.find(images, blocks);
    // Words behind the end of the last block of weights, 3,504 of 3,584.
    Map<String, Long> used =
        bits.stream()
            .filter(b -> b.image().equals("weights_lanes"))
            .collect(Collectors.groupingBy(ContentSearch.Found::line, Collectors.counting()));
    String last =
        used.entrySet().stream()
            .filter(e -> e.getValue() < 4096)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    Set<Integer> inUse =
        bits.stream()
            .filter(b -> b.line().equals(last))
            .map(b -> b.row() * 16 + b.column())
            .collect(Collectors.toSet());
    int outside = 0;
    for (int bit = 0; bit < 4096; bit++) {
      if (!inUse.contains(bit)) {
        List<String> lines = flipped(roms.lines(), last, bit / 16, bit % 16);
        assertNothing(lines);
        outside++;
        bit += 60;
      }
    }
    assertTrue(outside > 3, "only " + outside + " bits of " + last);
    List<String> lines = roms.lines();
    int tile =
        lines.indexOf(lines.stream().filter(l -> l.startsWith(".logic_tile")).findFirst().get());
    lines.set(
        tile + 1,
        lines.get(tile + 1).startsWith("1") ? "0" : "1" + lines.get(tile + 1).substring(1));
    assertNothing(lines);
  }

  private static void assertNothing(List<String> lines) {
    Readback.Result result =
        right.with(new IcestormText("flipped", "8k", lines)).compare(roms.images());
    assertTrue(
        result.checks().stream().allMatch(c -> c.outcome() == Check.Outcome.PASSED),
        result::toString);
  }

  @Test
  void anotherModelOfTheSameShapeIsFoundOut() throws Exception {
    TestBundle other = new TestBundle(CONFIG, Weights.FULL_SCALE, 1, 6);
    Map<String, RomImage> images = new HashMap<>(roms.images());
    List<RomImage> others = other.map().images(other.quantized().model());
    others.forEach(image -> images.put(image.name(), image));
    List<Check> failed =
        right.compare(images).checks().stream()
            .filter(c -> c.outcome() == Check.Outcome.FAILED)
            .toList();
    assertEquals(3, failed.size(), failed::toString);
    for (Check check : failed) {
      double share = (double) check.mismatches() / check.compared();
      assertTrue(share > 0.4 && share < 0.6, check::toString);
    }
  }

  @Test
  void otherWiresOfTheNetlistAreFoundOut() throws Exception {
    Path work = copy();
    Path netlist = work.resolve(BitstreamDesign.NETLIST);
    String text = Files.readString(netlist);
    int cell = text.indexOf("u_wpe.u_rom.mem.0.0\"");
    int pins = text.indexOf("\"RADDR\": [ ", cell) + "\"RADDR\": [ ".length();
    String[] wires = text.substring(pins, text.indexOf(" ]", pins)).split(", ", -1);
    String swapped = text.substring(0, pins) + wires[1] + ", " + wires[0];
    String rest = text.substring(pins + wires[0].length() + 2 + wires[1].length());
    Files.writeString(netlist, swapped + rest);
    List<Check> failed = failed(work);
    assertEquals(1, failed.size(), failed::toString);
    assertTrue(failed.get(0).name().startsWith("wpe_lanes in "), failed::toString);
    assertTrue(failed.get(0).mismatches() > 1000, failed::toString);
  }

  @Test
  void aBitThatCannotBeFollowedIsAFault() throws Exception {
    Path work = copy();
    Path netlist = work.resolve(BitstreamDesign.NETLIST);
    String text = Files.readString(netlist);
    int cell = text.indexOf("u_wpe.u_rom.mem.0.0\"");
    int pin = text.indexOf("\"RE\": [ \"1\" ]", cell);
    Files.writeString(
        netlist, text.substring(0, pin) + text.substring(pin).replaceFirst("\"1\"", "\"0\""));
    List<Check> failed = failed(work);
    assertEquals(1, failed.size(), failed::toString);
    assertEquals(4096, failed.get(0).mismatches());
    Difference difference = failed.get(0).difference();
    assertTrue(difference instanceof FileFault, failed::toString);
    assertTrue(difference.message().contains("wpe_lanes address 0, bit 0"), difference::message);
    assertTrue(difference.message().contains("can't be followed"), difference::message);
  }

  @Test
  void aBlockWithoutContentsIsAFault() throws Exception {
    List<String> lines = roms.lines();
    int block = lines.indexOf(blocks(lines).keySet().iterator().next());
    lines.subList(block, block + 17).clear();
    Readback.Result result =
        right.with(new IcestormText("short", "8k", lines)).compare(roms.images());
    List<Check> failed =
        result.checks().stream().filter(c -> c.outcome() == Check.Outcome.FAILED).toList();
    assertEquals(1, failed.size(), failed::toString);
    String message = failed.get(0).difference().message();
    assertTrue(message.contains("the bitstream holds nothing"), message);
  }

  @Test
  void whatIsNoBitstreamOfThisPlacementIsRefused() throws Exception {
    Path work = copy();
    byte[] binary = Files.readAllBytes(roms.binary());
    Path cut = Files.write(work.resolve("cut.bin"), java.util.Arrays.copyOf(binary, 70_000));
    assertRefused("can't take it apart", cut);
    Path changed = work.resolve("changed.bin");
    binary[binary.length / 2] ^= 4;
    Files.write(changed, binary);
    assertRefused("can't take it apart", changed);
    assertRefused("is no bitstream", work.resolve("placed.json"));
    assertRefused("no such file", work.resolve("missing.bin"));
    List<String> lines = roms.lines();
    Path small = work.resolve("small.asc");
    Files.write(small, lines.stream().map(l -> l.replace(".device 8k", ".device 1k")).toList());
    assertRefused("is for iCE40 1k, the placement placed.json for hx8k", small);
    int block = lines.indexOf(blocks(lines).keySet().iterator().next());
    Path ends = Files.write(work.resolve("ends.asc"), lines.subList(0, block + 5));
    assertRefused("is no line of block RAM", ends);
    Files.delete(work.resolve(BitstreamDesign.NETLIST));
    assertRefused("no such netlist", work.resolve("roms.asc"));
    Files.delete(work.resolve(BitstreamDesign.PLACEMENT));
    assertRefused("no such placement", work.resolve("roms.asc"));
  }

  @Test
  void theNetlistOfAnotherCircuitIsRefused() throws Exception {
    Path work = copy();
    Path netlist = work.resolve(BitstreamDesign.NETLIST);
    String text = Files.readString(netlist);
    Files.writeString(netlist, text.replace("u_wte.u_rom.data_o", "u_wte.u_rom.words"));
    assertRefused("has 0 ROMs that should hold wte_lanes", work.resolve("roms.asc"));
    Files.writeString(netlist, text.replace("u_wte.u_rom.mem.0.0\"", "u_wte.u_rom.mem.0.9\""));
    assertRefused("does not place the netlist's block RAM", work.resolve("roms.asc"));
    int cell = text.indexOf("u_wte.u_rom.mem.0.0\"");
    int init = text.indexOf("\"INIT_0\": \"", cell) + "\"INIT_0\": \"".length();
    char first = text.charAt(init) == '0' ? '1' : '0';
    Files.writeString(netlist, text.substring(0, init) + first + text.substring(init + 1));
    assertRefused("has other contents", work.resolve("roms.asc"));
  }

  private static void assertRefused(String reason, Path bitstream) {
    InputException refusal =
        assertThrows(InputException.class, () -> Readback.of(bitstream, null, roms.manifest()));
    assertTrue(refusal.getMessage().contains(reason), refusal::getMessage);
    assertNotEquals("", refusal.getMessage());
  }

  private List<Check> failed(Path work) {
    return Readback.of(work.resolve("roms.asc"), null, roms.manifest())
        .compare(roms.images())
        .checks()
        .stream()
        .filter(c -> c.outcome() == Check.Outcome.FAILED)
        .toList();
  }

  /** A folder of its own with netlist, placement and bitstream. */
  private Path copy() throws IOException {
    for (String name : List.of(BitstreamDesign.NETLIST, BitstreamDesign.PLACEMENT, "roms.asc")) {
      Files.copy(roms.folder().resolve(name), folder.resolve(name));
    }
    return folder;
  }

  /** The stored bits of each block RAM by the line that begins it. */
  private static Map<String, BitSet> blocks(List<String> lines) {
    IcestormText text = new IcestormText("blocks", "8k", lines);
    Map<String, BitSet> blocks = new LinkedHashMap<>();
    for (String line : lines) {
      if (line.startsWith(".ram_data ")) {
        String[] place = line.split(" ", -1);
        Optional<BitSet> bits = text.at("X" + place[1] + "/Y" + place[2] + "/ram");
        blocks.put(line, bits.orElseThrow());
      }
    }
    return blocks;
  }

  /** The lines with one bit of one block's words changed. */
  private static List<String> flipped(List<String> lines, String block, int row, int column) {
    int at = lines.indexOf(block) + 1 + row / 16;
    int bit = row % 16 * 16 + column;
    int digit = 63 - bit / 4;
    StringBuilder line = new StringBuilder(lines.get(at));
    int value = Character.digit(line.charAt(digit), 16) ^ 1 << bit % 4;
    line.setCharAt(digit, Character.forDigit(value, 16));
    lines.set(at, line.toString());
    return lines;
  }
}
