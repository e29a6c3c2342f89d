package org.microgptrom.model.cluster;

import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;

/** Processes, on other machines perhaps, that run the tasks of jobs. */
public interface Cluster extends AutoCloseable {
  /** What opens clusters, where it is on the class path. */
  interface Provider {
    /**
     * Opens a cluster, and waits until it has a process.
     *
     * @throws org.microgptrom.model.io.InputException if none answers, or it can't run workers
     */
    Cluster open(ClusterSettings settings);
  }

  /** What opens clusters; empty where it is not on the class path. */
  static Optional<Provider> provider() {
    return ServiceLoader.load(Provider.class).findFirst();
  }

  /** Takes the answers of tasks, in the thread that waits for them. */
  @FunctionalInterface
  interface Taker {
    /**
     * Takes an answer.
     *
     * @param task its index in {@link Job#tasks}
     */
    void take(int task, byte[] answer) throws IOException;
  }

  /** The number of tasks that run at a time, about: processes come and go. */
  int slots();

  /**
   * Runs all tasks of a job, which may be none; what a lost process had is run again.
   *
   * @param taker of the answers, in the order in which they come, each once
   * @throws org.microgptrom.model.io.InputException the fault that ended the job
   * @throws IOException the fault of the taker
   */
  void run(Job job, Taker taker) throws IOException;

  /**
   * Runs the first task of a job in each process.
   *
   * @return the answers, by the names of the processes with their machines
   */
  SortedMap<String, byte[]> onEachNode(Job job) throws IOException;

  /** Gives the processes back. */
  @Override
  void close();
}
