package org.microgptrom.board.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads messages out of frames. */
public final class MessageReader {
  private static final int DIGEST = 32; // bytes

  private final Frame frame;
  private final ByteBuffer fields;

  private MessageReader(Frame frame) {
    this.frame = frame;
    this.fields = ByteBuffer.wrap(frame.payload()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The message of a frame.
   *
   * @throws IllegalArgumentException if no message has this kind and length
   */
  public static Message read(Frame frame) {
    return new MessageReader(frame).message();
  }

  private Message message() {
    return switch (frame.kind()) {
      case 0x01 -> {
        require(frame.payload().length == 0);
        yield new Message.Identify();
      }
      case 0x02 -> start();
      case 0x03 -> {
        require(frame.payload().length == 0);
        yield new Message.Reset();
      }
      case 0x81 -> identity();
      case 0x82 -> {
        require(frame.payload().length == 10);
        yield new Message.Token(u8(), u16(), u16(), u32(), bit());
      }
      case 0x83 -> {
        require(frame.payload().length == 12);
        yield new Message.End(u8(), u16(), u32(), bit(), u32());
      }
      case 0x84 -> {
        require(frame.payload().length == 5);
        yield new Message.Status(Message.Flags.of(u8()), u16(), u16());
      }
      case 0x85 -> {
        require(frame.payload().length == 1);
        yield new Message.Refusal(u8());
      }
      default -> throw new IllegalArgumentException("no message has kind " + frame.kind());
    };
  }

  private Message start() {
    require(frame.payload().length >= 11 && frame.payload().length % 2 == 1);
    int sequence = u8();
    int scale = u16();
    long seed = u32();
    int maxTokens = u16();
    List<Integer> prompt = new ArrayList<>();
    while (fields.hasRemaining()) {
      prompt.add(u16());
    }
    return new Message.Start(sequence, new Request(scale, seed, maxTokens, prompt));
  }

  private Message identity() {
    require(frame.payload().length == 14 + DIGEST);
    int version = u8();
    Message.Flags flags = Message.Flags.of(u8());
    int damaged = u16();
    int stopBits = u16();
    long clock = u32();
    long baud = u32();
    byte[] digest = new byte[DIGEST];
    fields.get(digest);
    return new Message.Identity(
        version, flags, damaged, stopBits, clock, baud, HexFormat.of().formatHex(digest));
  }

  private void require(boolean length) {
    if (!length) {
      throw new IllegalArgumentException(
          "no message of kind " + frame.kind() + " has " + frame.payload().length + " bytes");
    }
  }

  private int u8() {
    return fields.get() & 0xFF;
  }

  private int u16() {
    return fields.getShort() & 0xFFFF;
  }

  private long u32() {
    return Integer.toUnsignedLong(fields.getInt());
  }

  private boolean bit() {
    return (u8() & 1) != 0;
  }
}
