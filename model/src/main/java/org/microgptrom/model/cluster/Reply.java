package org.microgptrom.model.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.microgptrom.model.io.InputException;

/**
 * What a process of a cluster sends back of a task: the worker's answer or a fault of the input.
 */
public final class Reply {
  private static final byte ANSWER = 0;
  private static final byte FAULT = 1;

  private Reply() {}

  /** Runs a task. */
  public static byte[] of(Worker worker, byte[] task) throws IOException {
    try {
      return marked(ANSWER, worker.run(task));
    } catch (InputException e) {
      return fault(e);
    }
  }

  /** The reply to all tasks of a worker that can't begin. */
  public static byte[] fault(InputException fault) {
    return marked(FAULT, fault.getMessage().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] marked(byte mark, byte[] content) {
    ByteArrayOutputStream reply = new ByteArrayOutputStream(content.length + 1);
    reply.write(mark);
    reply.writeBytes(content);
    return reply.toByteArray();
  }

  /**
   * The worker's answer.
   *
   * @param where the cluster, for the error
   * @throws InputException the fault, if there is no answer
   */
  public static byte[] answer(Object where, byte[] reply) {
    byte[] content = Arrays.copyOfRange(reply, 1, reply.length);
    if (reply[0] == FAULT) {
      throw new InputException(where, new String(content, StandardCharsets.UTF_8), "");
    }
    return content;
  }
}
