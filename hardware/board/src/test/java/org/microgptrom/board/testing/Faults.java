package org.microgptrom.board.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What is wrong with a fake board and its line. Numbers count from 0 over the whole life of the
 * board; -1 is never.
 */
public final class Faults {
  /** The probability that a bit is turned over, in each direction. */
  public double noise;

  /** The probability that a byte is lost, in each direction. */
  public double loss;

  /** Whether every frame of the board comes twice. */
  public boolean twice;

  /** The frame of the board before which nothing comes for {@link #stall} nanoseconds. */
  public int stallBefore = -1;

  public long stall;

  /** The frame of the board with which the line ends. */
  public int endAt = -1;

  /** The frame of the board from which on nothing comes, as from a cable that was pulled. */
  public int muteFrom = -1;

  /** Whether the host's bytes are no bytes to the board and the other way round: a wrong rate. */
  public boolean wrongRate;

  /** Whether the line sends bytes of its own without end. */
  public boolean babbles;

  /** Whether all ROMs fail their self-test, or never end it. */
  public boolean testFails;

  public boolean testHangs;

  /** Whether the generator begins anew where it should go on. */
  public boolean forgets;

  /** The drawn token that is wrong, that has a wrong state, that is marked as the last one. */
  public int wrongToken = -1;

  public int wrongState = -1;
  public int wrongLast = -1;

  /** The drawn token in the place of which one comes that no model has. */
  public int strangeToken = -1;

  /** Whether the board says that its line has 0 baud. */
  public boolean noRate;

  /** The sequence of which a wrong CRC-32 or saturation flag is told. */
  public int wrongChecksum = -1;

  public int wrongSaturation = -1;

  private final Random random;

  /** No fault yet; the seed decides which bits are hit by noise. */
  public Faults(long seed) {
    random = new Random(seed);
  }

  /** The bytes as they come out at the other end. */
  public synchronized byte[] damage(byte[] bytes) {
    List<Byte> left = new ArrayList<>();
    for (byte value : bytes) {
      int octet = value;
      for (int bit = 0; bit < Byte.SIZE && noise > 0; bit++) {
        octet ^= random.nextDouble() < noise ? 1 << bit : 0;
      }
      if (wrongRate) {
        octet = random.nextInt(256);
      }
      if (loss == 0 || random.nextDouble() >= loss) {
        left.add((byte) octet);
      }
    }
    byte[] damaged = new byte[left.size()];
    for (int i = 0; i < damaged.length; i++) {
      damaged[i] = left.get(i);
    }
    return damaged;
  }
}
