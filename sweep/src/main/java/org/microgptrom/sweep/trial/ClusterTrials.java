package org.microgptrom.sweep.trial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.cluster.Job;
import org.microgptrom.model.cluster.Parcel;
import org.microgptrom.model.cluster.Worker;
import org.microgptrom.model.io.AtomicOutput;
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

  @Override
  public void run(List<Trial> trials, TrialStore store, Tasks.Taker<TrialResult> taker)
      throws IOException {
    byte[] shared = Parcel.of(data.sample());
    List<byte[]> tasks = new ArrayList<>();
    for (Trial trial : trials) {
      tasks.add(Parcel.of(trial));
    }
    cluster.run(
        new Job(Trainers.class, shared, tasks),
        (task, answer) -> {
          Parcel parcel = Parcel.parse(answer);
          if (parcel.hasFiles()) {
            AtomicOutput.folder(
                store.folderOf(trials.get(task)).resolve(TrialTraining.CHECKPOINT),
                CheckpointCodec.CONFIG,
                CheckpointCodec.FORMAT,
                parcel::unpack);
          }
          taker.take(parcel.facts(TrialResult.class));
        });
  }

  /** Makes what trains in a process of the cluster. */
  public static final class Trainers implements Worker.Maker {
    /** For the process that makes it. */
    public Trainers() {}

    @Override
    public Worker make(byte[] shared) {
      SweepData data = new SweepData(Parcel.parse(shared).facts(SweepData.Sample.class));
      TrialTraining training = new TrialTraining(data);
      return task -> {
        Trial trial = Parcel.parse(task).facts(Trial.class);
        try (TemporaryFolder folder = new TemporaryFolder()) {
          TrialResult result = training.run(trial, folder.path());
          return Parcel.of(result, folder.path().resolve(TrialTraining.CHECKPOINT));
        }
      };
    }
  }
}
