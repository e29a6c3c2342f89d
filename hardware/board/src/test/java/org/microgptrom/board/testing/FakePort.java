package org.microgptrom.board.testing;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.microgptrom.board.link.Port;

/**
 * A line to a fake board within this process, with a clock of its own: nobody waits, and how long
 * it would have taken is exact.
 */
public final class FakePort implements Port {
  private static final long BYTE = 10 * 1_000_000_000L / FakeBoard.BAUD; // nanoseconds

  private record Piece(ByteBuffer bytes, long at) {}

  private final FakeBoard board;
  private final Faults faults;
  private final Random random = new Random(7);
  private final Deque<Piece> pieces = new ArrayDeque<>(); // on their way to the host
  private long now;
  private int frames; // of the board
  private boolean ended;
  private boolean closed;

  public FakePort(FakeBoard board, Faults faults) {
    this.board = board;
    this.faults = faults;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    if (ended && pieces.isEmpty()) {
      throw new EOFException("gone");
    }
    now += BYTE * bytes.length;
    long at = now;
    for (byte[] frame : board.take(faults.damage(bytes))) {
      at += frames == faults.stallBefore ? faults.stall : 0;
      ended |= frames == faults.endAt;
      boolean mute = faults.muteFrom >= 0 && frames >= faults.muteFrom;
      frames++;
      for (int i = 0; i < (faults.twice ? 2 : 1) && !ended && !mute; i++) {
        byte[] arriving = faults.damage(frame);
        at += BYTE * frame.length;
        pieces.add(new Piece(ByteBuffer.wrap(arriving), at));
      }
    }
  }

  @Override
  public int read(byte[] buffer, long nanos) throws IOException {
    if (faults.babbles) {
      byte[] noise = new byte[16];
      random.nextBytes(noise);
      now += BYTE * noise.length;
      System.arraycopy(noise, 0, buffer, 0, noise.length);
      return noise.length;
    }
    Piece next = pieces.peek();
    if (next == null && ended) {
      throw new EOFException("gone");
    }
    if (next == null || next.at > now + nanos) {
      now += nanos;
      return 0;
    }
    now = Math.max(now, next.at);
    int count = Math.min(buffer.length, next.bytes.remaining());
    next.bytes.get(buffer, 0, count);
    if (!next.bytes.hasRemaining()) {
      pieces.remove();
    }
    return count;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  /** Lets time pass in which the host does nothing. */
  public void pass(long nanos) {
    now += nanos;
  }

  /** Whether the line was given back. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
