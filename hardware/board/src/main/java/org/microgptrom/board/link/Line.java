package org.microgptrom.board.link;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Messages on a port, and what else arrived there. */
final class Line {
  private static final long SECOND = 1_000_000_000L;
  private static final int BITS = 10; // of a byte on the line, with start and stop bit

  private final Port port;
  private final FrameReader frames = new FrameReader();
  private final byte[] buffer = new byte[4096];
  private long bytes;
  private long foreign; // whole frames that are no message

  Line(Port port) {
    this.port = port;
  }

  void send(Message message) throws IOException {
    port.write(message.bytes());
  }

  /**
   * The messages that arrive next. None is returned where what arrives is no whole message, and at
   * the end of the time; what has arrived by then is always looked at.
   *
   * @param until the time at which waiting ends
   */
  List<Message> receive(long until) throws IOException {
    int count = port.read(buffer, Math.max(0, until - port.nanoTime()));
    bytes += count;
    List<Message> messages = new ArrayList<>();
    frames.take(buffer, count, frame -> read(frame, messages));
    return messages;
  }

  private void read(Frame frame, List<Message> messages) {
    try {
      messages.add(MessageReader.read(frame));
    } catch (IllegalArgumentException e) {
      foreign++;
    }
  }

  /** All bytes that have arrived so far. */
  long bytes() {
    return bytes;
  }

  /** Damaged frames and such that are no message, so far. */
  long damaged() {
    return frames.damaged() + foreign;
  }

  long nanoTime() {
    return port.nanoTime();
  }

  String name() {
    return port.name();
  }

  /** The time that bytes take at a rate. */
  static long nanos(long bytes, long baud) {
    return bytes * BITS * SECOND / Math.max(1, baud);
  }
}
