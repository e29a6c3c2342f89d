package org.microgptrom.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.broadcast.Broadcast;
import org.microgptrom.model.cluster.Reply;
import org.microgptrom.model.cluster.Worker;
import org.microgptrom.model.io.InputException;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What a process of the cluster does with the one task of a partition. */
final class TaskFunction extends AbstractFunction1<Iterator<byte[]>, byte[]>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The worker of the process's latest job, by the number of the job. */
  private static final Map<Long, Object> WORKERS = new ConcurrentHashMap<>();

  private final String maker;
  private final Broadcast<byte[]> shared;

  TaskFunction(Class<? extends Worker.Maker> maker, Broadcast<byte[]> shared) {
    this.maker = maker.getName();
    this.shared = shared;
  }

  @Override
  public byte[] apply(Iterator<byte[]> partition) {
    try {
      return reply(partition.next());
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] reply(byte[] task) throws IOException, ReflectiveOperationException {
    Object worker;
    synchronized (WORKERS) {
      worker = WORKERS.get(shared.id());
      if (worker == null) {
        WORKERS.clear();
        worker = made();
        WORKERS.put(shared.id(), worker);
      }
    }
    return worker instanceof Worker ready ? Reply.of(ready, task) : (byte[]) worker;
  }

  /** A worker, or the reply of one that can't be made. */
  private Object made() throws IOException, ReflectiveOperationException {
    Worker.Maker made =
        Class.forName(maker, true, Thread.currentThread().getContextClassLoader())
            .asSubclass(Worker.Maker.class)
            .getConstructor()
            .newInstance();
    try {
      return made.make(shared.value());
    } catch (InputException e) {
      return Reply.fault(e);
    }
  }
}
