package org.microgptrom.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.spark.SparkEnv;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Runs a task and names the process that did. */
final class NodeFunction extends AbstractFunction1<Iterator<byte[]>, byte[]>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Long enough for the other processes to get a task, too. */
  private static final long MILLIS = 200;

  private final TaskFunction task;

  NodeFunction(TaskFunction task) {
    this.task = task;
  }

  /** What a process replied, with its name. */
  static final class Named {
    private final String node;
    private final byte[] content;

    private Named(String node, byte[] content) {
      this.node = node;
      this.content = content;
    }

    static Named parse(byte[] bytes) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        return new Named(in.readUTF(), in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String node() {
      return node;
    }

    byte[] content() {
      return content;
    }
  }

  @Override
  public byte[] apply(Iterator<byte[]> partition) {
    byte[] reply = task.apply(partition);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      Thread.sleep(MILLIS);
      SparkEnv process = SparkEnv.get();
      out.writeUTF(
          "executor "
              + process.executorId()
              + " on "
              + process.blockManager().blockManagerId().host());
      out.write(reply);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }
}
