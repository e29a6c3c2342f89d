package org.microgptrom.rtl.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.device.FpgaCatalog;

class PlannerTest {
  private final FpgaCatalog catalog = FpgaCatalog.get();

  /** Rows: device; layers, width, heads; ways in which it fits. */
  @ParameterizedTest
  @CsvSource({
    "ecp5-85f, 1, 16, 4, 'ROM, LUTs'",
    "ice40-hx8k, 1, 16, 4, ''", // too much logic: docs/rtl.md
    "ice40-up5k, 1, 16, 4, ROM",
    "ice40-up5k, 2, 16, 4, ''",
    "agi040, 2, 1000, 10, ROM",
    "xcvu9p, 2, 256, 4, 'ROM, LUTs'",
    "xcvu9p, 2, 512, 8, boot-loaded",
    "xcvu9p, 2, 1000, 10, ''",
    "xcvp1802, 2, 1000, 10, ROM",
    "mpf300, 1, 16, 4, 'boot-loaded, LUTs'"
  })
  void waysToFit(String device, int layers, int embd, int heads, String ways) {
    Plan plan = plan(device, new ModelConfig(layers, embd, heads, 16, 4 * embd, 27));
    assertEquals(
        ways, plan.fitsAs().stream().map(Verdict::toString).collect(Collectors.joining(", ")));
    boolean blocksFit = plan.blocks().stream().allMatch(Use::fits);
    assertTrue(blocksFit || plan.verdict() == Verdict.NO, plan::toString);
  }

  @Test
  void aMemoryThatNoKindHoldsIsSplit() {
    Plan plan = plan("xcvu9p", new ModelConfig(1, 1290, 129, 16, 5160, 27));
    assertEquals(Verdict.BOOT_LOADED, plan.verdict());
    List<Placement> matrices =
        plan.placements().stream().filter(p -> p.memory().name().equals("matrices")).toList();
    assertEquals(2, matrices.size());
    long words = 12L * 1290 * 1290 / plan.lanes();
    assertTrue(matrices.stream().mapToLong(p -> p.memory().depth()).sum() >= words);
  }

  /** The figures that docs/rtl.md measured. */
  @Test
  void theDefaultModelOnAnEcp5() {
    Plan plan = plan("ecp5-85f", ModelConfig.microgpt(27));
    assertEquals(64, plan.lanes());
    assertEquals(List.of(new Use("ecp5-ebr", 103, 208)), plan.blocks());
    assertEquals(new Use("multipliers", 75, 156), plan.multipliers());
    assertEquals(List.of(176L, 191L), List.of(plan.cyclesFirst(), plan.cyclesLast()));
    assertEquals(84.6, plan.mhz());
    // The matrices and two rows of embeddings, of 2 bytes a weight, at 0.33 GB/s.
    assertEquals(46_663, plan.externalTokensPerSecond());
  }

  @Test
  void theLargestModelIsTheLargest() {
    Fpga fpga = catalog.named("ecp5-25f");
    List<LargestModel.Answer> answers =
        new LargestModel(catalog, 16, 27, PlannerTest::words).of(fpga);
    assertEquals(LargestModel.HEAD_DIMS.size(), answers.size());
    for (LargestModel.Answer answer : answers) {
      ModelConfig config = answer.config();
      assertEquals(Verdict.ROM, answer.plan().verdict());
      assertEquals(answer.headDim(), config.headDim());
      int wider = config.embd() + answer.headDim();
      ModelConfig more =
          new ModelConfig(config.layers(), wider, config.heads() + 1, 16, 4 * wider, 27);
      assertTrue(plan("ecp5-25f", more).verdict() != Verdict.ROM, config::toString);
    }
  }

  private static Codes words(ModelConfig config) {
    return Codes.words(config.parameterNames());
  }

  private Plan plan(String device, ModelConfig config) {
    return new Planner(
            catalog, config, words(config), Variant.ONE, CircuitParameters.usualScoreBits(config))
        .plan(catalog.named(device));
  }
}
