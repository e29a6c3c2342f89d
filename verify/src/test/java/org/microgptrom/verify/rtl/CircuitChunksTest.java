package org.microgptrom.verify.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.InProcessCluster;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.simulate.testing.FakeSimulator;
import org.microgptrom.simulate.tool.Simulator;
import org.microgptrom.simulate.tool.Simulators;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.WeightBus;
import org.microgptrom.simulate.tool.Workspace;
import org.microgptrom.verify.Evidence;
import org.microgptrom.verify.Verifier;
import org.microgptrom.verify.campaign.Campaign;
import org.microgptrom.verify.campaign.CampaignOptions;
import org.microgptrom.verify.campaign.CampaignPlan;
import org.microgptrom.verify.campaign.ChunkBackend;
import org.microgptrom.verify.campaign.ChunkResult;
import org.microgptrom.verify.campaign.Shard;
import org.microgptrom.verify.campaign.TargetResults;

/** Chunks of a campaign in a simulator that is planted faults, and in Verilator. */
@Tag("slow")
class CircuitChunksTest {
  private static final ModelConfig CONFIG = new ModelConfig(2, 8, 2, 9, 16, 10);
  private static final int TOKENS = 120;

  @TempDir Path folder;

  private final TestBundle content = new TestBundle(CONFIG, RandomModels.Weights.MODERATE, 16, 3);
  private final QuantizedModel model =
      RandomModels.quantized(CONFIG, RandomModels.Weights.MODERATE, 3).model();

  @Test
  void theCircuitIsCompiledOnceAndDifferencesNameTheirChunk() throws IOException {
    Path path = BundleFiles.write(folder.resolve("b"), content.files());
    AtomicInteger builds = new AtomicInteger();
    AtomicInteger simulations = new AtomicInteger();
    UnaryOperator<List<String>> secondIsWrong =
        lines -> {
          if (simulations.incrementAndGet() == 2) {
            lines.set(1, lines.get(1).replaceFirst("....$", "xxxx"));
          }
          return lines;
        };
    FakeSimulator fake = new FakeSimulator(model, secondIsWrong, lines -> lines);
    Simulator counted =
        new Simulator() {
          @Override
          public List<String> tools() {
            return fake.tools();
          }

          @Override
          public Build build(Workspace workspace, boolean traced) {
            builds.incrementAndGet();
            return fake.build(workspace, traced);
          }
        };
    try (Bundle bundle = Bundle.open(path);
        CircuitChunks chunks = new CircuitChunks(Target.ICARUS, counted, bundle, model, 9)) {
      for (int chunk = 0; chunk < 4; chunk++) {
        ChunkResult result = chunks.run(chunk, TOKENS);
        assertEquals(TOKENS, result.tokens());
        assertEquals(7, result.checks().size());
        assertEquals(CONFIG.context(), result.cycles().size());
        long mismatches = result.checks().stream().mapToLong(Check::mismatches).sum();
        assertEquals(chunk == 1 ? 1 : 0, mismatches);
        if (chunk == 1) {
          Check logits = result.checks().get(0);
          assertEquals(1, Shown.of(logits.difference()).chunk());
          assertEquals("xxxx", Shown.of(logits.difference()).actual());
          assertTrue(logits.difference().message().startsWith("chunk 1: circuit in icarus: "));
        }
      }
    }
    assertEquals(1, builds.get());
    assertEquals(4, fake.runs.size());
  }

  private static List<TargetResults> campaign(Path path, Optional<Cluster> cluster) {
    RtlOptions options =
        new RtlOptions(List.of(Target.VERILATOR), List.of(), 0, WeightBus.NONE, Path.of("."));
    CampaignOptions campaign =
        new CampaignOptions(200, 5, Shard.WHOLE, Optional.empty(), Duration.ZERO);
    try (Bundle bundle = Bundle.open(path)) {
      List<TargetResults> results =
          Verifier.campaign(
                  bundle,
                  options,
                  Evidence.NONE,
                  Optional.empty(),
                  campaign,
                  cluster,
                  Progress.NONE)
              .results();
      assertEquals(200, results.get(0).chunks().get(0).tokens());
      return results;
    }
  }

  @Test
  void chunksSideBySideInVerilator() throws IOException {
    ExternalTool.named("verilator");
    Map<String, byte[]> files = new LinkedHashMap<>(content.files());
    Circuit.sources().forEach(name -> files.put(Circuit.FOLDER + name, Circuit.source(name)));
    Path path = BundleFiles.write(folder.resolve("b"), BundleFiles.mended(files));
    Simulator verilator = Simulators.of(Target.VERILATOR, WeightBus.NONE);
    CampaignPlan plan =
        new CampaignPlan(
            "ab".repeat(32),
            "test",
            4,
            1_000,
            TOKENS,
            List.of(new CampaignPlan.Target("verilator", verilator.tools())),
            Shard.WHOLE);
    try (Campaign campaign = new Campaign(plan, Optional.empty(), Duration.ZERO, Progress.NONE);
        Bundle bundle = Bundle.open(path);
        CircuitChunks chunks = new CircuitChunks(Target.VERILATOR, verilator, bundle, model, 4)) {
      campaign.run("verilator", ChunkBackend.threads(chunks));
      List<ChunkResult> results = campaign.results().get(0).chunks();
      assertEquals(9, results.size());
      for (ChunkResult result : results) {
        assertTrue(
            result.checks().stream().allMatch(c -> c.outcome() == Check.Outcome.PASSED),
            () -> result.checks().toString());
      }
      assertEquals(1_000, results.stream().mapToLong(ChunkResult::tokens).sum());
      assertEquals(results.get(3), chunks.run(3, TOKENS));
    }
    InProcessCluster cluster = new InProcessCluster();
    assertEquals(campaign(path, Optional.empty()), campaign(path, Optional.of(cluster)));
    assertEquals(1, cluster.tasks());
  }
}
