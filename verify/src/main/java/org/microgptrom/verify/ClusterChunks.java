package org.microgptrom.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.cluster.Job;
import org.microgptrom.model.cluster.Parcel;
import org.microgptrom.model.cluster.Worker;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Tasks;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.simulate.tool.WeightBus;
import org.microgptrom.verify.campaign.CampaignPlan;
import org.microgptrom.verify.campaign.ChunkBackend;
import org.microgptrom.verify.campaign.ChunkResult;
import org.microgptrom.verify.campaign.ChunkRunner;
import org.microgptrom.verify.campaign.GoldenChunks;
import org.microgptrom.verify.rtl.RtlChecks;
import org.microgptrom.verify.rtl.RtlOptions;

/**
 * Runs the chunks of a target in the processes of a cluster, each of which is sent the bundle and
 * makes its models or compiles its circuit once.
 */
final class ClusterChunks implements ChunkBackend {
  private final Cluster cluster;
  private final byte[] shared;

  /**
   * The chunks of a target.
   *
   * @param seed of the campaign
   * @param bus of a simulated circuit
   */
  ClusterChunks(
      Cluster cluster, Bundle bundle, CampaignPlan.Target target, long seed, WeightBus bus)
      throws IOException {
    this.cluster = cluster;
    this.shared = Parcel.of(new Wanted(target, seed, bus.bits(), bus.latency()), bundle.file(""));
  }

  /** What a process is asked for. */
  private record Wanted(CampaignPlan.Target target, long seed, int busBits, int busLatency) {
    boolean isGolden() {
      return target.label().equals(GoldenChunks.LABEL);
    }
  }

  @Override
  public void run(List<Chunk> chunks, Tasks.Taker<ChunkResult> taker) throws IOException {
    List<byte[]> tasks = new ArrayList<>();
    for (Chunk chunk : chunks) {
      tasks.add(Parcel.of(chunk));
    }
    cluster.run(
        new Job(Runners.class, shared, tasks),
        (task, answer) -> taker.take(Parcel.parse(answer).facts(ChunkResult.class)));
  }

  /** Makes what runs chunks in a process of the cluster. */
  public static final class Runners implements Worker.Maker {
    /** For the process that makes it. */
    public Runners() {}

    @Override
    public Worker make(byte[] shared) throws IOException {
      TemporaryFolder folder = new TemporaryFolder(); // for as long as the process lives
      Parcel parcel = Parcel.parse(shared);
      parcel.unpack(folder.path());
      ChunkRunner runner = runner(Bundle.open(folder.path()), parcel.facts(Wanted.class));
      return task -> {
        Chunk chunk = Parcel.parse(task).facts(Chunk.class);
        return Parcel.of(runner.run(chunk.number(), chunk.tokens()));
      };
    }

    private static ChunkRunner runner(Bundle bundle, Wanted wanted) throws IOException {
      RomContents contents = RomContents.read(bundle);
      QuantizedModel tensors = BundleModel.rebuild(bundle.manifest(), Layout.TENSOR, contents);
      if (wanted.isGolden()) {
        return new GoldenChunks(
            BundleModel.rebuild(bundle.manifest(), Layout.LANES, contents), tensors, wanted.seed());
      }
      RtlChecks rtl =
          new RtlChecks(
              RtlOptions.labelled(
                  wanted.target().label(), new WeightBus(wanted.busBits(), wanted.busLatency())));
      CampaignPlan.Target here = rtl.campaignTargets().get(0);
      if (!here.equals(wanted.target())) {
        throw new InputException(
            wanted.target().label(),
            "is " + here + " on one machine and " + wanted.target() + " on" + " another",
            "install the same version on all of them");
      }
      return rtl.chunks(here.label(), bundle, tensors, wanted.seed());
    }
  }
}
