package org.microgptrom.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.cluster.Job;
import org.microgptrom.model.cluster.Reply;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Shutdown;
import org.microgptrom.model.io.TemporaryFolder;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * An application of Spark. Each task is a partition of its own, and its reply is taken as soon as
 * it is there.
 */
final class SparkCluster implements Cluster {
  private static final int POLL_MILLIS = 200;

  /** How long a cluster may take to start the first executor. */
  private static final int START_SECONDS = 60;

  /** How often all processes are asked, at most, until each of them has answered. */
  private static final int MOST_ROUNDS = 20;

  private final String where;
  private final JavaSparkContext context;
  private final TemporaryFolder jars;

  SparkCluster(
      String where, JavaSparkContext context, TemporaryFolder jars, Consumer<String> notes) {
    this.where = where;
    this.context = context;
    this.jars = jars;
    context
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                if (!context.sc().isStopped() && !Shutdown.hasBegun()) {
                  notes.accept(
                      "executor "
                          + removed.executorId()
                          + " is gone, its tasks go to others: "
                          + String.valueOf(removed.reason()).lines().findFirst().orElse(""));
                }
              }
            });
  }

  /**
   * Waits for a process.
   *
   * @throws InputException if none comes
   */
  void requireProcesses() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!hasExecutor()) {
      if (context.sc().isStopped()) {
        throw new InputException(
            where,
            "the cluster does not take the application, or has ended it",
            "its Spark must have the version of the one here, "
                + context.version()
                + ", and Java 17 or later; SPARK_HOME names another one. The logs of master and"
                + " workers tell more");
      }
      if (System.nanoTime() > end) {
        throw new InputException(
            where,
            "no executor came within " + START_SECONDS + " seconds",
            "has the cluster a worker with free cores and 1 GiB, Spark "
                + context.version()
                + " and Java 17 or later? can its machines reach this one?"
                + " --spark-conf spark.driver.host=ADDRESS names it");
      }
      pause();
    }
  }

  private boolean hasExecutor() {
    try {
      return executors() > 0;
    } catch (IllegalStateException e) { // of a context that was stopped
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Processes other than this one, or this one where it does all itself. */
  private int executors() {
    int infos = context.sc().statusTracker().getExecutorInfos().length;
    return context.sc().isLocal() ? infos : infos - 1;
  }

  @Override
  public int slots() {
    return context.defaultParallelism();
  }

  @Override
  public void run(Job job, Taker taker) throws IOException {
    Broadcast<byte[]> shared = context.broadcast(job.shared());
    try {
      run(
          new TaskFunction(job.maker(), shared),
          job.tasks(),
          (task, reply) -> taker.take(task, Reply.answer(where, reply)));
    } finally {
      shared.destroy();
    }
  }

  @Override
  public SortedMap<String, byte[]> onEachNode(Job job) throws IOException {
    Broadcast<byte[]> shared = context.broadcast(job.shared());
    SortedMap<String, byte[]> answers = new TreeMap<>();
    try {
      NodeFunction function = new NodeFunction(new TaskFunction(job.maker(), shared));
      // Spark gives tasks to processes as it likes: until all have had one.
      for (int round = 0; round < MOST_ROUNDS && answers.size() < executors(); round++) {
        List<byte[]> tasks = Collections.nCopies(2 * slots(), job.tasks().get(0));
        run(
            function,
            tasks,
            (task, reply) -> {
              NodeFunction.Named named = NodeFunction.Named.parse(reply);
              answers.put(named.node(), Reply.answer(where + ", " + named.node(), named.content()));
            });
      }
    } finally {
      shared.destroy();
    }
    return answers;
  }

  private void run(Function1<Iterator<byte[]>, byte[]> function, List<byte[]> tasks, Taker taker)
      throws IOException {
    if (tasks.isEmpty()) {
      return;
    }
    BlockingQueue<Map.Entry<Integer, byte[]>> arrived = new LinkedBlockingQueue<>();
    RDD<byte[]> partitions = context.parallelize(tasks, tasks.size()).rdd();
    SimpleFutureAction<Object> action =
        context
            .sc()
            .submitJob(
                partitions, function, indices(tasks.size()), new Handler(arrived), new Nothing());
    boolean ended = false;
    try {
      for (int left = tasks.size(); left > 0; ) {
        Map.Entry<Integer, byte[]> next = arrived.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          taker.take(next.getKey(), next.getValue());
          left--;
        } else if (action.isCompleted() && arrived.isEmpty()) {
          throw failure(action);
        }
      }
      ended = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      if (!ended) {
        action.cancel();
      }
    }
  }

  private RuntimeException failure(SimpleFutureAction<Object> action) {
    Throwable cause = action.value().get().failed().get();
    return context.sc().isStopped()
        ? new InputException(
            where, "the cluster ended the application: " + cause.getMessage(), "", cause)
        : new IllegalStateException(where + ": a task failed", cause);
  }

  private static Seq<Object> indices(int count) {
    List<Object> indices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      indices.add(i);
    }
    return CollectionConverters.asScala(indices).toSeq();
  }

  private static final class Handler extends AbstractFunction2<Object, byte[], BoxedUnit> {
    private final BlockingQueue<Map.Entry<Integer, byte[]>> arrived;

    Handler(BlockingQueue<Map.Entry<Integer, byte[]>> arrived) {
      this.arrived = arrived;
    }

    @Override
    public BoxedUnit apply(Object task, byte[] reply) {
      arrived.add(Map.entry((Integer) task, reply));
      return BoxedUnit.UNIT;
    }
  }

  private static final class Nothing extends AbstractFunction0<Object> {
    @Override
    public Object apply() {
      return BoxedUnit.UNIT;
    }
  }

  @Override
  public void close() {
    context.close();
    jars.close();
  }
}
