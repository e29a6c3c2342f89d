package org.microgptrom.model.cluster;

import java.util.List;

/** Tasks of one kind. */
public final class Job {
  private final Class<? extends Worker.Maker> maker;
  private final byte[] shared;
  private final List<byte[]> tasks;

  /**
   * Tasks for a worker.
   *
   * @param maker of what runs them
   * @param shared by all tasks, sent once to each process; at most 2 GiB
   * @param tasks each sent to one process
   */
  public Job(Class<? extends Worker.Maker> maker, byte[] shared, List<byte[]> tasks) {
    this.maker = maker;
    this.shared = shared;
    this.tasks = List.copyOf(tasks);
  }

  /** The maker of what runs the tasks. */
  public Class<? extends Worker.Maker> maker() {
    return maker;
  }

  /** What all tasks have in common; not a copy. */
  public byte[] shared() {
    return shared;
  }

  /** What the tasks are. */
  public List<byte[]> tasks() {
    return tasks;
  }
}
