package org.microgptrom.board.bitstream;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Quoted;

/**
 * The textual form of iCE40 bitstreams, as iceunpack and nextpnr write it: a line {@code .ram_data
 * X Y} and 16 lines of 64 hexadecimal digits for each block RAM, each 16 words, the first one in
 * the lowest bits.
 */
final class IcestormText implements BlockContents {
  static final String RAM = ".ram_data ";
  private static final int LINES = 16;
  private static final int LINE_BITS = 256;

  private final String device;
  private final List<String> lines;
  private final Map<String, BitSet> blocks = new HashMap<>();

  /**
   * Reads the lines of a file.
   *
   * @param file for errors
   */
  IcestormText(String file, String device, List<String> lines) {
    this.device = device;
    this.lines = List.copyOf(lines);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(RAM)) {
        String[] place = lines.get(i).substring(RAM.length()).split(" ", -1);
        if (place.length != 2) {
          throw new InputException(file + ":" + (i + 1), "is not .ram_data X Y", "");
        }
        BitSet bits = new BitSet();
        for (int line = 0; line < LINES; line++) {
          addLine(file, i + 1 + line, lines, line * LINE_BITS, bits);
        }
        blocks.put(key(place), bits);
      }
    }
  }

  private static void addLine(String file, int at, List<String> lines, int first, BitSet bits) {
    String digits = at < lines.size() ? lines.get(at) : "";
    if (!digits.matches("[0-9a-f]{" + LINE_BITS / 4 + "}")) {
      throw new InputException(
          file + ":" + (at + 1),
          Quoted.of(digits) + " is no line of block RAM, " + LINE_BITS / 4 + " digits",
          "the file is damaged");
    }
    BigInteger value = new BigInteger(digits, 16);
    for (int bit = 0; bit < LINE_BITS; bit++) {
      bits.set(first + bit, value.testBit(bit));
    }
  }

  private static String key(String[] place) {
    return "X" + place[0] + "/Y" + place[1] + "/ram";
  }

  @Override
  public String device() {
    return "iCE40 " + device;
  }

  @Override
  public boolean isFor(String router) {
    return router.matches("(hx|lp|up|u)" + device) || router.equals(device);
  }

  @Override
  public Cells cells() {
    return new Ice40Cells();
  }

  @Override
  public Optional<BitSet> at(String place) {
    return Optional.ofNullable(blocks.get(place));
  }

  @Override
  public List<String> text() {
    List<String> text = new ArrayList<>(lines);
    for (int i = 0; i < text.size(); i++) {
      if (text.get(i).startsWith(RAM)) {
        String place = key(text.get(i).substring(RAM.length()).split(" ", -1));
        BitSet bits = Objects.requireNonNull(blocks.get(place));
        for (int line = 0; line < LINES; line++) {
          BitSet own = bits.get(line * LINE_BITS, (line + 1) * LINE_BITS);
          text.set(i + 1 + line, BlockContents.hex(own, LINE_BITS));
        }
      }
    }
    return text;
  }
}
