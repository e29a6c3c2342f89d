package org.microgptrom.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.InProcessCluster;
import org.microgptrom.sweep.plan.Search;
import org.microgptrom.sweep.plan.SweepPlan;
import org.microgptrom.sweep.search.PlanChooser;
import org.microgptrom.sweep.search.Sorted;
import org.microgptrom.sweep.search.Sorter;
import org.microgptrom.sweep.trial.ClusterTrials;
import org.microgptrom.sweep.trial.SweepData;
import org.microgptrom.sweep.trial.TrialBackend;
import org.microgptrom.sweep.trial.TrialCost;
import org.microgptrom.sweep.trial.TrialStore;
import org.microgptrom.sweep.trial.TrialTraining;
import org.microgptrom.train.recipe.EngineKind;

/** Trials that are trained. */
@Tag("slow")
class RealSweepTest {
  private static final List<String> WORDS =
      IntStream.range(0, 200)
          .mapToObj(
              i -> "" + "bdfgklm".charAt(i % 7) + "aeiou".charAt(i % 5) + "nrst".charAt(i % 4))
          .toList();

  private static final SweepData DATA = SweepData.of(new Corpus("words", WORDS), 42);

  @TempDir Path folder;

  private static SweepPlan plan(String yaml) {
    return SweepPlan.parse("plan.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] table(SweepPlan plan, String name, int threads) throws IOException {
    return table(plan, name, TrialBackend.threads(threads, new TrialTraining(DATA)));
  }

  private byte[] table(SweepPlan plan, String name, TrialBackend backend) throws IOException {
    Path place = folder.resolve(name);
    Scheduler scheduler = new Scheduler(new TrialStore(place), backend, Progress.NONE);
    Sorted sorted = Sorter.sort(plan, DATA, EngineKind.VECTOR);
    Outcome outcome =
        new Sweep(plan, scheduler, " --data words.txt").run(sorted.drawn(plan.search()));
    Tables.csv(place.resolve("trials.csv"), outcome);
    Row best = outcome.best();
    assertNotNull(best);
    assertEquals(best.loss(), outcome.rows().get(0).loss());
    assertTrue(best.loss() < Math.log(DATA.characters().size()), "it learns");
    return Files.readAllBytes(place.resolve("trials.csv"));
  }

  @Test
  void theTableIsTheSameWithAnyNumberOfThreads() throws IOException {
    SweepPlan plan =
        plan(
            "axes: {embd: [4, 8], heads: 2, context: 4, tokens: [characters, 24], "
                + "weight_bits: [16, 4], steps: 20}\n");
    byte[] one = table(plan, "one", 1);
    assertArrayEquals(one, table(plan, "two", 2));
    InProcessCluster cluster = new InProcessCluster();
    assertArrayEquals(one, table(plan, "cluster", new ClusterTrials(cluster, DATA)));
    assertEquals(8, cluster.tasks());
    assertEquals(checkpoints("one"), checkpoints("cluster"));
    assertArrayEquals(one, table(plan, "cluster", new ClusterTrials(cluster, DATA)));
    assertEquals(8, cluster.tasks(), "nothing is run again");
    assertEquals(9, new String(one, StandardCharsets.UTF_8).lines().count());
    assertTrue(new String(one, StandardCharsets.UTF_8).contains(",true,1,8,2,32,4,"));
  }

  /** The digests of the files of all checkpoints but their seconds. */
  private Map<String, String> checkpoints(String name) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    Path trials = folder.resolve(name).resolve(TrialStore.TRIALS);
    try (Stream<Path> tree = Files.walk(trials)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith(TrialStore.FILE) && !file.endsWith("metrics.jsonl")) {
          digests.put(trials.relativize(file).toString(), Digests.sha256(file));
        }
      }
    }
    assertEquals(8 * 2 + 4, digests.size(), digests::toString);
    return digests;
  }

  @Test
  void whatCannotBeTrainedIsARowWithTheReason() {
    SweepPlan plan =
        plan(
            "axes: {embd: [1, 8], heads: 1, hidden: 1, context: 4, weight_bits: [16, "
                + "'16,wpe=3'], steps: 3}\n");
    Scheduler scheduler =
        new Scheduler(
            new TrialStore(folder),
            TrialBackend.threads(2, new TrialTraining(DATA)),
            Progress.NONE);
    Sorted sorted = Sorter.sort(plan, DATA, EngineKind.VECTOR);
    Outcome outcome =
        new Sweep(plan, scheduler, " --data words.txt").run(sorted.drawn(plan.search()));
    assertEquals(4, outcome.rows().size());
    Row last = outcome.rows().get(3);
    String failure = last.failure();
    assertNotNull(failure);
    assertTrue(failure.contains("wpe"), failure);
    assertEquals(1, last.candidate().trial().shape().embd());
  }

  @Test
  void aPlanIsChosenForADeviceAndATime() {
    TrialCost cost = TrialCost.measure(DATA, EngineKind.VECTOR, 0.3);
    assertTrue(cost.secondsPerProduct() > 0 && cost.secondsPerProduct() < 1e-6, cost::toString);
    TrialCost known = new TrialCost(1e-9);
    int before = 0;
    for (double minutes : List.of(0.2, 3.0)) {
      String text = PlanChooser.choose(DATA, EngineKind.VECTOR, known, "ice40-up5k", minutes, 2);
      SweepPlan plan = plan(text);
      Sorted sorted = Sorter.sort(plan, DATA, EngineKind.VECTOR).requireSome("plan");
      assertEquals(Search.Kind.HALVING, plan.search().kind());
      int count = sorted.drawn(plan.search()).candidates().size();
      assertTrue(count >= before, text);
      before = count;
      double first =
          sorted.drawn(plan.search()).candidates().stream()
              .mapToDouble(c -> known.seconds(c.trial().withSteps(c.trial().steps() / 9), DATA))
              .sum();
      assertTrue(first < 2 * 60 * minutes, () -> first + " s for the first rung\n" + text);
    }
    assertTrue(before >= 9, before + " trials");
  }

  @Test
  void memoryBoundsTheThreads() {
    Sorted sorted = Sorter.sort(plan("axes: {embd: [16, 64]}\n"), DATA, EngineKind.VECTOR);
    var trials = sorted.candidates().stream().map(c -> c.trial()).toList();
    long bytes = trials.stream().mapToLong(TrialCost::bytes).max().orElseThrow();
    assertEquals(8, TrialCost.threads(8, trials, Long.MAX_VALUE));
    assertEquals(2, TrialCost.threads(8, trials, 3 * bytes));
    assertEquals(1, TrialCost.threads(8, trials, 1));
  }
}
