package org.microgptrom.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.datasets.SubwordLearner;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.device.FpgaCatalog;
import org.microgptrom.rtl.plan.AllStreams;
import org.microgptrom.rtl.plan.Plan;
import org.microgptrom.rtl.plan.Planner;
import org.microgptrom.sweep.plan.SweepPlan;
import org.microgptrom.sweep.search.Candidate;
import org.microgptrom.sweep.search.Exclusion;
import org.microgptrom.sweep.search.Sorted;
import org.microgptrom.sweep.search.Sorter;
import org.microgptrom.sweep.trial.SweepData;
import org.microgptrom.sweep.trial.Trial;
import org.microgptrom.sweep.trial.TrialBackend;
import org.microgptrom.sweep.trial.TrialResult;
import org.microgptrom.sweep.trial.TrialRunner;
import org.microgptrom.sweep.trial.TrialStore;
import org.microgptrom.train.recipe.EngineKind;

/** Plans followed by a runner that trains nothing. */
class SweepTest {
  private static final List<String> WORDS =
      IntStream.range(0, 60).mapToObj(i -> "word" + (char) ('a' + i % 26) + i / 26).toList();

  private static final SweepData DATA = SweepData.of(new Corpus("words", WORDS), 42);

  @TempDir Path folder;

  private static SweepPlan plan(String yaml) {
    return SweepPlan.parse("plan.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static Sorted sorted(SweepPlan plan) {
    return Sorter.sort(plan, DATA, EngineKind.VECTOR);
  }

  /** A loss that falls with seed and steps, so that all know the best trial. */
  private static TrialResult result(Trial trial) {
    double loss = 3 - 0.01 * trial.seed() - 0.0001 * trial.steps();
    return new TrialResult(trial, null, new TrialResult.Figures(loss, loss, 0, 1, 0), 0.5);
  }

  private Outcome run(SweepPlan plan, Path place, int threads, TrialRunner runner) {
    Scheduler scheduler =
        new Scheduler(new TrialStore(place), TrialBackend.threads(threads, runner), Progress.NONE);
    return new Sweep(plan, scheduler, " --data words.txt").run(sorted(plan).drawn(plan.search()));
  }

  @Test
  void aGridIsTriedOnceAndRanked() {
    SweepPlan plan = plan("axes: {embd: [8, 16], heads: 2, seed: [1, 2, 3], lanes: [1, 4]}\n");
    List<Trial> run = Collections.synchronizedList(new ArrayList<>());
    TrialRunner runner =
        (trial, place) -> {
          run.add(trial);
          return result(trial);
        };
    Outcome outcome = run(plan, folder, 1, runner);
    assertEquals(12, outcome.rows().size());
    assertEquals(6, run.size(), "a trial for each model, not for each number of lanes");
    Row best = outcome.best();
    assertNotNull(best);
    assertEquals(3, best.candidate().trial().seed());
    assertEquals(8, best.candidate().trial().shape().embd(), "of equal losses the smaller model");
    assertEquals(4, best.candidate().lanes(), "of equal models the faster one");
    assertTrue(outcome.fronts().tokensPerSecond().isEmpty());
    assertEquals(2, outcome.fronts().romBits().size());
    // Nothing is run twice.
    Outcome again = run(plan, folder, 2, runner);
    assertEquals(6, run.size());
    assertEquals(outcome, again);
  }

  @Test
  @Tag("slow")
  void drawsAreThoseOfPython() throws Exception {
    SweepPlan plan =
        plan("axes: {seed: [0,1,2,3,4,5,6,7,8,9]}\nsearch: {kind: random, count: 4, seed: 9}\n");
    String expected =
        ExternalTool.named("python3")
            .run(
                folder,
                "-c",
                "import random; a=list(range(10)); random.seed(9); random.shuffle(a); print(a[:4])")
            .output()
            .strip();
    List<Long> drawn =
        sorted(plan).drawn(plan.search()).trials().stream().map(Trial::seed).toList();
    assertEquals(expected, drawn.toString());
    assertEquals(6, run(plan, folder, 1, (trial, place) -> result(trial)).untried());
  }

  @Test
  void halvingLeavesBehindWhatIsBehind() {
    SweepPlan plan =
        plan("axes: {seed: [1,2,3,4,5,6,7,8,9], steps: 90}\nsearch: {kind: halving}\n");
    List<String> run = Collections.synchronizedList(new ArrayList<>());
    Outcome outcome =
        run(
            plan,
            folder,
            1,
            (trial, place) -> {
              run.add(trial.seed() + " x " + trial.steps());
              return result(trial);
            });
    assertEquals(
        List.of(
            "1 x 10", "2 x 10", "3 x 10", "4 x 10", "5 x 10", "6 x 10", "7 x 10", "8 x 10",
            "9 x 10", "7 x 30", "8 x 30", "9 x 30", "9 x 90"),
        run);
    assertEquals(
        List.of("9 true", "8 false", "7 false", "6 false", "5 false"),
        outcome.rows().stream()
            .limit(5)
            .map(row -> row.candidate().trial().seed() + " " + row.complete())
            .toList());
    assertEquals(9, outcome.rows().size());
    Row best = outcome.best();
    assertNotNull(best);
    assertEquals(90, best.candidate().trial().steps());
  }

  @Test
  void failuresComeLastAndLimitsAreKept() {
    String axes = "axes: {seed: [1, 2, 3], steps: 1}\n";
    TrialRunner runner =
        (trial, place) ->
            trial.seed() == 3 ? new TrialResult(trial, "diverged", null, 0) : result(trial);
    Outcome outcome = run(plan(axes), folder, 1, runner);
    assertEquals(
        List.of(2L, 1L, 3L),
        outcome.rows().stream().map(row -> row.candidate().trial().seed()).toList());
    assertNotNull(outcome.best());
    assertNull(run(plan(axes + "limits: {loss: {at_most: 1}}\n"), folder, 1, runner).best());
    Row smallest = run(plan(axes + "objective: rom_bits\n"), folder, 1, runner).best();
    assertNotNull(smallest);
    assertEquals(2, smallest.candidate().trial().seed());
  }

  @Test
  void threadsAndTheOrderOfEndsLeaveNoTrace() {
    SweepPlan plan =
        plan(
            """
            axes: {seed: [1,2,3,4,5,6,7,8,9,10,11,12], embd: [8, 16], steps: 90}
            search: {kind: halving, count: 20}
            """);
    byte[] one = Json.pretty(run(plan, folder.resolve("1"), 1, (trial, place) -> result(trial)));
    AtomicInteger count = new AtomicInteger();
    TrialRunner uneven =
        (trial, place) -> {
          sleep(count.incrementAndGet() % 3 * 5);
          return result(trial);
        };
    byte[] more = Json.pretty(run(plan, folder.resolve("2"), 2, uneven));
    assertEquals(new String(one, StandardCharsets.UTF_8), new String(more, StandardCharsets.UTF_8));
    assertTrue(count.get() > 20);
  }

  private static void sleep(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aSweepThatWasStoppedGoesOn() {
    SweepPlan plan = plan("axes: {seed: [1, 2, 3, 4, 5, 6], steps: 9}\n");
    Map<Long, Integer> runs = new ConcurrentHashMap<>();
    TrialRunner stopping =
        (trial, place) -> {
          if (trial.seed() == 4) {
            throw new IllegalStateException("killed");
          }
          runs.merge(trial.seed(), 1, Integer::sum);
          return result(trial);
        };
    assertThrows(IllegalStateException.class, () -> run(plan, folder, 1, stopping));
    assertTrue(runs.keySet().containsAll(List.of(1L, 2L, 3L)) && !runs.containsKey(4L));
    Outcome outcome =
        run(
            plan,
            folder,
            1,
            (trial, place) -> {
              runs.merge(trial.seed(), 1, Integer::sum);
              return result(trial);
            });
    assertEquals(Map.of(1L, 1, 2L, 1, 3L, 1, 4L, 1, 5L, 1, 6L, 1), runs);
    Outcome whole = run(plan, folder.resolve("other"), 1, (trial, place) -> result(trial));
    assertEquals(whole, outcome);
  }

  @Test
  void streamsShareATrialAndMakeTheirTokensTogether() {
    SweepPlan plan =
        plan("device: ecp5-25f\naxes: {embd: 16, lanes: [4, 8], streams: [1, 2, 3]}\n");
    List<Candidate> candidates = sorted(plan).candidates();
    assertEquals(6, candidates.size());
    assertEquals(1, sorted(plan).drawn(plan.search()).trials().size());
    ModelConfig shape = candidates.get(0).trial().shape();
    Fpga fpga = FpgaCatalog.get().named("ecp5-25f");
    int bits = CircuitParameters.usualScoreBits(shape);
    Codes codes = WeightBits.parse("16", shape.parameterNames()).codes();
    for (Candidate candidate : candidates) {
      Variant variant = Variant.ofStreams(candidate.streams());
      Plan planned =
          new Planner(FpgaCatalog.get(), shape, codes, variant, bits).plan(fpga, candidate.lanes());
      AllStreams one = new AllStreams("ecp5-25f", planned.cyclesLast(), planned.tokensPerSecond());
      assertEquals(
          variant.streams() == 1 ? one : AllStreams.of(shape, variant, List.of(planned)).get(0),
          new AllStreams("ecp5-25f", candidate.cycles(), candidate.tokensPerSecond()));
    }
    Outcome outcome = run(plan, folder, 1, (trial, place) -> result(trial));
    Row best = outcome.best();
    assertNotNull(best);
    assertEquals(
        candidates.stream().mapToDouble(Candidate::tokensPerSecond).max().orElseThrow(),
        best.candidate().tokensPerSecond());
    assertTrue(best.candidate().streams() > 1);
    assertThrows(InputException.class, () -> plan("axes: {streams: [1, 9]}\n"));
  }

  @Test
  void theBestFinalistThatPassedIsTheBest() {
    SweepPlan plan =
        plan(
            """
            axes: {seed: [1, 2, 3, 4], lanes: [4, 8], steps: 9}
            limits: {loss: {at_most: 2.97}}
            finalists: {count: 3, rtl: icarus}
            """);
    Outcome outcome = run(plan, folder, 1, (trial, place) -> result(trial));
    List<Row> rows = outcome.finalRows();
    assertEquals(List.of(4L, 3L), rows.stream().map(row -> row.trial().seed()).toList());
    assertEquals(8, outcome.rows().size()); // each model with the better of two circuits
    var simulation = new Finalist.Simulation("icarus", 300, 0);
    Finalist first = new Finalist(Outcome.Member.of(rows.get(0)), simulation, null, false);
    Finalist second = new Finalist(Outcome.Member.of(rows.get(1)), simulation, null, true);
    assertEquals(rows.get(1), outcome.with(List.of(first, second)).best());
    assertNull(outcome.with(List.of(first)).best());
    assertTrue(first.answers(plan));
    String axes = "device: ice40-up5k\naxes: {seed: 1}\nfinalists: ";
    var routing = new Finalist.Routing("ice40-up5k", 2, null);
    Finalist routed = new Finalist(first.member(), null, routing, true);
    assertTrue(routed.answers(plan(axes + "{synth_seeds: 2}\n")));
    for (String other :
        List.of("{synth_seeds: 3}", "{rtl: icarus, synth_seeds: 2}", "{rtl: icarus}")) {
      assertFalse(routed.answers(plan(axes + other + "\n")), other);
    }
    assertFalse(routed.answers(plan(axes + "{synth_seeds: 2}\n").on("ice40-hx8k")));
    assertFalse(first.answers(plan(axes + "{rtl: verilator}\n")));
  }

  @Test
  void modelsOfOtherSymbolsAreComparedByTheByte() {
    SweepPlan plan = plan("axes: {context: [6, 16], tokens: [characters, 40, 12], steps: 9}\n");
    Sorted sorted = sorted(plan);
    assertEquals(
        List.of("context too short", "no such vocabulary", "no such vocabulary"),
        sorted.exclusions().stream().map(Exclusion::kind).toList());
    assertEquals(
        "[40 of 6, null of 16, 40 of 16]",
        sorted.candidates().stream()
            .map(c -> c.trial().tokens() + " of " + c.trial().shape().context())
            .toList()
            .toString());
    Outcome outcome = run(plan, folder, 1, (trial, place) -> result(trial));
    Vocabulary learned = SubwordLearner.learn(DATA.characters(), DATA.split().training(), 40);
    long tokens = 0;
    long bytes = 0;
    for (String word : DATA.split().validation()) {
      tokens += learned.encode(word).length + 1;
      bytes += word.length() + 1;
    }
    assertTrue(tokens < bytes);
    for (Row row : outcome.rows()) {
      assertNotNull(row.figures());
      double ratio = row.trial().tokens() == null ? 1 : (double) tokens / bytes;
      assertEquals(row.figures().lossFixed() * ratio, row.loss(), 1e-15);
    }
    Row best = outcome.best();
    assertNotNull(best);
    assertEquals(40, best.trial().tokens(), "of equal losses per token, as a token has more bytes");
  }

  @Test
  void whatNoModelCanBeIsNotTried() {
    Sorted sorted =
        sorted(
            plan(
                "axes: {layers: [1, 2, 64], embd: [16, 8192], tokens: [characters, 4096],"
                    + " weight_bits: '4,layer1.attn_wq=8'}\n"));
    Map<String, String> reasons = new TreeMap<>();
    sorted.exclusions().forEach(of -> reasons.put(of.kind(), of.reason()));
    int learned = SubwordLearner.learn(DATA.characters(), DATA.split().training(), 4096).size();
    assertEquals(Set.of("no such tensor", "parameters", "no such vocabulary"), reasons.keySet());
    assertTrue(reasons.toString().contains("no tensor has the name layer1.attn_wq"));
    assertTrue(reasons.toString().contains("at most 250,000,000 can be trained"));
    assertTrue(reasons.toString().contains("only " + learned + " tokens can be learned"));
    assertEquals(2, sorted.candidates().size());
    SweepPlan streams = plan("device: ice40-up5k\naxes: {embd: 16, lanes: 2, streams: 2}\n");
    String told =
        assertThrows(InputException.class, () -> sorted(streams).requireSome("plan.yaml"))
            .getMessage();
    assertTrue(told.contains("1 point (does not fit: 1)\n  ice40-up5k does not hold it: "), told);
    assertTrue(told.contains(" multipliers"), told);
  }

  @Test
  void contextsThatCutOffTextAreNotTried() {
    assertEquals(1, sorted(plan("axes: {context: [4, 16]}\n")).exclusions().size());
    assertEquals(0, sorted(plan("axes: {context: 4}\n")).exclusions().size());
    SweepPlan most = plan("axes: {context: 2}\n");
    String told =
        assertThrows(InputException.class, () -> sorted(most).requireSome("plan.yaml"))
            .getMessage();
    assertTrue(told.contains("context 2 cuts off more than half of the text; 7 holds"), told);
  }

  @Test
  void whatDoesNotFitIsNotTried() {
    SweepPlan plan =
        plan(
            """
            device: ice40-up5k
            axes: {embd: [16, 18, 512], weight_bits: [16, 4]}
            limits: {rom_bits: {at_most: 60000}}
            """);
    Sorted sorted = sorted(plan);
    List<String> kinds = sorted.exclusions().stream().map(Exclusion::kind).toList();
    assertEquals(
        List.of("ROM bits", "no such shape", "no such shape", "ROM bits", "ROM bits"), kinds);
    for (Candidate candidate : sorted.candidates()) {
      assertTrue(candidate.romBits() <= 60_000);
      assertNotNull(candidate.fits());
      assertNotNull(candidate.tokensPerSecond());
    }
    assertEquals(6, sorted.candidates().size() + sorted.exclusions().size());
    SweepPlan nothing = plan("device: ice40-up5k\naxes: {embd: [512, 1024]}\n");
    String told =
        assertThrows(InputException.class, () -> sorted(nothing).requireSome("plan.yaml"))
            .getMessage();
    assertTrue(told.contains("leaves nothing to try of 2 points"), told);
  }

  @Test
  @Tag("slow")
  void tenThousandTrialsTakeSeconds() {
    String seeds = IntStream.range(0, 125).boxed().toList().toString();
    SweepPlan plan =
        plan(
            """
            device: ice40-up5k
            search: {kind: halving, count: 1000}
            axes:
              layers: [1, 2]
              embd: [8, 12, 16, 20, 24, 28, 32, 36, 40, 44]
              weight_bits: [16, 8, 4, 2]
              steps: 9
              seed: SEEDS
            """
                .replace("SEEDS", seeds));
    assertEquals(10_000, plan.axes().size());
    long start = System.nanoTime();
    Outcome outcome = run(plan, folder, 2, (trial, place) -> result(trial));
    double seconds = (System.nanoTime() - start) / 1e9;
    long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    System.out.printf(
        "10,000 points: %d tried, %d excluded, %.1f s, %d MB of heap%n",
        outcome.rows().size(), outcome.exclusions().size(), seconds, heap / 1_000_000);
    assertEquals(1_000, outcome.rows().size());
    assertEquals(9_000, outcome.untried() + outcome.exclusions().size());
    assertTrue(heap < 1_000_000_000, () -> heap + " bytes");
    assertTrue(seconds < 60, () -> seconds + " s");
  }
}
