package org.microgptrom.sweep.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.datasets.DocumentLengths;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.cluster.Job;
import org.microgptrom.model.cluster.Worker;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Tasks;
import org.microgptrom.model.io.TemporaryFolder;

/**
 * Runs trials in the processes of a cluster, which send results and checkpoints back: the folder of
 * the sweep is that of one machine, and complete whatever becomes of the others.
 */
public final class ClusterTrials implements TrialBackend {
  private final Cluster cluster;
  private final SweepData data;

  /** Trials on the same data. */
  public ClusterTrials(Cluster cluster, SweepData data) {
    this.cluster = cluster;
    this.data = data;
  }

  /** What a process needs of {@link SweepData}, in JSON. */
  private record Shared(Split split, Vocabulary vocabulary, int calibration, int evaluation) {
    SweepData data() {
      return new SweepData(
          split,
          vocabulary,
          DocumentLengths.of(split.training(), vocabulary),
          calibration,
          evaluation);
    }
  }

  /**
   * What a process sends back, in JSON.
   *
   * @param checkpoint the files by their names; null if there is no model
   */
  private record Ended(TrialResult result, @Nullable Map<String, byte[]> checkpoint) {}

  @Override
  public void run(List<Trial> trials, TrialStore store, Tasks.Taker<TrialResult> taker)
      throws IOException {
    Shared shared =
        new Shared(data.split(), data.vocabulary(), data.calibration(), data.evaluation());
    Job job =
        new Job(Trainers.class, json(shared), trials.stream().map(ClusterTrials::json).toList());
    cluster.run(
        job,
        (task, answer) -> {
          Ended ended = Json.parseSparse("trial", answer, Ended.class);
          Path folder = store.folderOf(trials.get(task)).resolve(TrialTraining.CHECKPOINT);
          if (ended.checkpoint() != null) {
            write(folder, ended.checkpoint());
          }
          taker.take(ended.result());
        });
  }

  private static void write(Path folder, Map<String, byte[]> files) {
    AtomicOutput.folder(
        folder,
        CheckpointCodec.CONFIG,
        CheckpointCodec.FORMAT,
        partial -> {
          for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(partial.resolve(file.getKey()), file.getValue());
          }
        });
  }

  private static byte[] json(Object value) {
    return Json.line(value).getBytes(StandardCharsets.UTF_8);
  }

  /** Makes what trains in a process of the cluster. */
  public static final class Trainers implements Worker.Maker {
    /** For the process that makes it. */
    public Trainers() {}

    @Override
    public Worker make(byte[] shared) {
      TrialTraining training =
          new TrialTraining(Json.parseSparse("shared data", shared, Shared.class).data());
      return task -> {
        Trial trial = Json.parse("trial", task, Trial.class);
        try (TemporaryFolder folder = new TemporaryFolder()) {
          TrialResult result = training.run(trial, folder.path());
          return json(new Ended(result, files(folder.path().resolve(TrialTraining.CHECKPOINT))));
        }
      };
    }

    private static @Nullable Map<String, byte[]> files(Path folder) throws IOException {
      if (!Files.exists(folder)) {
        return null;
      }
      SortedMap<String, byte[]> files = new TreeMap<>();
      try (Stream<Path> entries = Files.list(folder)) {
        for (Path file : entries.toList()) {
          files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
      return files;
    }
  }
}
