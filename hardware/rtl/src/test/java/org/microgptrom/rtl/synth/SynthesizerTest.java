package org.microgptrom.rtl.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.InProcessCluster;

/** The stand-in design, synthesised, placed and routed for iCE40. */
@Tag("slow")
class SynthesizerTest {
  private static final String ROM = "rtl/microgpt_rom.sv";
  private static final String CORE = "rtl/microgpt_core.sv";
  private static final String PARAMETERS = "rtl/microgpt_params.sv";

  @TempDir Path folder;
  private final List<String> progress = new ArrayList<>();
  private Design design;

  @BeforeEach
  void requireTools() throws IOException {
    ExternalTool.named("yosys");
    ExternalTool.named("nextpnr-ice40");
    design = StandIn.write(folder.resolve("bundle"));
  }

  @Test
  void theDesignFitsWithItsWeightsInBlockRam() throws Exception {
    SynthesisResult result = run(Device.ICE40_UP5K, "work");
    assertTrue(result.passed());
    var used =
        result.resources().stream().collect(Collectors.toMap(Resource::name, Function.identity()));
    assertEquals(StandIn.WEIGHTS_BITS / 4096, used.get(Resource.BLOCK_RAMS).used());
    assertEquals(30, used.get(Resource.BLOCK_RAMS).available());
    assertEquals(new Resource("multipliers", 1, 8), used.get("multipliers"));
    // 9 of the address, 32 of the sum, and those of the pins; more for registers beside the table.
    assertEquals(18 + 33, result.pinFlipFlops());
    assertTrue(used.get("flip-flops").used() >= 9 + 32 + 18 + 33, used::toString);
    assertTrue(used.get("logic cells").used() >= used.get("LUTs").used(), used::toString);
    assertEquals(
        new RomPlacement("weights_lanes", "u_weights.words", StandIn.WEIGHTS_BITS, 4, 4, false),
        result.roms().get(0));
    assertEquals(
        new RomPlacement("recip", "u_recip.words", StandIn.RECIP_DEPTH * 16, 1, 0, false),
        result.roms().get(1));
    assertEquals(2, result.roms().size());
    assertNotNull(result.timing());
    assertTrue(result.timing().maxMhz() > 5 && result.timing().maxMhz() < 200);
    assertTrue(result.timing().from().startsWith("core."), result.timing()::toString);
    assertEquals(3, progress.stream().filter(line -> !line.startsWith("  ")).count());
    assertTrue(
        progress.get(progress.size() - 1).startsWith("  routing "), "the router's own words");
    assertEquals(icetime(), result.timing().maxMhz(), 0.1 * result.timing().maxMhz());
    assertEquals(result, run(Device.ICE40_UP5K, "again"), "the same seed gives the same");
    String text = new String(result.toJson(), StandardCharsets.UTF_8);
    assertTrue(text.startsWith("{\n  \"format\": \"" + SynthesisResult.FORMAT + "\""), text);
  }

  /** Each frequency against the log of nextpnr, run by hand with that seed on the same netlist. */
  @Test
  void severalSeedsReachWhatEachReachesAlone() throws Exception {
    SynthesisOptions options = new SynthesisOptions(Device.ICE40_UP5K, 4, 5, 2, 24);
    Path work = Files.createDirectory(folder.resolve("work"));
    SynthesisResult result =
        new Synthesizer(options, line -> {}).run(design, work, Optional.empty(), Progress.NONE);
    assertTrue(result.passed());
    Map<Integer, Double> byHand = new TreeMap<>();
    for (int seed = 4; seed < 9; seed++) {
      byHand.put(seed, byHand(work, seed));
    }
    assertTrue(byHand.values().stream().distinct().count() > 2, "a lottery: " + byHand);
    assertEquals(
        List.copyOf(byHand.keySet()),
        result.seeds().runs().stream().map(SeedSummary.Run::seed).toList());
    for (SeedSummary.Run run : result.seeds().runs()) {
      assertEquals(byHand.get(run.seed()), run.timing().maxMhz(), 0.0051, run::toString);
    }
    List<Double> sorted = byHand.values().stream().sorted().toList();
    assertEquals(sorted.get(2), result.seeds().maxMhz().median(), 0.0051);
    assertEquals(sorted.get(0), result.seeds().maxMhz().least(), 0.0051);
    assertEquals(sorted.get(4), result.seeds().maxMhz().most(), 0.0051);
    assertEquals(byHand.get(result.seeds().medianSeed()), sorted.get(2));
    assertEquals(byHand.get(result.seed()), sorted.get(4));
    assertEquals(result.timing().maxMhz(), sorted.get(4), 0.0051);
    assertEquals(
        -1,
        Files.mismatch(work.resolve("microgpt.asc"), work.resolve("hand" + result.seed() + ".asc")),
        "the design of the fastest is kept");
    assertTrue(Files.exists(work.resolve("route.json")) && Files.exists(work.resolve("route.log")));
    for (int seed : byHand.keySet()) {
      Path others = work.resolve("seed-" + seed);
      assertEquals(seed != result.seed(), Files.exists(others.resolve("route.log")));
      assertTrue(!Files.exists(others.resolve("microgpt.asc")));
    }
    InProcessCluster cluster = new InProcessCluster();
    Path spread = Files.createDirectory(folder.resolve("spread"));
    assertEquals(
        result,
        new Synthesizer(options, line -> {})
            .run(design, spread, Optional.of(cluster), Progress.NONE));
    assertEquals(5, cluster.tasks());
    assertEquals(seedFiles(work), seedFiles(spread));
    assertEquals(-1, Files.mismatch(work.resolve("microgpt.asc"), spread.resolve("microgpt.asc")));
  }

