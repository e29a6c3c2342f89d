package org.microgptrom.rtl.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.model.testing.RandomModels.Weights;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.CircuitFolder;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.device.FpgaCatalog;
import org.microgptrom.rtl.plan.Placement;
import org.microgptrom.rtl.plan.Plan;
import org.microgptrom.rtl.plan.Planner;

/** The planner's block RAMs and multipliers against those that Yosys makes of the circuit. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class BlockCountTest {
  private static final int CASES = 13;
  private static final String MULTIPLIERS = "multipliers.txt";

  private static final AtomicInteger cases = new AtomicInteger();

  @TempDir Path folder;

  @AfterAll
  static void allWereCounted() {
    assertEquals(CASES, cases.get());
  }

  /**
   * Rows: device; layers, width, heads, context, hidden, symbols; bits; lanes; streams; units;
   * whether precomputed.
   */
  @ParameterizedTest
  @CsvSource({
    "ECP5_25F, 1, 16, 4, 16, 64, 27, 16, 1, 1, 1, false",
    "ICE40_UP5K, 1, 16, 4, 16, 64, 27, 16, 1, 1, 1, false",
    "ICE40_UP5K, 1, 30, 3, 16, 120, 27, 4, 1, 1, 1, false",
    "ECP5_25F, 1, 16, 4, 16, 64, 27, 16, 16, 1, 1, false",
    "ECP5_85F, 1, 16, 4, 16, 64, 27, 16, 64, 1, 1, false",
    "ECP5_25F, 1, 16, 4, 16, 64, 27, 16 16 4 4 4, 16, 1, 1, false",
    "ICE40_UP5K, 1, 15, 3, 16, 20, 20, 16, 8, 1, 1, false",
    "ECP5_85F, 2, 12, 2, 24, 20, 20, 16, 1, 2, 1, false",
    "ICE40_HX8K, 2, 6, 2, 70, 20, 12, 16, 1, 1, 1, false",
    "ECP5_85F, 1, 15, 3, 16, 20, 20, 16, 4, 2, 2, false",
    "ECP5_85F, 1, 16, 4, 8, 20, 20, 16, 16, 4, 2, false",
    "ECP5_85F, 1, 16, 4, 16, 64, 27, 16, 16, 1, 1, true",
    "ECP5_85F, 2, 12, 2, 8, 20, 7, 16, 8, 2, 2, true"
  })
  void countsAreThoseOfYosys(
      Device device,
      int layers,
      int embd,
      int heads,
      int context,
      int hidden,
      int symbols,
      String codeBits,
      int lanes,
      int streams,
      int units,
      boolean precomputed)
      throws Exception {
    ModelConfig config = new ModelConfig(layers, embd, heads, context, hidden, symbols);
    List<Integer> widths = Stream.of(codeBits.split(" ", -1)).map(Integer::valueOf).toList();
    QuantizedModel model = RandomModels.narrow(config, Weights.MODERATE, widths, 5);
    Variant variant = new Variant(streams, units, precomputed);
    CircuitFolder.write(folder, model, lanes, variant);
    Map<String, Long> found = yosys(device);
    int bits = CircuitParameters.scoreBits(config, model.formats());
    Codes codes = model.formats().codes();
    Plan plan =
        new Planner(FpgaCatalog.get(), config, codes, variant, bits).plan(device.fpga(), lanes);
    assertEquals(
        found.values().stream().mapToLong(Long::longValue).sum(),
        plan.blocks().get(0).needed(),
        () -> found + " by Yosys, " + plan.placements());
    assertEquals(
        found.entrySet().stream()
            .filter(
                unit -> unit.getKey().matches("gen_unit\\[[0-9]+\\]\\.u_matrix\\.u_weights\\..*"))
            .mapToLong(Map.Entry::getValue)
            .sum(),
        plan.placements().stream()
            .filter(placement -> placement.memory().name().startsWith("matrices"))
            .mapToLong(Placement::blocks)
            .sum());
    if (device.fpga().multipliers() > 0) {
      long multipliers = Files.readAllLines(folder.resolve(MULTIPLIERS)).size();
      assertEquals(multipliers, plan.multipliers().needed());
    }
    cases.incrementAndGet();
  }

  /** Block RAMs by the module instance that holds them. */
  private Map<String, Long> yosys(Device device) throws Exception {
    List<String> sources = Circuit.synthesisPaths();
    String script =
        "read_verilog -sv -defer "
            + String.join(" ", sources)
            + "\n"
            + String.join(" ", device.family().synthesis(), device.synthesisOptions()).strip()
            + " -top microgpt_core -run :map_ffram\ntee -q -o blocks.txt select -list t:"
            + device.family().blockCell()
            + "\ntee -q -o "
            + MULTIPLIERS
            + " select -list t:SB_MAC16 t:MULT18X18D\n";
    Files.writeString(folder.resolve("count.ys"), script);
    ExternalTool.named("yosys").runOk(folder, "-q", "-l", "count.log", "-s", "count.ys");
    return Files.readAllLines(folder.resolve("blocks.txt")).stream()
        .filter(line -> !line.isBlank())
        .collect(
            Collectors.groupingBy(
                line -> line.replaceAll("^microgpt_core/|(\\.mem)?(\\.[0-9]+)+$", ""),
                TreeMap::new,
                Collectors.counting()));
  }
}
