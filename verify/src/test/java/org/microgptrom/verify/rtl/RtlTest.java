package org.microgptrom.verify.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.microgptrom.bundle.finding.CircuitPlace;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.Merge;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.model.testing.RandomModels.Weights;
import org.microgptrom.rtl.Schedule;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.simulate.result.CircuitRun.Range;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.WeightBus;

/** The circuit itself: in Icarus, or in Verilator where that would simulate for long. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class RtlTest {
  private static final String SOFTMAX = "rtl/microgpt_softmax.sv";

  /** How many shapes {@link #shapes} and {@link #randomShapesInIcarus} have. */
  private static final int SHAPES = 8;

  private static final int RANDOM_SHAPES = 6;

  /** Shapes whose counted cycles were compared with the schedule's, by test. */
  private static final Map<String, Integer> PREDICTED = new ConcurrentHashMap<>();

  @TempDir Path folder;

  @AfterAll
  static void allShapesWerePredicted() {
    assertEquals(SHAPES, PREDICTED.getOrDefault("shapes", SHAPES));
    assertEquals(RANDOM_SHAPES, PREDICTED.getOrDefault("random", RANDOM_SHAPES));
  }

  /** Rows: simulator; layers, width, heads, context, hidden, symbols; lanes; words; tokens. */
  @ParameterizedTest
  @CsvSource({
    "ICARUS, 1, 16, 4, 16, 64, 27, 16, MODERATE, 24",
    "ICARUS, 2, 8, 2, 8, 16, 10, 1, MODERATE, 16",
    "VERILATOR, 3, 24, 4, 8, 32, 10, 4, MODERATE, 60",
    "VERILATOR, 1, 32, 4, 8, 64, 64, 16, FULL_SCALE, 60",
    "VERILATOR, 1, 8, 2, 64, 16, 12, 4, MODERATE, 300",
    "VERILATOR, 1, 64, 4, 8, 128, 27, 64, MODERATE, 100",
    "ICARUS, 2, 16, 4, 16, 64, 27, 8, FULL_SCALE, 20",
    "ICARUS, 1, 16, 1, 16, 64, 27, 2, FULL_SCALE, 16"
  })
  void shapes(
      Target target,
      int layers,
      int embd,
      int heads,
      int context,
      int hidden,
      int symbols,
      int lanes,
      Weights weights,
      long tokens) {
    ExternalTool.named(target == Target.ICARUS ? "iverilog" : "verilator");
    ModelConfig config = new ModelConfig(layers, embd, heads, context, hidden, symbols);
    assertPredicted(
        assertAgrees(target, config, weights, lanes, tokens),
        config,
        new Schedule(config, lanes, false));
    PREDICTED.merge("shapes", 1, Integer::sum);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void randomShapesInIcarus(long seed) {
    ExternalTool.named("iverilog");
    Weights weights = seed % 2 == 0 ? Weights.MODERATE : Weights.FULL_SCALE;
    ModelConfig config = RandomModels.shape(seed);
    int lanes = 1 << seed % 6;
    assertPredicted(
        assertAgrees(Target.ICARUS, config, weights, lanes, 20),
        config,
        new Schedule(config, lanes, false));
    PREDICTED.merge("random", 1, Integer::sum);
  }

  @ParameterizedTest
  @CsvSource({
    "ICARUS, 2, 1, 4",
    "ICARUS, 3, 1, 16",
    "ICARUS, 2, 2, 4",
    "ICARUS, 4, 2, 4",
    "ICARUS, 3, 3, 1",
    "VERILATOR, 2, 2, 64",
    "VERILATOR, 6, 2, 16"
  })
  void sequencesSideBySide(Target target, int streams, int units, int lanes) {
    ExternalTool.named(target == Target.ICARUS ? "iverilog" : "verilator");
    ModelConfig config = new ModelConfig(2, 8, 2, 8, 16, 10);
    Variant variant = new Variant(streams, units);
    TestBundle content = new TestBundle(config, Weights.FULL_SCALE, lanes, variant, 7);
    assertAgrees(target, content, WeightBus.NONE, 40);
  }

  /** Weights from an external memory come later, and are the same. */
  @Test
  void externalMemoryInIcarus() {
    ExternalTool.named("iverilog");
    TestBundle content =
        new TestBundle(new ModelConfig(1, 8, 2, 8, 16, 10), Weights.MODERATE, 4, 7);
    long chip = assertAgrees(Target.ICARUS, content, WeightBus.NONE, 20).totalCycles();
    // Four lanes of 16 bits in two cycles, after three more at the start of each matrix.
    long memory = assertAgrees(Target.ICARUS, content, new WeightBus(32, 3), 20).totalCycles();
    assertTrue(memory > chip, chip + " and " + memory);
  }

  /** Rows: simulator; layers, width, heads, context, hidden, symbols; lanes, streams, units. */
  @ParameterizedTest
  @CsvSource({
    "ICARUS, 1, 16, 4, 16, 64, 27, 16, 1, 1",
    "ICARUS, 2, 8, 2, 8, 16, 10, 1, 1, 1",
    "ICARUS, 1, 12, 2, 5, 20, 7, 8, 1, 1",
    "VERILATOR, 1, 64, 4, 8, 128, 27, 64, 1, 1",
    "VERILATOR, 3, 24, 2, 9, 32, 10, 4, 1, 1",
    "VERILATOR, 2, 64, 1, 3, 16, 5, 256, 1, 1",
    "ICARUS, 2, 8, 2, 8, 16, 10, 4, 3, 1",
    "VERILATOR, 2, 16, 4, 16, 16, 27, 64, 4, 1",
    "VERILATOR, 1, 16, 4, 16, 64, 27, 32, 8, 4"
  })
  void precomputedFirstLayer(
      Target target,
      int layers,
      int embd,
      int heads,
      int context,
      int hidden,
      int symbols,
      int lanes,
      int streams,
      int units) {
    ExternalTool.named(target == Target.ICARUS ? "iverilog" : "verilator");
    ModelConfig config = new ModelConfig(layers, embd, heads, context, hidden, symbols);
    Variant variant = new Variant(streams, units, true);
    TestBundle content = new TestBundle(config, Weights.MODERATE, lanes, variant, 7);
    CircuitRun run =
        assertAgrees(target, content, WeightBus.NONE, target == Target.ICARUS ? 20 : 200);
    if (streams == 1) {
      assertPredicted(run, config, new Schedule(config, lanes, true));
    }
  }

  @Test
  void manyTokensInVerilator() {
    ExternalTool.named("verilator");
    assertAgrees(Target.VERILATOR, ModelConfig.microgpt(27), Weights.MODERATE, 16, 2_000);
  }

  /** Two units, and a model whose symbols are parts of words. */
  @Test
  void gatesOfYosysWithTwoUnits() {
    ExternalTool.named("yosys");
    ExternalTool.named("iverilog");
    TestBundle content = new TestBundle(subwords(), 1, new Variant(2, 2), 7);
    assertAgrees(Target.YOSYS_NETLIST, content, WeightBus.NONE, 20);
  }

  private static Quantized subwords() {
    Quantized letters =
        RandomModels.quantized(new ModelConfig(1, 4, 2, 4, 8, 5), Weights.MODERATE, 7);
    QuantizedModel model = letters.model();
    Vocabulary vocabulary =
        Vocabulary.ofMerges(
            List.of("a", "b", "ab", "aba"),
            List.of(new Merge("a", "b"), new Merge("ab", "a")),
            true);
    QuantizedModel parts =
        new QuantizedModel(
            model.config(),
            vocabulary,
            model.formats(),
            model.tables(),
            model.codebooks(),
            model.weights());
    return new Quantized(parts, letters.lineage(), List.of("abab", "aba", "bbaba"));
  }

  /** Halves softmax weights at one distance: the attention that follows is the first wrong word. */
  @Test
  void changedCircuitIsTracedToItsFirstWrongWord() throws IOException {
    ExternalTool.named("iverilog");
    TestBundle content = new TestBundle(ModelConfig.microgpt(27), Weights.MODERATE, 16, 1);
    CircuitPlace place =
        CircuitVerdicts.firstWrongWord(
            folder, content, SOFTMAX, ": entry) >> shift_q", ": entry) >> (shift_q | 4'd1)");
    assertEquals("attention", place.origin().site());
    assertEquals(0, place.origin().layer());
    assertTrue(place.origin().position() <= place.position());
    assertTrue(place.origin().cycle() > 0);
    Path wave = folder.resolve(RtlOptions.WAVE_FILE);
    assertTrue(Files.readString(wave, StandardCharsets.ISO_8859_1).contains("$enddefinitions"));
  }

  /** The second unit's operands differ in a bit: the first wrong sequence is its first stream's. */
  @Test
  void faultOfTheSecondUnitIsFoundInItsStreams() {
    ExternalTool.named("iverilog");
    ModelConfig config = new ModelConfig(1, 8, 2, 8, 16, 10);
    TestBundle content = new TestBundle(config, Weights.MODERATE, 4, new Variant(4, 2), 7);
    CircuitPlace place =
        CircuitVerdicts.firstWrongWord(
            folder,
            content,
            "rtl/microgpt_core.sv",
            ".vector_i(vector)",
            ".vector_i(vector ^ (Shares*Cols*16)'(u << 9))");
    assertEquals(2, place.sequence());
  }

  private CircuitRun assertAgrees(
      Target target, ModelConfig config, Weights weights, int lanes, long tokens) {
    return assertAgrees(target, new TestBundle(config, weights, lanes, 7), WeightBus.NONE, tokens);
  }

  private CircuitRun assertAgrees(Target target, TestBundle content, WeightBus bus, long tokens) {
    return CircuitVerdicts.agreed(folder, target, content, bus, tokens);
  }

  /**
   * Every count of a simulation is the schedule's, which leaves to a drawn token only the cycles of
   * its search and whether another was drawn before.
   */
  private static void assertPredicted(CircuitRun run, ModelConfig config, Schedule schedule) {
    String shape = config.toString();
    for (CircuitRun.Cycles cycles : run.cycles()) {
      String where = shape + ", position " + cycles.position();
      if (cycles.prompt() != null) {
        long predicted = schedule.promptCycles(cycles.position());
        assertEquals(new Range(predicted, predicted), cycles.prompt(), where);
      }
      if (cycles.drawn() != null) {
        long least = schedule.drawnCycles(cycles.position());
        long most = least + Schedule.TURNAROUND + schedule.searchCycles();
        Range drawn = cycles.drawn();
        assertTrue(least <= drawn.min() && drawn.max() <= most, () -> where + ": " + drawn);
        if (cycles.position() == 0 && schedule.searchCycles() == 0) {
          assertEquals(new Range(most, most), drawn, where); // each starts a sequence
        }
      }
    }
    assertTrue(run.cycles().stream().anyMatch(cycles -> cycles.prompt() != null), shape);
    assertTrue(run.hasPrediction() && run.largestDifference() == 0, shape);
  }
}