  /** The names of what a synthesis keeps of its seeds. */
  private static List<String> seedFiles(Path work) throws IOException {
    try (Stream<Path> tree = Files.walk(work)) {
      return tree.map(file -> work.relativize(file).toString())
          .filter(name -> name.matches("seed.*|route.*|placed.*|microgpt.*"))
          .sorted()
          .toList();
    }
  }

  private static double byHand(Path work, int seed) throws Exception {
    String options =
        "--up5k --package sg48 --json netlist.json --freq 24 --timing-allow-fail"
            + " --pcf-allow-unconstrained --asc hand"
            + seed
            + ".asc --seed "
            + seed;
    String told = ExternalTool.named("nextpnr-ice40").runOk(work, options.split(" "));
    Matcher frequencies =
        Pattern.compile("Max frequency for clock .*: ([0-9.]+) MHz").matcher(told);
    double last = 0;
    while (frequencies.find()) {
      last = Double.parseDouble(frequencies.group(1));
    }
    return last;
  }

  @Test
  void aDeviceWithoutMultipliersUsesLuts() throws Exception {
    SynthesisResult result = run(Device.ICE40_HX8K, "work");
    assertTrue(result.passed());
    assertTrue(result.resources().contains(new Resource("multipliers", 0, 0)));
    assertTrue(result.resources().get(0).used() > 300, result.resources()::toString);
  }

  @Test
  void weightsInLutsAreNamed() throws Exception {
    resize(32);
    StandIn.edit(
        design,
        ROM,
        "logic [Width-1:0] words",
        "(* rom_style = \"logic\" *) logic [Width-1:0] words");
    SynthesisResult result = run(Device.ICE40_HX8K, "work");
    assertEquals(
        List.of(new RomPlacement("weights_lanes", "u_weights.words", 32 * 32, 1, 0, true)),
        result.misplaced());
    assertTrue(!result.passed() && result.shortages().isEmpty());
  }

  @Test
  void otherWordsThanTheImagesAreFoundOut() throws Exception {
    StandIn.edit(
        design, ROM, "$readmemh(File, words)", "for (int i = 0; i < Depth; i++) words[i] = i");
    RomPlacement weights = run(Device.ICE40_UP5K, "work").misplaced().get(0);
    assertEquals("weights_lanes", weights.image());
    assertEquals("nowhere: the circuit reads other words", weights.place());
  }

  @Test
  void whatDoesNotFitIsTold() throws Exception {
    // 32 x 4096 bits in 32 blocks: known before anything is mapped.
    resize(4096);
    StandIn.edit(design, CORE, "[8:0] address", "[12:0] address");
    StandIn.edit(design, CORE, "9'd", "13'd");
    SynthesisResult result = run(Device.ICE40_UP5K, "work");
    assertEquals(List.of(new Resource(Resource.BLOCK_RAMS, 32, 30)), result.shortages());
    assertNull(result.timing());
    assertTrue(!result.passed());

    // As a table it is not weighed before, and the router finds out.
    Design table =
        new Design(
            design.folder(),
            design.sources(),
            List.of(new Design.Image("weights_lanes", false, 32), design.images().get(1)));
    SynthesisResult late =
        new Synthesizer(new SynthesisOptions(Device.ICE40_UP5K, 1, 1, 1, 24), progress::add)
            .run(
                table,
                Files.createDirectory(folder.resolve("late")),
                Optional.empty(),
                Progress.NONE);
    assertEquals(32, late.shortages().get(0).used());
    assertEquals(Resource.BLOCK_RAMS, late.shortages().get(0).name());
  }

  @Test
  void aCircuitThatYosysRefusesIsAnInputError() throws Exception {
    StandIn.edit(design, ROM, "endmodule", "end module");
    InputException e = assertThrows(InputException.class, () -> run(Device.ICE40_UP5K, "work"));
    assertTrue(e.getMessage().contains("can't elaborate the circuit"), e.getMessage());
    assertTrue(e.getMessage().contains("microgpt_rom.sv:13"), e.getMessage());
  }

  /** What another program makes of the routed design: MHz. */
  private double icetime() throws Exception {
    String[] route =
        ("-q --up5k --package sg48 --json netlist.json --seed 1 --freq 24 --timing-allow-fail"
                + " --pcf-allow-unconstrained --asc design.asc")
            .split(" ");
    ExternalTool.named("nextpnr-ice40").runOk(folder.resolve("work"), route);
    String told =
        ExternalTool.named("icetime").runOk(folder.resolve("work"), "-d", "up5k", "design.asc");
    Matcher estimate =
        Pattern.compile("Timing estimate: [0-9.]+ ns \\(([0-9.]+) MHz\\)").matcher(told);
    assertTrue(estimate.find(), told);
    return Double.parseDouble(estimate.group(1));
  }

  private void resize(int depth) throws IOException {
    Path image = design.folder().resolve(design.images().get(0).path());
    Files.writeString(image, StandIn.words(new SplittableRandom(2), depth, 8));
    StandIn.edit(design, PARAMETERS, "WeightsDepth = 512", "WeightsDepth = " + depth);
  }

  private SynthesisResult run(Device device, String work) throws IOException {
    progress.clear();
    return new Synthesizer(
            new SynthesisOptions(device, 1, 1, 1, device.defaultMhz()), progress::add)
        .run(design, Files.createDirectory(folder.resolve(work)), Optional.empty(), Progress.NONE);
  }
}
