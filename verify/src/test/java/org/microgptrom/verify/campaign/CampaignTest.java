package org.microgptrom.verify.campaign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.InProcessCluster;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.verify.Evidence;
import org.microgptrom.verify.Verifier;
import org.microgptrom.verify.report.JUnitXml;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.rtl.RtlOptions;

/** A campaign is the same in one piece, in shards, and in as many processes as it takes. */
@Tag("slow")
class CampaignTest {
  private static final CampaignPlan PLAN =
      new CampaignPlan(
          "ab".repeat(32),
          "microgpt-rom test",
          3,
          1_150,
          100,
          List.of(new CampaignPlan.Target(GoldenChunks.LABEL, List.of())),
          Shard.WHOLE);

  @TempDir Path folder;

  private final QuantizedModel model =
      RandomModels.model(TestBundle.tiny(), RandomModels.Weights.MODERATE, 5);

  @Test
  void aKilledCampaignGoesOn() throws IOException {
    List<TargetResults> whole =
        run(PLAN, Optional.empty(), new GoldenChunks(model, model, PLAN.seed()));
    assertEquals(12, whole.get(0).chunks().size());
    assertEquals(50, whole.get(0).chunks().get(11).tokens());
    Path state = folder.resolve("state.json");
    AtomicInteger runs = new AtomicInteger();
    int processes = 0;
    while (true) {
      int mostRuns = 3 + runs.get();
      ChunkRunner dying =
          (chunk, tokens) -> {
            if (runs.get() >= mostRuns) {
              throw new IOException("killed");
            }
            runs.incrementAndGet();
            return new GoldenChunks(model, model, PLAN.seed()).run(chunk, tokens);
          };
      processes++;
      assertTrue(processes < 12, "nothing is kept");
      try {
        assertEquals(whole, run(PLAN, Optional.of(state), dying));
        break;
      } catch (IOException e) {
        assertEquals("killed", e.getMessage());
      }
    }
    assertTrue(processes > 3, "only " + processes);
    // Chunks that others had begun when one failed may have run once more.
    assertTrue(runs.get() < 12 + processes * Runtime.getRuntime().availableProcessors());
    ChunkRunner never =
        (chunk, tokens) -> {
          throw new IOException("chunk " + chunk + " ran again");
        };
    assertEquals(whole, run(PLAN, Optional.of(state), never));
  }

  @Test
  void theStateOfAnotherCampaignIsRefused() throws IOException {
    Path state = folder.resolve("state.json");
    run(PLAN, Optional.of(state), new GoldenChunks(model, model, PLAN.seed()));
    List<CampaignPlan> others =
        List.of(
            new CampaignPlan(
                "cd".repeat(32), PLAN.tool(), 3, 1_150, 100, PLAN.targets(), Shard.WHOLE),
            new CampaignPlan(
                PLAN.manifestSha256(), "another", 3, 1_150, 100, PLAN.targets(), Shard.WHOLE),
            new CampaignPlan(
                PLAN.manifestSha256(), PLAN.tool(), 4, 1_150, 100, PLAN.targets(), Shard.WHOLE),
            new CampaignPlan(
                PLAN.manifestSha256(), PLAN.tool(), 3, 1_151, 100, PLAN.targets(), Shard.WHOLE),
            new CampaignPlan(
                PLAN.manifestSha256(), PLAN.tool(), 3, 1_150, 101, PLAN.targets(), Shard.WHOLE),
            new CampaignPlan(
                PLAN.manifestSha256(),
                PLAN.tool(),
                3,
                1_150,
                100,
                List.of(new CampaignPlan.Target("icarus", List.of("Icarus 11"))),
                Shard.WHOLE),
            PLAN.with(new Shard(1, 2)));
    List<String> reasons = new ArrayList<>();
    for (CampaignPlan other : others) {
      InputException e =
          assertThrows(
              InputException.class,
              () -> new Campaign(other, Optional.of(state), Duration.ZERO, Progress.NONE));
      assertTrue(e.getMessage().startsWith(state + ": keeps another campaign: "), e.getMessage());
      reasons.add(e.getMessage().lines().findFirst().orElse("").split("campaign: ", 2)[1]);
    }
    assertEquals(
        List.of(
            "bundle (SHA-256 of its manifest) " + "ab".repeat(32) + ", not " + "cd".repeat(32),
            "version microgpt-rom test, not another",
            "seed 3, not 4",
            "tokens 1150, not 1151",
            "tokens in a chunk 100, not 101",
            "targets [golden], not [icarus (Icarus 11)]",
            "shard 1/1, not 1/2"),
        reasons);
    Files.writeString(state, Files.readString(state).substring(0, 300));
    assertThrows(
        InputException.class,
        () -> new Campaign(PLAN, Optional.of(state), Duration.ZERO, Progress.NONE));
  }

