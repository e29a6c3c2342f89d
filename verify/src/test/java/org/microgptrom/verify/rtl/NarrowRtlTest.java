package org.microgptrom.verify.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.bundle.finding.CircuitPlace;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels.Weights;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.WeightBus;

/** The circuit of models whose words stand in ROM as codes of several widths. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class NarrowRtlTest {
  private static final int CASES = 12;

  /** Codes of all widths, some tensors with codebooks of their own or none. */
  private static final String ALL = "8 4 -4 3 -4 16 8 -2 -3 4 2 -3 -4";

  private static final AtomicInteger RUN = new AtomicInteger();

  @TempDir Path folder;

  @AfterAll
  static void allRan() {
    assertTrue(RUN.get() == 0 || RUN.get() == CASES, () -> "only " + RUN);
  }

  /**
   * Rows: simulator; layers, width, heads, context, hidden, symbols; bits of the codes; lanes;
   * streams; units; words; tokens. Where width, hidden or symbols are no multiples of a tile's rows
   * and columns, what a tile has beyond is codes 0, whose words are not 0.
   */
  @ParameterizedTest
  @CsvSource({
    "ICARUS, 1, 16, 4, 16, 64, 27, 4, 16, 1, 1, MODERATE, 24",
    "VERILATOR, 1, 16, 4, 8, 62, 27, 8 8 4, 64, 1, 1, FULL_SCALE, 60",
    "ICARUS, 2, 12, 2, 9, 19, 33, " + ALL + ", 16, 1, 1, MODERATE, 40",
    "ICARUS, 2, 8, 2, 8, 15, 10, " + ALL + ", 4, 3, 1, FULL_SCALE, 40",
    "ICARUS, 1, 3, 1, 5, 7, 6, 2 3, 1, 1, 1, FULL_SCALE, 40",
    "ICARUS, 1, 6, 3, 5, 7, 9, 3 -2, 2, 2, 1, MODERATE, 40",
    "ICARUS, 1, 4, 1, 3, 5, 5, 16 8 3, 256, 1, 1, MODERATE, 12",
    "VERILATOR, 3, 20, 5, 12, 27, 30, " + ALL + ", 32, 1, 1, MODERATE, 300",
    "VERILATOR, 1, 28, 4, 8, 56, 27, 4, 1, 1, 1, MODERATE, 60",
    "YOSYS_NETLIST, 1, 4, 2, 4, 7, 5, 4 8 3 -4 -4 4 -2, 1, 1, 1, MODERATE, 20",
    "ICARUS, 2, 8, 2, 8, 15, 10, " + ALL + ", 4, 4, 2, FULL_SCALE, 40"
  })
  void shapes(
      Target target,
      int layers,
      int embd,
      int heads,
      int context,
      int hidden,
      int symbols,
      String bits,
      int lanes,
      int streams,
      int units,
      Weights weights,
      long tokens) {
    ModelConfig config = new ModelConfig(layers, embd, heads, context, hidden, symbols);
    assertAgrees(
        target,
        new TestBundle(config, weights, bits(bits), lanes, new Variant(streams, units), 7),
        tokens);
  }

  /** A word of narrower codes comes in fewer cycles from an external memory. */
  @Test
  void externalMemoryIsFasterForNarrowerCodes() {
    ModelConfig config = new ModelConfig(1, 8, 2, 8, 15, 10);
    long before = Long.MAX_VALUE;
    for (int bits : List.of(16, 8, 4, 2)) {
      TestBundle content =
          new TestBundle(config, Weights.MODERATE, List.of(bits), 16, Variant.ONE, 7);
      long cycles = run(Target.ICARUS, content, new WeightBus(32, 3), 12).totalCycles();
      assertTrue(cycles < before, cycles + " cycles with " + bits + " bits, " + before);
      before = cycles;
    }
    RUN.incrementAndGet();
  }

  /** One entry of the matrices' codebook differs: q, the first result of a matrix, is wrong. */
  @Test
  void changedCodebookIsTracedToTheFirstMatrix() {
    CircuitPlace.Origin origin =
        origin(
            "microgpt_table.sv",
            "words_o[i*16+:16] = mem[i]",
            "words_o[i*16+:16] = mem[i] ^ 16'(i == 5)");
    assertEquals("q", origin.site());
    assertEquals(List.of(0, 0), List.of(origin.position(), origin.layer()));
  }

  /** A bit of lane 6's code differs: lane 6 is in row 1 of a tile of 4 x 4. */
  @Test
  void changedCodeIsTracedToItsRow() {
    CircuitPlace.Origin origin =
        origin(
            "microgpt_codes.sv",
            "{table_i, codes[v*Bits+:Bits]}",
            "{table_i, codes[v*Bits+:Bits] ^ Bits'(v == 6)}");
    assertEquals("q", origin.site());
    assertEquals(
        List.of(0, 0, 1), List.of(origin.position(), origin.layer(), origin.element() % 4));
  }

  private CircuitPlace.Origin origin(String source, String right, String wrong) {
    ExternalTool.named("iverilog");
    TestBundle content =
        new TestBundle(
            ModelConfig.microgpt(27),
            Weights.MODERATE,
            bits("8 8 4 4 4 4 4 4 4"),
            16,
            Variant.ONE,
            1);
    return CircuitVerdicts.firstWrongWord(folder, content, Circuit.FOLDER + source, right, wrong)
        .origin();
  }

  private void assertAgrees(Target target, TestBundle content, long tokens) {
    CircuitRun run = run(target, content, WeightBus.NONE, tokens);
    if (run.hasPrediction()) {
      assertEquals(0, run.largestDifference());
    }
    RUN.incrementAndGet();
  }

  private CircuitRun run(Target target, TestBundle content, WeightBus bus, long tokens) {
    ExternalTool.named(target == Target.VERILATOR ? "verilator" : "iverilog");
    if (target == Target.YOSYS_NETLIST) {
      ExternalTool.named("yosys");
    }
    return CircuitVerdicts.agreed(folder, target, content, bus, tokens);
  }

  private static List<Integer> bits(String list) {
    return Arrays.stream(list.split(" ", -1)).map(Integer::valueOf).toList();
  }
}
