package org.microgptrom.board.bitstream;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The block RAM contents of a bitstream. */
public interface BlockContents {
  /** The device that the bitstream is for, as its tools name it. */
  String device();

  /**
   * Whether the bitstream is for a device.
   *
   * @param device the router's name of it, in small letters
   */
  boolean isFor(String device);

  /** The cells of its family. */
  Cells cells();

  /**
   * The stored bits of a block.
   *
   * @param place the router's name of the block's place, {@code X19/Y21/ram} say
   * @return empty if the bitstream holds nothing there; else a view, through which bits are changed
   */
  Optional<BitSet> at(String place);

  /** The lines of the bitstream as a text, with the bits as they are now. */
  List<String> text();

  /**
   * The lines of the text that are no content of a block: routing, logic, and everything else that
   * place and route decide. Comments and names are not among them.
   */
  default List<String> circuit() {
    List<String> circuit = new ArrayList<>();
    boolean inBlock = false;
    for (String line : text()) {
      if (line.startsWith(".")) {
        inBlock = line.startsWith(IcestormText.RAM) || line.startsWith(TrellisText.INIT);
      }
      boolean told = line.isBlank() || line.startsWith(".comment") || line.startsWith(".sym");
      if (!told && !inBlock) {
        circuit.add(line);
      }
    }
    return circuit;
  }

  /**
   * Bits as hexadecimal digits, the highest ones first.
   *
   * @param width the number of bits, a multiple of 4
   */
  static String hex(BitSet bits, int width) {
    StringBuilder digits = new StringBuilder(width / 4);
    for (int at = width - 4; at >= 0; at -= 4) {
      int digit = 0;
      for (int bit = 0; bit < 4; bit++) {
        digit |= bits.get(at + bit) ? 1 << bit : 0;
      }
      digits.append(Character.forDigit(digit, 16));
    }
    return digits.toString();
  }
}
