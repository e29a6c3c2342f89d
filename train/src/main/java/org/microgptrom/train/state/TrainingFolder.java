package org.microgptrom.train.state;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.OutputLock;

/**
 * The place of one training: the {@code checkpoint/} folder that appears when it is finished, the
 * file {@code checkpoint.training} beside it with its state until then, and the lock that keeps
 * other processes away.
 */
public final class TrainingFolder implements AutoCloseable {
  private final Path folder;
  private final Path stateFile;
  private final OutputLock lock;
  private final TrainingStore store;

  private TrainingFolder(Path folder, Start start, Duration interval) {
    this.folder = folder;
    Path absolute = folder.toAbsolutePath().normalize();
    this.stateFile = absolute.resolveSibling(absolute.getFileName() + ".training");
    this.lock = OutputLock.of(folder);
    this.store = new StateFile(stateFile, start, interval);
  }

  /**
   * Takes the place of a training.
   *
   * @param folder the checkpoint to be written
   * @param start whether to go on with an unfinished training that is kept there, if any
   * @param interval how much work may be lost when the process is killed; longer if saving takes
   *     more than a twentieth of the time
   * @throws InputException if another process is training there, or the place can't be written
   */
  public static TrainingFolder open(Path folder, Start start, Duration interval) {
    return new TrainingFolder(folder, start, interval);
  }

  /** The store in which the training keeps its state. */
  public TrainingStore store() {
    return store;
  }

  /** Writes the checkpoint and removes the state. */
  public void finish(Checkpoint checkpoint, List<Metrics> metrics) {
    CheckpointWriter.write(folder, checkpoint, metrics);
    AtomicOutput.removeFile(stateFile);
  }

  @Override
  public void close() {
    lock.close();
  }
}
