package org.microgptrom.verify;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.cluster.Job;
import org.microgptrom.model.cluster.Worker;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(Json.line(new Wanted(target, seed, bus.bits(), bus.latency())));
      archive(bundle.path(), out);
    }
    this.shared = bytes.toByteArray();
  }

  /** What a process is asked for. */
  private record Wanted(CampaignPlan.Target target, long seed, int busBits, int busLatency) {
    boolean isGolden() {
      return target.label().equals(GoldenChunks.LABEL);
    }
  }

  private static void archive(Path bundle, OutputStream out) throws IOException {
    if (!Files.isDirectory(bundle)) {
      Files.copy(bundle, out);
      return;
    }
    try (ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> tree = Files.walk(bundle)) {
      for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
        String name = bundle.relativize(file).toString().replace(File.separatorChar, '/');
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(file, zip);
      }
    }
  }

  @Override
  public void run(List<Chunk> chunks, Tasks.Taker<ChunkResult> taker) throws IOException {
    List<byte[]> tasks = chunks.stream().map(ClusterChunks::json).toList();
    cluster.run(
        new Job(Runners.class, shared, tasks),
        (task, answer) -> taker.take(Json.parseSparse("chunk", answer, ChunkResult.class)));
  }

  private static byte[] json(Object value) {
    return Json.line(value).getBytes(StandardCharsets.UTF_8);
  }

  /** Makes what runs chunks in a process of the cluster. */
  public static final class Runners implements Worker.Maker {
    /** For the process that makes it. */
    public Runners() {}

    @Override
    public Worker make(byte[] shared) throws IOException {
      TemporaryFolder folder = new TemporaryFolder(); // for as long as the process lives
      Path archive = folder.path().resolve("bundle");
      Wanted wanted;
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(shared))) {
        wanted =
            Json.parse("campaign", in.readUTF().getBytes(StandardCharsets.UTF_8), Wanted.class);
        Files.copy(in, archive);
      }
      ChunkRunner runner = runner(Bundle.open(archive), wanted);
      return task -> {
        Chunk chunk = Json.parse("chunk", task, Chunk.class);
        return json(runner.run(chunk.number(), chunk.tokens()));
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
