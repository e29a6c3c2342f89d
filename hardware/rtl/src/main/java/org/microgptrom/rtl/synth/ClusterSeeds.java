package org.microgptrom.rtl.synth;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.cluster.Job;
import org.microgptrom.model.cluster.Parcel;
import org.microgptrom.model.cluster.Worker;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.rtl.tools.HdlTool;

/** Routes one netlist with several seeds in the processes of a cluster, a seed for each task. */
final class ClusterSeeds {
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

  /**
   * Routes with all seeds of the options.
   *
   * @param work the folder with the netlist
   */
  void run(Path work, Folders folders, Taker taker) throws IOException {
    byte[] shared =
        Parcel.of(
            new Wanted(options.device().id(), options.targetMhz(), router),
            work,
            List.of(work.resolve(YosysSynthesis.FILE)));
    List<byte[]> tasks = new ArrayList<>();
    for (int i = 0; i < options.seeds(); i++) {
      tasks.add(Parcel.of(options.seed() + i));
    }
    cluster.run(
        new Job(Routers.class, shared, tasks),
        (task, answer) -> {
          int seed = options.seed() + task;
          Parcel parcel = Parcel.parse(answer);
          parcel.unpack(folders.of(seed));
          taker.take(seed, parcel.facts(Ended.class));
        });
  }

  /** Makes what routes in a process of the cluster. */
  public static final class Routers implements Worker.Maker {
    /** For the process that makes it. */
    public Routers() {}

    @Override
    public Worker make(byte[] shared) throws IOException {
      Parcel parcel = Parcel.parse(shared);
      Wanted wanted = parcel.facts(Wanted.class);
      Device device = Device.named(wanted.device());
      HdlTool tool = HdlTool.require(device.family().router(), device.family().debianPackage());
      if (!tool.version().equals(wanted.router())) {
        throw new InputException(
            tool.name(),
            "is " + tool.version() + ", elsewhere " + wanted.router(),
            "install the same version on all machines");
      }
      return task -> {
        int seed = Parcel.parse(task).facts(Integer.class);
        try (TemporaryFolder folder = new TemporaryFolder()) {
          parcel.unpack(folder.path());
          SynthesisOptions options = new SynthesisOptions(device, seed, 1, 1, wanted.targetMhz());
          Ended ended = routed(tool, folder.path(), options);
          Files.delete(folder.path().resolve(YosysSynthesis.FILE));
          return Parcel.of(ended, folder.path());
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
