package org.microgptrom.board.link;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds the frames in what arrives. What is damaged is dropped up to the next flag, which begins a
 * new frame; what stands before the first flag is no frame. An empty one, between two flags in a
 * row, is none either.
 */
public final class FrameReader {
  private static final int LARGEST = 0xFFFF + Frame.OVERHEAD;

  private byte[] content = new byte[128]; // unstuffed, since the last flag
  private int length;
  private boolean inFrame;
  private boolean escaped;
  private boolean broken; // what follows up to the next flag belongs to a damaged frame
  private long damaged;

  /** Takes bytes as they arrive and hands on every frame that is whole. */
  public void take(byte[] bytes, int count, Consumer<Frame> whole) {
    for (int i = 0; i < count; i++) {
      int octet = bytes[i] & 0xFF;
      if (octet == Frame.FLAG) {
        end().ifPresent(whole);
      } else if (inFrame && !broken) {
        add(octet);
      }
    }
  }

  /** The number of damaged frames so far. */
  public long damaged() {
    return damaged;
  }

  private Optional<Frame> end() {
    Optional<Frame> frame = Optional.empty();
    if (inFrame && (length > 0 || escaped || broken)) {
      frame = broken || escaped ? Optional.empty() : Frame.of(content, length);
      damaged += frame.isEmpty() ? 1 : 0;
    }
    inFrame = true;
    length = 0;
    escaped = false;
    broken = false;
    return frame;
  }

  private void add(int octet) {
    if (octet == Frame.ESCAPE && !escaped) {
      escaped = true;
      return;
    }
    if (length == LARGEST) {
      broken = true;
      return;
    }
    if (length == content.length) {
      content = Arrays.copyOf(content, Math.min(2 * length, LARGEST));
    }
    content[length++] = (byte) (escaped ? octet ^ Frame.FLIP : octet);
    escaped = false;
  }
}
