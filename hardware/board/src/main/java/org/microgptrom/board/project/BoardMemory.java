package org.microgptrom.board.project;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.microgptrom.board.clock.Clock;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryShape;
import org.microgptrom.model.rom.RomImage;

/**
 * The initial content of the memory that {@code microgpt_board} has besides the ROMs of the model,
 * in bytes: two halves for requests, one that comes in and one that is carried out; the
 * description, which is IDENTITY of {@code docs/board.md} from its sixth byte on; the tokens' texts
 * in UTF-8, a power of two of bytes for each, zeros behind. BOS, the last token, has no text.
 */
final class BoardMemory {
  /** The path of the file in a project. */
  static final String PATH = "rom/board.mem";

  /** Bytes of a START before its tokens of two bytes, and of the check sequence behind them. */
  private static final int HEADER = 9;

  private static final int CHECK = 4;
  private static final int DESCRIPTION_BITS = 6;
  private static final int SHA_256 = 32;

  private final byte[] content;
  private final int strideBits;

  /**
   * The memory for a bundle.
   *
   * @param manifestSha256 digest of the bundle's manifest, in hexadecimal digits
   */
  BoardMemory(Manifest manifest, String manifestSha256, Clock clock, SerialRate rate) {
    List<byte[]> texts =
        manifest.vocabulary().symbols().stream()
            .map(symbol -> symbol.getBytes(StandardCharsets.UTF_8))
            .toList();
    strideBits = bits(texts.stream().mapToInt(text -> text.length).max().orElse(1));
    int halfBits = bits(HEADER + 2 * manifest.config().context() + CHECK + 1);
    int descriptionBits = Math.max(halfBits + 1, DESCRIPTION_BITS);
    int textBits = Math.max(descriptionBits + 1, bits(manifest.config().vocabSize()) + strideBits);
    content = new byte[2 << textBits];
    ByteBuffer.wrap(content)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(1 << descriptionBits)
        .putInt((int) clock.hertz())
        .putInt(rate.baud())
        .put(HexFormat.of().parseHex(manifestSha256), 0, SHA_256);
    for (int token = 0; token < texts.size(); token++) {
      byte[] text = texts.get(token);
      System.arraycopy(text, 0, content, (1 << textBits) + (token << strideBits), text.length);
    }
  }

  /** The address bits within one token's text, 0..2. */
  int strideBits() {
    return strideBits;
  }

  /** The bytes as {@code $readmemh} reads them, one per line. */
  String text() {
    StringBuilder lines = new StringBuilder();
    for (byte value : content) {
      lines.append(String.format(Locale.ROOT, "%02x", value & 0xFF)).append('\n');
    }
    return lines.toString();
  }

  /** The image that {@link #text} describes, each byte a word. */
  static RomImage image(String name, byte[] text) {
    List<String> lines = new String(text, StandardCharsets.US_ASCII).lines().toList();
    short[] words = new short[lines.size()];
    for (int i = 0; i < words.length; i++) {
      words[i] = (short) HexFormat.fromHexDigits(lines.get(i));
    }
    return RomImage.of(new MemoryShape(name, Byte.SIZE, words.length), words);
  }

  /** The bits that numbers below {@code count} need, as {@code $clog2} counts them. */
  private static int bits(int count) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
  }
}
