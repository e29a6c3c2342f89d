package org.microgptrom.sweep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

class SweepPlanTest {
  private static final String WHOLE =
      """
      data: cities.txt
      device: ice40-up5k
      split_seed: 7
      axes:
        layers: [1, 2]
        embd: [8, 16]
        heads: 2
        weight_bits: [16, 4, "4,wte=8"]
        lanes: [1, 2, 4]
        steps: 90
      limits:
        rom_bits: {at_most: 122880}
        loss: {at_most: 2.5}
      search: {kind: halving, count: 9, seed: 3, rungs: 2}
      objective: tokens_per_second
      """;

  private static SweepPlan parse(String yaml) {
    return SweepPlan.parse("plan.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPlanIsReadWithItsDefaults() {
    SweepPlan plan = parse(WHOLE);
    assertEquals(List.of(1, 2), plan.axes().layers());
    assertEquals(List.of(2), plan.axes().heads());
    assertEquals(List.of(), plan.axes().hidden());
    assertEquals(List.of(42L), plan.axes().seed());
    assertEquals(7, plan.splitSeed());
    assertEquals(3, plan.search().keepOneOf());
    assertEquals(Objective.TOKENS_PER_SECOND, plan.objective());
    assertEquals(2 * 2 * 3 * 3, plan.axes().size());
    List<Point> points = plan.axes().points();
    assertEquals(36, points.stream().distinct().count());
    assertEquals(new Point(1, 8, 2, null, null, null, "16", 1, null, 42, 90), points.get(0));
    assertEquals(new Point(1, 8, 2, null, null, null, "16", 2, null, 42, 90), points.get(1));
    assertEquals(new Point(2, 16, 2, null, null, null, "4,wte=8", 4, null, 42, 90), points.get(35));
    SweepPlan usual = parse("axes: {embd: 8}\n");
    SweepPlan subwords = parse("axes: {context: [8, 16], tokens: [characters, 64, 4096]}\n");
    assertEquals(
        Arrays.asList(null, 64, 4096, null, 64, 4096),
        subwords.axes().points().stream().map(Point::tokens).toList());
    assertEquals(Search.GRID, usual.search());
    assertEquals(Objective.LOSS, usual.objective());
    // What is written of a plan is the same plan.
    for (SweepPlan each : List.of(plan, usual, subwords)) {
      assertEquals(each, SweepPlan.parse("again", Json.pretty(each)));
    }
  }

  @Test
  void faultsAreRefusedWithTheirPlace() {
    Map<String, String> faults =
        Map.ofEntries(
            Map.entry(
                "axes:\n  heads: 2\n  embed: 3\n\n", "plan.yaml:3:3: key axes.embed: is unknown"),
            Map.entry(
                "data: x\naxes:\n  embd: []\n\n", "plan.yaml:2:1: key axes: embd has no values"),
            Map.entry("axes:\n  embd: [8, 8]\n", "embd has a value twice: 8"),
            Map.entry("axis:\n  embd: 4\n", "plan.yaml:1:1: key axis: is unknown"),
            Map.entry("axes:\n  embd: ~\n  steps: 20\n", "plan.yaml:2:9: key embd: is null"),
            Map.entry("axes:\n  layers: [1, 65]\n", "layers must be in 1..64, not 65"),
            Map.entry(
                "axes:\n  tokens: [64, 2]\n",
                "plan.yaml:2:16: key axes.tokens[1]: tokens are a number in 3..4096 or the word"
                    + " characters"),
            Map.entry("axes:\n  tokens: letters\n", "word characters, not letters"),
            Map.entry("axes:\n  tokens: [64, 64]\n", "tokens has a value twice: 64"),
            Map.entry("axes: {embd: 8}\nlimits: {rom_bits: {at_most: 1e999}}\n", "a finite number"),
            Map.entry("data: ''\naxes: {embd: 8}\n", "data is empty"),
            Map.entry("axes: {embd: &a [8], heads: *a}\n", "plan.yaml:1:29: has the alias *a"),
            Map.entry("axes: {weight_bits: [4, '4']}\n", "has a value twice: 4"),
            Map.entry("axes:\n  lanes: 3\n", "lanes must be a power of two"),
            Map.entry("axes:\n  weight_bits: 5\n", "5"),
            Map.entry("axes:\n  weight_bits: '4,wtf=8'\n", "no tensor has the name wtf"),
            Map.entry("axes:\n  embd: 1.5\n", "plan.yaml:2:"),
            Map.entry("axes:\n  embd: eight\n", "plan.yaml:2:"),
            Map.entry("data: x\n", "axes is missing"),
            Map.entry("axes: {embd: 8}\naxes: {embd: 8}\n", "plan.yaml:2:"),
            Map.entry(
                "axes: {embd: 8}\nlimits:\n  loss: {at_least: 3, at_most: 2}\n",
                "at least 3 and at most 2 contradict each other"),
            Map.entry("axes: {embd: 8}\nlimits: {luts: {at_most: 2}}\n", "limits.luts: is unknown"),
            Map.entry(
                "axes: {embd: 8}\nsearch: {kind: luck}\n",
                "plan.yaml:2:16: key search.kind: one of grid, random, halving expected"),
            Map.entry("axes: {embd: 8}\nsearch: {kind: random}\n", "count is missing"),
            Map.entry("axes: {embd: 8}\nsearch: {count: 3}\n", "a grid draws nothing"),
            Map.entry(
                "axes: {embd: 8}\nsearch: {kind: random, count: 2, keep: 2}\n", "kind halving"),
            Map.entry("axes: {embd: 8}\nsearch: {kind: halving, rungs: 1}\n", "rungs must be in"),
            Map.entry(
                "axes: {embd: 8, steps: [1, 2]}\nsearch: {kind: halving}\n",
                "give one value of steps"),
            Map.entry("axes: {embd: 8}\nfinalists: {count: 2}\n", "rtl, synth_seeds or both"),
            Map.entry("axes: {embd: 8}\nfinalists: {rtl: spice}\n", "plan.yaml:2:"),
            Map.entry("axes: {embd: 8}\nfinalists: {rtl: icarus, count: 0}\n", "count must be in"),
            Map.entry("axes: {embd: 8}\nfinalists: {synth_seeds: 0}\n", "synth_seeds must be in"),
            Map.entry("axes: {embd: 8}\nobjective: beauty\n", "plan.yaml:2:"));
    for (Map.Entry<String, String> fault : faults.entrySet()) {
      String told =
          assertThrows(InputException.class, () -> parse(fault.getKey()), fault.getKey())
              .getMessage();
      assertTrue(told.startsWith("plan.yaml:"), told);
      assertTrue(told.contains(fault.getValue()), () -> fault.getKey() + told);
    }
    assertEquals(33, faults.size());
    String seeds = IntStream.rangeClosed(0, 1000).boxed().toList().toString();
    String steps = IntStream.rangeClosed(1, 1000).boxed().toList().toString();
    String told =
        assertThrows(
                InputException.class,
                () -> parse("axes:\n  seed: " + seeds + "\n  steps: " + steps + "\n"))
            .getMessage();
    assertTrue(told.contains("the grid has 1001000 points, at most 100000 expected"), told);
  }

  @Test
  void speedNeedsADevice() {
    SweepPlan plan = parse("axes: {embd: 8}\nlimits: {tokens_per_second: {at_least: 1}}\n");
    String told =
        assertThrows(InputException.class, () -> plan.requireDevice("plan.yaml")).getMessage();
    assertTrue(told.contains("--fpga"), told);
    plan.on("ice40-up5k").requireDevice("plan.yaml");
  }

  @Test
  void placeAndRouteNeedsADeviceThatOpenToolsKnow() {
    SweepPlan plan = parse("axes: {embd: 8}\nfinalists: {synth_seeds: 2}\n");
    for (SweepPlan without : List.of(plan, plan.on("xc7a100t"))) {
      String told =
          assertThrows(InputException.class, () -> without.requireDevice("plan.yaml")).getMessage();
      assertTrue(told.contains("ecp5-85f, ice40-hx8k, ice40-up5k"), told);
    }
    plan.on("ice40-up5k").requireDevice("plan.yaml");
    parse("axes: {embd: 8}\nfinalists: {rtl: verilator}\n").requireDevice("plan.yaml");
  }
}
