package org.microgptrom.board.bitstream;

import java.util.BitSet;
import java.util.Optional;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;

/** Puts an image into the block RAMs of a bitstream, bit by bit. */
final class RomWriter {
  private final BitstreamDesign design;
  private final RomMap rom;
  private final RomImage image;

  RomWriter(BitstreamDesign design, RomMap rom, RomImage image) {
    this.design = design;
    this.rom = rom;
    this.image = image;
  }

  /** Puts all words and returns the number of bits that changed. */
  long run() {
    MemoryMap.Image entry = rom.rom().image();
    long changed = 0;
    for (int address = 0; address < entry.depth(); address++) {
      for (int bit = 0; bit < entry.width(); bit++) {
        int right = image.value(address, bit, 1);
        changed += put(address, bit, right) ? 1 : 0;
      }
    }
    return changed;
  }

  private boolean put(int address, int bit, int right) {
    int symbol = rom.symbol(address, bit);
    if (Symbol.isKnown(symbol)) {
      if (symbol != right) {
        throw fault(
            address, bit, "is always " + symbol + " in the circuit, which keeps no such bit");
      }
      return false;
    }
    Optional<BitSet> block =
        Symbol.isStored(symbol) ? design.contents().at(rom.place(symbol)) : Optional.empty();
    if (block.isEmpty()) {
      throw fault(address, bit, "can't be followed to a bit of block RAM in the bitstream");
    }
    boolean value = right == 1 ^ Symbol.isInverted(symbol);
    boolean changes = block.get().get(rom.bit(symbol)) != value;
    block.get().set(rom.bit(symbol), value);
    return changes;
  }

  private InputException fault(int address, int bit, String what) {
    return new InputException(
        design.netlistFile(),
        rom.rom().memory() + ", address " + address + ", bit " + bit + ": " + what,
        "make a bitstream of this bundle with 'board'");
  }
}
