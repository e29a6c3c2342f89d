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
  /** Fewer would leave processes without work at the end. */
  private static final int TASKS_OF_SLOT = 8;

  /** More would lose too much with a process. */
  private static final int MOST_CHUNKS = 16;

  private final Cluster cluster;
  private final boolean isGolden;
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
    Wanted wanted = new Wanted(target, seed, bus.bits(), bus.latency());
    this.cluster = cluster;
    this.isGolden = wanted.isGolden();
    this.shared = Parcel.of(wanted, bundle.file(""));
  }

  /** What a process is asked for. */
  private record Wanted(CampaignPlan.Target target, long seed, int busBits, int busLatency) {
    boolean isGolden() {
      return target.label().equals(GoldenChunks.LABEL);
    }
  }

  @Override
  public void run(List<Chunk> chunks, Tasks.Taker<ChunkResult> taker) throws IOException {
    int together = isGolden ? together(chunks.size(), cluster.slots()) : 1;
    List<byte[]> tasks = new ArrayList<>();
    for (int first = 0; first < chunks.size(); first += together) {
      int end = Math.min(first + together, chunks.size());
      tasks.add(Parcel.of(new Task(chunks.subList(first, end))));
    }
    cluster.run(
        new Job(Runners.class, shared, tasks),
        (task, answer) -> {
          for (ChunkResult result : Parcel.parse(answer).facts(Answer.class).results()) {
            taker.take(result);
          }
        });
  }

  /**
   * The number of chunks in a task: the golden simulator needs a third of a second for one, which a
   * task of its own makes longer by some percent.
   */
  private static int together(int chunks, int slots) {
    return Math.max(1, Math.min(MOST_CHUNKS, chunks / (TASKS_OF_SLOT * slots)));
  }

  /** What is done without the cluster between. */
  private record Task(List<Chunk> chunks) {}

  /** What came of the chunks of a task, in their order. */
  private record Answer(List<ChunkResult> results) {}

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
        List<ChunkResult> results = new ArrayList<>();
        for (Chunk chunk : Parcel.parse(task).facts(Task.class).chunks()) {
          results.add(runner.run(chunk.number(), chunk.tokens()));
        }
        return Parcel.of(new Answer(results));
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
