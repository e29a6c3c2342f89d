package org.microgptrom.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.verify.campaign.Campaign;
import org.microgptrom.verify.campaign.CampaignOptions;
import org.microgptrom.verify.campaign.CampaignPlan;
import org.microgptrom.verify.campaign.ChunkBackend;
import org.microgptrom.verify.campaign.GoldenChunks;
import org.microgptrom.verify.campaign.TargetResults;
import org.microgptrom.verify.rtl.CircuitChunks;
import org.microgptrom.verify.rtl.RtlChecks;

/**
 * A campaign on a bundle: the models of its two layouts against each other or, where the circuit is
 * to be simulated, the circuit against the golden simulator.
 */
final class CampaignChecks {
  private final Bundle bundle;
  private final Map<Layout, QuantizedModel> models;
  private final RtlChecks rtl;
  private final CampaignOptions options;
  private final CampaignPlan plan;
  private final List<Check> left = new ArrayList<>();
  private List<TargetResults> results = List.of();

  CampaignChecks(
      Bundle bundle, Map<Layout, QuantizedModel> models, RtlChecks rtl, CampaignOptions options)
      throws IOException {
    this.bundle = bundle;
    this.models = models;
    this.rtl = rtl;
    this.options = options;
    Manifest manifest = bundle.manifest();
    List<CampaignPlan.Target> targets =
        rtl.isWanted()
            ? rtl.campaignTargets()
            : List.of(new CampaignPlan.Target(GoldenChunks.LABEL, List.of()));
    try {
      this.plan =
          new CampaignPlan(
              bundle.manifestSha256(),
              ToolVersion.current(),
              options.seed(),
              options.tokens(),
              options.chunkTokens(manifest.config(), rtl.isWanted()),
              targets,
              options.shard());
    } catch (IllegalArgumentException e) {
      throw InputException.of("--tokens and --shard", e, "");
    }
  }

  /**
   * Runs the chunks that are not finished.
   *
   * @param cluster that runs them; empty for this machine
   */
  void run(Optional<Cluster> cluster, Progress progress) throws IOException {
    left.addAll(rtl.missing());
    QuantizedModel tensors = models.get(Layout.TENSOR);
    QuantizedModel lanes = models.get(Layout.LANES);
    if (tensors == null || (lanes == null && !rtl.isWanted())) {
      left.add(Check.skipped("campaign", "comparison", "there is no model to compare"));
      return;
    }
    try (Campaign campaign =
        new Campaign(plan, options.state(), options.saveInterval(), progress)) {
      for (CampaignPlan.Target target : plan.targets()) {
        if (cluster.isPresent()) {
          campaign.run(
              target.label(),
              new ClusterChunks(cluster.get(), bundle, target, plan.seed(), rtl.bus()));
        } else if (rtl.isWanted()) {
          try (CircuitChunks chunks = rtl.chunks(target.label(), bundle, tensors, plan.seed())) {
            campaign.run(target.label(), ChunkBackend.threads(chunks));
          }
        } else {
          campaign.run(
              target.label(),
              ChunkBackend.threads(
                  new GoldenChunks(Objects.requireNonNull(lanes), tensors, plan.seed())));
        }
      }
      results = campaign.results();
    }
  }

  CampaignPlan plan() {
    return plan;
  }

  /** The checks that could not run. */
  List<Check> left() {
    return left;
  }

  /** The results of the finished chunks; none if there was no model to compare. */
  List<TargetResults> results() {
    return results;
  }
}
