package org.microgptrom.rtl.synth;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.cluster.Job;
import org.microgptrom.model.cluster.Worker;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.rtl.tools.HdlTool;

/** Routes one netlist with several seeds in the processes of a cluster, a seed for each task. */
final class ClusterSeeds {
  /** The file with the outcome among those that a process sends back. */
  private static final String OUTCOME = "outcome.json";

  private final Cluster cluster;
  private final SynthesisOptions options;
  private final String router;

  /**
   * Runs on a cluster.
   *
   * @param router the version of the router, which must be the same on all machines
   */
  ClusterSeeds(Cluster cluster, SynthesisOptions options, String router) {
    this.cluster = cluster;
    this.options = options;
    this.router = router;
  }

  /** What a process is asked for. */
  private record Wanted(String device, double targetMhz, String router) {}

  /**
   * What came of a seed.
   *
   * @param timing of the routed design; null if it was not routed
   * @param failure why not; null if it does not fit, or was routed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Ended(
      Map<String, RouterLog.Usage> usage, @Nullable Timing timing, @Nullable String failure) {
    Router.Outcome outcome() {
      return new Router.Outcome(usage, Optional.ofNullable(timing));
    }
  }

  /** Takes what came of a seed, whose files are in its folder. */
  @FunctionalInterface
  interface Taker {
    void take(int seed, Ended ended) throws IOException;
  }

  /** Gives the folder of a seed. */
  @FunctionalInterface
  interface Folders {
    Path of(int seed) throws IOException;
  }

  /** Routes with all seeds of the options. */
  void run(Path netlist, Folders folders, Taker taker) throws IOException {
    ByteArrayOutputStream shared = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(shared)) {
      out.writeUTF(Json.line(new Wanted(options.device().id(), options.targetMhz(), router)));
      try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
        Files.copy(netlist, packed);
      }
    }
    List<byte[]> tasks =
        IntStream.range(0, options.seeds())
            .mapToObj(i -> Json.line(options.seed() + i).getBytes(StandardCharsets.UTF_8))
            .toList();
    cluster.run(
        new Job(Routers.class, shared.toByteArray(), tasks),
        (task, answer) -> {
          int seed = options.seed() + task;
          Path folder = folders.of(seed);
          unpack(answer, folder);
          Path file = folder.resolve(OUTCOME);
          Ended ended = Json.readSparse(file, Ended.class);
          Files.delete(file);
          taker.take(seed, ended);
        });
  }

  private static void unpack(byte[] answer, Path folder) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.copy(zip, folder.resolve(Path.of(entry.getName()).getFileName()));
      }
    }
  }

  private static byte[] pack(Path folder, Ended ended) throws IOException {
    Files.write(folder.resolve(OUTCOME), Json.pretty(ended));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> entries = Files.list(folder)) {
      for (Path file : entries.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, zip);
      }
    }
    return bytes.toByteArray();
  }

  /** Makes what routes in a process of the cluster. */
  public static final class Routers implements Worker.Maker {
    /** For the process that makes it. */
    public Routers() {}

    @Override
    public Worker make(byte[] shared) throws IOException {
      Wanted wanted;
      byte[] netlist;
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(shared))) {
        wanted = Json.parse("routing", in.readUTF().getBytes(StandardCharsets.UTF_8), Wanted.class);
        netlist = new GZIPInputStream(in).readAllBytes();
      }
      Device device = Device.named(wanted.device());
      HdlTool tool = HdlTool.require(device.family().router(), device.family().debianPackage());
      if (!tool.version().equals(wanted.router())) {
        throw new InputException(
            tool.name(),
            "is " + tool.version() + ", elsewhere " + wanted.router(),
            "install the same version on all machines");
      }
      return task -> {
        int seed = Json.parse("seed", task, Integer.class);
        try (TemporaryFolder folder = new TemporaryFolder()) {
          Files.write(folder.path().resolve(YosysSynthesis.FILE), netlist);
          SynthesisOptions options = new SynthesisOptions(device, seed, 1, 1, wanted.targetMhz());
          Ended ended = routed(tool, folder.path(), options);
          Files.delete(folder.path().resolve(YosysSynthesis.FILE));
          return pack(folder.path(), ended);
        }
      };
    }

    private static Ended routed(HdlTool tool, Path folder, SynthesisOptions options)
        throws IOException {
      try {
        Router.Outcome outcome =
            new Router(tool)
                .route(
                    folder, options.seed(), options, new RouterProgress(line -> {}, Progress.NONE));
        return new Ended(outcome.usage(), outcome.timing().orElse(null), null);
      } catch (InputException e) {
        return new Ended(Map.of(), null, e.getMessage());
      }
    }
  }
}
