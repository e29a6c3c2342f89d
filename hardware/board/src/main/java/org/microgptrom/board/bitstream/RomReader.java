package org.microgptrom.board.bitstream;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.bundle.finding.WordDifference;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomImage;

/** Compares one ROM of a bitstream with its image, bit by bit. */
final class RomReader {
  private final BitstreamDesign design;
  private final MemoryMap map;
  private final RomMap rom;
  private final MemoryMap.Image entry;
  private final RomImage image;
  private final Map<String, Optional<BitSet>> blocks = new HashMap<>(); // by place
  private final Tally stored = new Tally();
  private final Tally logic = new Tally();

  /** A reader of one ROM that should hold an image. */
  RomReader(BitstreamDesign design, MemoryMap map, RomMap rom, RomImage image) {
    this.design = design;
    this.map = map;
    this.rom = rom;
    this.entry = rom.rom().image();
    this.image = image;
  }

  /** Bits of one kind: stored in block RAM, or logic of the netlist. */
  static final class Tally {
    private long compared;
    private long mismatches;
    private @Nullable Difference first;

    long compared() {
      return compared;
    }

    long mismatches() {
      return mismatches;
    }

    /** The first difference; null if there is none. */
    @Nullable Difference first() {
      return first;
    }
  }

  /** Bits that block RAMs hold, as the bitstream has them. */
  Tally stored() {
    return stored;
  }

  /**
   * Bits that are logic in the netlist, as those of a column that is the same in every word, or of
   * a ROM that is not in block RAM.
   */
  Tally logic() {
    return logic;
  }

  /** The number of block RAMs that hold the ROM. */
  int blocks() {
    return blocks.size();
  }

  /** Compares all words. */
  void run() {
    for (int address = 0; address < entry.depth(); address++) {
      for (int index = 0; index < entry.valuesPerWord(); index++) {
        compare(address, index, image.value(address, index, entry.valueBits()));
      }
    }
  }

  private void compare(int address, int index, int expected) {
    int bits = entry.valueBits();
    int wrong = 0; // bits of the value
    int wrongLogic = 0;
    for (int i = 0; i < bits; i++) {
      int bit = index * bits + i;
      int symbol = rom.symbol(address, bit);
      int right = (expected >> i) & 1;
      if (Symbol.isKnown(symbol)) {
        logic.compared++;
        wrongLogic |= (symbol ^ right) << i;
      } else {
        stored.compared++;
        wrong |= (value(symbol, address, bit, right) ^ right) << i;
      }
    }
    stored.mismatches += Integer.bitCount(wrong);
    logic.mismatches += Integer.bitCount(wrongLogic);
    if (wrong != 0 && stored.first == null) {
      int symbol = rom.symbol(address, index * bits + Integer.numberOfTrailingZeros(wrong));
      String where = design.file() + ", block RAM " + rom.place(symbol);
      stored.first = difference(where, address, index, expected, expected ^ wrong);
    }
    if (wrongLogic != 0 && logic.first == null) {
      String where = design.netlistFile();
      logic.first = difference(where, address, index, expected, expected ^ wrongLogic);
    }
  }

  /** A bit as the bitstream has it, or the right one after the fault of having none is counted. */
  private int value(int symbol, int address, int bit, int right) {
    String lost = "can't be followed through " + design.netlistFile() + " to one bit of block RAM";
    if (Symbol.isStored(symbol)) {
      String place = rom.place(symbol);
      Optional<BitSet> block = blocks.computeIfAbsent(place, design.contents()::at);
      if (block.isPresent()) {
        return Symbol.of(block.get().get(rom.bit(symbol)) != Symbol.isInverted(symbol));
      }
      lost = "should be in block RAM " + place + ", of which the bitstream holds nothing";
    }
    stored.mismatches++;
    if (stored.first == null) {
      String what = entry.name() + " address " + address + ", bit " + bit + " of the word, ";
      stored.first = FileFault.of(design.file(), what + lost);
    }
    return right;
  }

  private Difference difference(String where, int address, int index, int expected, int actual) {
    WordDifference.Word word = WordDifference.Word.ofPadding(address, index);
    for (Region region : map.regionsOf(entry.name())) {
      Optional<Region.Place> place = region.placeAt(address, index);
      if (place.isPresent()) {
        word =
            new WordDifference.Word(
                address, index, region.tensor(), place.get().row(), place.get().column());
      }
    }
    return WordDifference.of(
        design.file(),
        null,
        where + ": " + entry.name(),
        word,
        entry.valueBits(),
        (short) expected,
        (short) actual,
        "as in the bundle");
  }
}
