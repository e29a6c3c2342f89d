package org.microgptrom.board.bitstream;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.bundle.finding.WordDifference;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomImage;

/** Compares one ROM of a bitstream with its image, bit by bit, along the netlist's wires. */
final class RomReader {
  private final BitstreamDesign design;
  private final MemoryMap map;
  private final CircuitRoms.Rom rom;
  private final RomImage image;
  private final Map<String, Optional<BitSet>> blocks = new HashMap<>(); // by place
  private final Tally stored = new Tally();
  private final Tally logic = new Tally();

  /** A reader of one ROM that should hold an image. */
  RomReader(BitstreamDesign design, MemoryMap map, CircuitRoms.Rom rom, RomImage image) {
    this.design = design;
    this.map = map;
    this.rom = rom;
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
    int bits = rom.image().valueBits();
    for (int address = 0; address < rom.image().depth(); address++) {
      int[] symbols = design.tracer().read(rom.address(), address, rom.data());
      for (int index = 0; index < rom.image().valuesPerWord(); index++) {
        int expected = image.value(address, index, bits);
        int inBlocks = expected; // of the other kind of bits nothing is said
        int inLogic = expected;
        for (int i = 0; i < bits; i++) {
          int symbol = symbols[index * bits + i];
          if (Symbol.isKnown(symbol)) {
            logic.compared++;
            inLogic = inLogic & ~(1 << i) | symbol << i;
          } else {
            stored.compared++;
            inBlocks =
                inBlocks & ~(1 << i) | bit(symbol, address, index * bits + i, expected >> i) << i;
          }
        }
        compare(address, index, expected, inBlocks, symbols);
        compareLogic(address, index, expected, inLogic);
      }
    }
  }

  /** A bit as the bitstream has it, or the right one after the fault of having none is counted. */
  private int bit(int symbol, int address, int bit, int expected) {
    String lost = "can't be followed through " + design.netlistFile() + " to one bit of block RAM";
    if (Symbol.isStored(symbol)) {
      String place = place(symbol);
      Optional<BitSet> block = blocks.computeIfAbsent(place, design.contents()::at);
      if (block.isPresent()) {
        boolean value = block.get().get(design.tracer().bit(symbol));
        return Symbol.of(value != Symbol.isInverted(symbol));
      }
      lost = "should be in block RAM " + place + ", of which the bitstream holds nothing";
    }
    stored.mismatches++;
    if (stored.first == null) {
      String what =
          rom.image().name() + " address " + address + ", bit " + bit + " of " + rom.memory();
      stored.first = FileFault.of(design.file(), what + " " + lost);
    }
    return expected & 1;
  }

  private String place(int symbol) {
    return Objects.requireNonNull(design.places().get(design.tracer().block(symbol)));
  }

  private void compare(int address, int index, int expected, int actual, int[] symbols) {
    int wrong = (expected ^ actual) & 0xFFFF;
    stored.mismatches += Integer.bitCount(wrong);
    if (wrong != 0 && stored.first == null) {
      int symbol = symbols[index * rom.image().valueBits() + Integer.numberOfTrailingZeros(wrong)];
      String where = design.file() + ", block RAM " + place(symbol);
      stored.first = difference(where, address, index, expected, actual);
    }
  }

  private void compareLogic(int address, int index, int expected, int actual) {
    int wrong = (expected ^ actual) & 0xFFFF;
    logic.mismatches += Integer.bitCount(wrong);
    if (wrong != 0 && logic.first == null) {
      logic.first = difference(design.netlistFile(), address, index, expected, actual);
    }
  }

  private Difference difference(String where, int address, int index, int expected, int actual) {
    WordDifference.Word word = WordDifference.Word.ofPadding(address, index);
    for (Region region : map.regionsOf(image.name())) {
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
        where + ": " + image.name(),
        word,
        rom.image().valueBits(),
        (short) expected,
        (short) actual,
        "as in the bundle");
  }
}
