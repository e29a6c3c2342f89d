package org.microgptrom.model.cluster;

import java.io.IOException;

/**
 * Runs tasks in a process of a cluster, which has the classes of this project and no file of the
 * process that asks.
 */
@FunctionalInterface
public interface Worker {
  /**
   * Makes a worker, once for each job and process. It has a public constructor without parameters.
   */
  interface Maker {
    /**
     * Takes what all tasks of a job have in common.
     *
     * @param shared of {@link Job}
     * @throws org.microgptrom.model.io.InputException if no process can run the tasks, which ends
     *     the job
     */
    Worker make(byte[] shared) throws IOException;
  }

  /**
   * Runs one task; several threads may run tasks at once, and a task whose process is lost is run
   * again in another one. Equal tasks have equal answers.
   *
   * @throws org.microgptrom.model.io.InputException if no process can run it, which ends the job
   * @throws IOException if this process can't run it; others are asked, too
   */
  byte[] run(byte[] task) throws IOException;
}
