package org.microgptrom.model.testing;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.cluster.Job;
import org.microgptrom.model.cluster.Reply;
import org.microgptrom.model.cluster.Worker;

/**
 * A cluster of two processes that are this one: each has a worker of its own, made from the name of
 * its maker, nothing but bytes pass, and answers come in reverse order.
 */
public final class InProcessCluster implements Cluster {
  /** Named in errors. */
  public static final String WHERE = "in-process cluster";

  private int tasks;

  @Override
  public int slots() {
    return 2;
  }

  /** The number of tasks so far. */
  public int tasks() {
    return tasks;
  }

  @Override
  public void run(Job job, Taker taker) throws IOException {
    List<Worker> workers = List.of(worker(job), worker(job));
    for (int task = job.tasks().size() - 1; task >= 0; task--) {
      byte[] sent = job.tasks().get(task).clone();
      taker.take(task, Reply.answer(WHERE, Reply.of(workers.get(task % 2), sent)));
      tasks++;
    }
  }

  private static Worker worker(Job job) throws IOException {
    try {
      return Class.forName(job.maker().getName())
          .asSubclass(Worker.Maker.class)
          .getConstructor()
          .newInstance()
          .make(job.shared().clone());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public SortedMap<String, byte[]> onEachNode(Job job) throws IOException {
    SortedMap<String, byte[]> answers = new TreeMap<>();
    for (int node = 0; node < 2; node++) {
      answers.put(
          "node " + node, Reply.answer(WHERE, Reply.of(worker(job), job.tasks().get(0).clone())));
    }
    return answers;
  }

  @Override
  public void close() {}
}