  @Test
  void aFolderIsNoState() throws IOException {
    Path state = Files.createDirectory(folder.resolve("state"));
    InputException e =
        assertThrows(
            InputException.class,
            () -> new Campaign(PLAN, Optional.of(state), Duration.ZERO, Progress.NONE));
    assertTrue(e.getMessage().startsWith(state + ": is not a file"), e.getMessage());
  }

  /** Whatever of a result is changed: each digest and count of each chunk, and a chunk left out. */
  @Test
  void aChangedStateIsRefused() throws IOException {
    Path state = folder.resolve("state.json");
    List<TargetResults> right =
        run(PLAN, Optional.of(state), new GoldenChunks(model, model, PLAN.seed()));
    String text = Files.readString(state);
    int cases = 0;
    for (ChunkResult chunk : right.get(0).chunks()) {
      String digest = chunk.sha256();
      String other = (digest.charAt(0) == '0' ? '1' : '0') + digest.substring(1);
      String number = "\"chunk\":" + chunk.chunk() + ",";
      String counts = number + "\"sequences\":" + chunk.sequences();
      for (String changed :
          List.of(
              text.replace(digest, other),
              text.replace(counts, counts + "0"),
              text.replace(number, "\"chunk\":" + (PLAN.chunks() + chunk.chunk()) + ","))) {
        assertFalse(changed.equals(text), () -> "no change in chunk " + chunk.chunk());
        requireChanged(state, changed);
        cases++;
      }
    }
    requireChanged(state, text.replace("\"golden\",\"chunks\"", "\"gold\",\"chunks\""));
    requireChanged(
        state, text.replaceFirst("\"sha256\":\"[0-9a-f]{64}\"}\\s*$", "\"sha256\":\"\"}"));
    assertEquals(36, cases);
    Files.writeString(state, text);
    new Campaign(PLAN, Optional.of(state), Duration.ZERO, Progress.NONE).close();
  }

  private static void requireChanged(Path state, String text) throws IOException {
    Files.writeString(state, text);
    InputException e =
        assertThrows(
            InputException.class,
            () -> new Campaign(PLAN, Optional.of(state), Duration.ZERO, Progress.NONE));
    assertTrue(e.getMessage().startsWith(state + ": was changed: "), e.getMessage());
  }

  private static List<TargetResults> run(
      CampaignPlan plan, Optional<Path> state, ChunkRunner runner) throws IOException {
    try (Campaign campaign = new Campaign(plan, state, Duration.ZERO, Progress.NONE)) {
      campaign.run(GoldenChunks.LABEL, ChunkBackend.threads(runner));
      return campaign.results();
    }
  }

  /** Two that kept one file would each lose what the other has finished. */
  @Test
  void aStateThatAnotherCampaignWritesIsRefused() throws IOException {
    Path state = folder.resolve("state.json");
    ChunkRunner runner = new GoldenChunks(model, model, PLAN.seed());
    try (Campaign first = new Campaign(PLAN, Optional.of(state), Duration.ZERO, Progress.NONE)) {
      InputException e =
          assertThrows(InputException.class, () -> run(PLAN, Optional.of(state), runner));
      String owner = "process " + ProcessHandle.current().pid();
      assertTrue(e.getMessage().startsWith(state + ": " + owner), e.getMessage());
      first.run(GoldenChunks.LABEL, ChunkBackend.threads(runner));
    }
    assertEquals(12, run(PLAN, Optional.of(state), runner).get(0).chunks().size());
    assertFalse(Files.exists(folder.resolve(".state.json.lock")));
  }

