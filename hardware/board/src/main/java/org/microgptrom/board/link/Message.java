package org.microgptrom.board.link;

import java.util.HexFormat;

/** The messages of the serial line, those of the host first. */
public sealed interface Message {
  /** The number that stands for this kind of message. */
  int kind();

  /** The fields, little-endian. */
  byte[] payload();

  /** The frame on the line. */
  default byte[] bytes() {
    return new Frame(kind(), payload()).bytes();
  }

  /** Asks what the board is. */
  record Identify() implements Message {
    @Override
    public int kind() {
      return 0x01;
    }

    @Override
    public byte[] payload() {
      return new byte[0];
    }
  }

  /**
   * Asks for a sequence.
   *
   * @param sequence a number that the answers bear, 0..255
   */
  record Start(int sequence, Request request) implements Message {
    @Override
    public int kind() {
      return 0x02;
    }

    @Override
    public byte[] payload() {
      PayloadWriter fields = new PayloadWriter().u8(sequence).u16(request.scale());
      fields.u32(request.seed()).u16(request.maxTokens());
      request.prompt().forEach(fields::u16);
      return fields.payload();
    }
  }

  /** Ends what runs and has the ROMs tested. */
  record Reset() implements Message {
    @Override
    public int kind() {
      return 0x03;
    }

    @Override
    public byte[] payload() {
      return new byte[0];
    }
  }

  /**
   * What the board is.
   *
   * @param version of the protocol
   * @param damagedFrames that the board dropped
   * @param missingStopBits bytes whose stop bit was not there
   * @param clock in Hz
   * @param baud bits per second on the line
   * @param manifestSha256 of the bundle's manifest, in hexadecimal digits
   */
  record Identity(
      int version,
      Flags flags,
      int damagedFrames,
      int missingStopBits,
      long clock,
      long baud,
      String manifestSha256)
      implements Message {
    @Override
    public int kind() {
      return 0x81;
    }

    @Override
    public byte[] payload() {
      return new PayloadWriter()
          .u8(version)
          .u8(flags.bits())
          .u16(damagedFrames)
          .u16(missingStopBits)
          .u32(clock)
          .u32(baud)
          .raw(HexFormat.of().parseHex(manifestSha256))
          .payload();
    }
  }

  /**
   * A drawn token.
   *
   * @param index among the drawn ones, from 0
   * @param state of the generator after the draw, unsigned 32 bits
   * @param last whether the sequence ends with it
   */
  record Token(int sequence, int index, int token, long state, boolean last) implements Message {
    @Override
    public int kind() {
      return 0x82;
    }

    @Override
    public byte[] payload() {
      PayloadWriter fields = new PayloadWriter().u8(sequence).u16(index).u16(token);
      return fields.u32(state).bit(last).payload();
    }
  }

  /**
   * The end of a sequence.
   *
   * @param drawn number of drawn tokens
   * @param checksum CRC-32 of the logits, unsigned 32 bits
   * @param saturated whether any site clamped
   * @param cycles clock cycles in which the sequence ran
   */
  record End(int sequence, int drawn, long checksum, boolean saturated, long cycles)
      implements Message {
    @Override
    public int kind() {
      return 0x83;
    }

    @Override
    public byte[] payload() {
      PayloadWriter fields = new PayloadWriter().u8(sequence).u16(drawn).u32(checksum);
      return fields.bit(saturated).u32(cycles).payload();
    }
  }

  /** The answer to RESET. */
  record Status(Flags flags, int damagedFrames, int missingStopBits) implements Message {
    @Override
    public int kind() {
      return 0x84;
    }

    @Override
    public byte[] payload() {
      PayloadWriter fields = new PayloadWriter().u8(flags.bits());
      return fields.u16(damagedFrames).u16(missingStopBits).payload();
    }
  }

  /** Something that the board could not take. */
  record Refusal(int code) implements Message {
    /** A damaged frame. */
    public static final int DAMAGED = 1;

    @Override
    public int kind() {
      return 0x85;
    }

    @Override
    public byte[] payload() {
      return new byte[] {(byte) code};
    }
  }

  /** What IDENTITY and STATUS tell of the board's state. */
  record Flags(boolean tested, boolean passed, boolean running) {
    int bits() {
      return (tested ? 1 : 0) | (passed ? 2 : 0) | (running ? 4 : 0);
    }

    static Flags of(int bits) {
      return new Flags((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
    }
  }
}