  @Test
  void shardsMergeToTheReportOfOneRun() throws IOException {
    TestBundle content = new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 1);
    Path bundle = BundleFiles.write(folder.resolve("right"), content.files());
    VerificationReport whole = campaign(bundle, Shard.WHOLE, 1).report();
    assertTrue(whole.passed(), () -> whole.difference().message());
    assertEquals(4, whole.campaign().chunks());
    assertEquals(250_000, whole.campaign().targets().get(0).tokens());
    InProcessCluster cluster = new InProcessCluster();
    assertArrayEquals(
        whole.toJson(), campaign(bundle, Shard.WHOLE, 1, Optional.of(cluster)).report().toJson());
    assertEquals(4, cluster.tasks());
    // Of 34 chunks a task has two.
    byte[] longer = campaign(bundle, Shard.WHOLE, 1, Optional.empty(), 2_200_000).report().toJson();
    InProcessCluster pairs = new InProcessCluster();
    assertArrayEquals(
        longer, campaign(bundle, Shard.WHOLE, 1, Optional.of(pairs), 2_200_000).report().toJson());
    assertEquals(17, pairs.tasks());
    List<Path> shards = shards(bundle, 3, 1);
    for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 0, 1), List.of(1, 2, 0))) {
      VerificationReport merged = ShardReport.merge(order.stream().map(shards::get).toList());
      assertArrayEquals(whole.toJson(), merged.toJson());
      assertArrayEquals(JUnitXml.of(whole), JUnitXml.of(merged));
    }

    assertRefused("shard 2/3 is missing", shards.get(0), shards.get(2));
    assertRefused("is shard 1/3, which is there already", shards.get(0), shards.get(0));
    List<Path> foreign = shards(bundle, 3, 2);
    assertRefused("seed 1, not 2", shards.get(0), foreign.get(1), shards.get(2));
    List<Path> halves = shards(bundle, 2, 1);
    assertRefused("shards 3, not 2", shards.get(0), halves.get(1), shards.get(2));
    TestBundle other = new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 2);
    List<Path> others = shards(BundleFiles.write(folder.resolve("other"), other.files()), 3, 1);
    assertRefused("bundle (SHA-256", shards.get(0), others.get(1), shards.get(2));
    Path report = Files.write(folder.resolve("report.json"), whole.toJson());
    assertRefused("is a microgpt-rom verification report", report);
    String text = Files.readString(shards.get(1)).replace("\"chunk\": 1,", "\"chunk\": 2,");
    Path cut = Files.writeString(folder.resolve("cut.json"), text);
    assertRefused("has not exactly the chunks", shards.get(0), cut, shards.get(2));
  }

  /**
   * One word of the lanes ROM differs, with digests that fit: a campaign says where, merged too.
   */
  @Test
  void aPlantedWordIsFoundThroughMerge() throws IOException {
    TestBundle content = new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 1);
    short[] words = content.images.get("weights_lanes");
    words[5] = (short) (words[5] + 1_500);
    Path bundle = BundleFiles.write(folder.resolve("planted"), content.files());
    VerificationReport whole = campaign(bundle, Shard.WHOLE, 1).report();
    assertFalse(whole.passed());
    Check logits =
        whole.checks().stream()
            .filter(check -> check.suite().equals("campaign") && check.name().equals("logits"))
            .findFirst()
            .orElseThrow();
    assertEquals(Check.Outcome.FAILED, logits.outcome());
    assertEquals(0, Shown.of(logits.difference()).chunk());
    assertEquals("logit", Shown.of(logits.difference()).step().quantity());
    assertTrue(logits.mismatches() > 1_000, () -> "only " + logits.mismatches());
    VerificationReport merged = ShardReport.merge(shards(bundle, 3, 1));
    assertFalse(merged.passed());
    assertArrayEquals(whole.toJson(), merged.toJson());
    assertArrayEquals(JUnitXml.of(whole), JUnitXml.of(merged));
  }

  private static void assertRefused(String reason, Path... files) {
    InputException e = assertThrows(InputException.class, () -> ShardReport.merge(List.of(files)));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  private List<Path> shards(Path bundle, int count, long seed) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      byte[] json = campaign(bundle, new Shard(number, count), seed).toJson();
      files.add(Files.write(Files.createTempFile(folder, "shard", ".json"), json));
    }
    return files;
  }

  private static ShardReport campaign(Path bundle, Shard shard, long seed) {
    return campaign(bundle, shard, seed, Optional.empty());
  }

  private static ShardReport campaign(
      Path bundle, Shard shard, long seed, Optional<Cluster> cluster) {
    return campaign(bundle, shard, seed, cluster, 250_000);
  }

  private static ShardReport campaign(
      Path bundle, Shard shard, long seed, Optional<Cluster> cluster, int tokens) {
    CampaignOptions options =
        new CampaignOptions(tokens, seed, shard, Optional.empty(), Duration.ZERO);
    try (Bundle opened = Bundle.open(bundle)) {
      return Verifier.campaign(
          opened,
          RtlOptions.NONE,
          Evidence.NONE,
          Optional.empty(),
          options,
          cluster,
          Progress.NONE);
    }
  }
}
