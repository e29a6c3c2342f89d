package org.microgptrom.rtl.plan;

import java.util.List;
import java.util.Optional;
import org.microgptrom.model.rom.Primitive;

/**
 * Chooses how many blocks in which geometry hold a memory, by the costs with which Yosys's pass
 * {@code memory_libmap} compares them: a cost for each block, and one for the logic that chooses
 * among blocks where the memory is deeper than one. Parts of a deep memory may lie side by side in
 * a wide word.
 *
 * @param primitive the kind of blocks
 * @param lutRam whether LUTs can be RAM, 4 bits in 16 words each
 */
public record BlockMapping(Primitive primitive, boolean lutRam) {
  private static final double BLOCK_COST_PER_BIT = 128.0 / 18432;
  private static final double LEAST_BLOCK_COST = 64;
  private static final int LUT_RAM_COST = 4;
  private static final int LUT_RAM_DEPTH = 16;
  private static final int LUT_RAM_WIDTH = 4;

  /** The cost for each bit that is multiplexed, and for each enable of a write. */
  private static final double CHOICE_COST = 0.5;

  private static final int EMULATION_COST = 2;

  /** The cost of one read port, and of logic that has a read during a write give the old word. */
  private static final int READ_PORT = 1;

  private static final int READ_FIRST = 6;

  /** The blocks that hold all copies of a memory at the least cost. */
  public Blocks of(Memory memory) {
    if (memory.place() == Memory.Place.LOGIC) {
      return Blocks.NONE;
    }
    boolean written = !memory.kind().isRom();
    boolean free = memory.place() == Memory.Place.ANY;
    int emulated = READ_PORT + (written && free ? READ_FIRST : 0);
    List<Primitive.Mode> modes = primitive.geometries();
    Choice best = choice(memory, modes.get(0), written, emulated);
    for (Primitive.Mode mode : modes.subList(1, modes.size())) {
      Choice choice = choice(memory, mode, written, emulated);
      // Yosys drops the fraction of the cost so far.
      if (choice.cost < (long) best.cost) {
        best = choice;
      }
    }
    if (free && inLogic(memory) <= best.cost) {
      return Blocks.NONE;
    }
    return new Blocks(primitive, Optional.of(best.mode), best.blocks).times(memory.copies());
  }

  private record Choice(Primitive.Mode mode, long blocks, double cost) {}

  private Choice choice(Memory memory, Primitive.Mode mode, boolean written, int emulated) {
    int unit = written ? Math.min(writeUnit(), mode.width()) : 1;
    long parts = ceilDiv(memory.depth(), mode.depth());
    long blocks = ceilDiv(parts * roundUp(memory.width(), unit), mode.width());
    double cost = blocks * blockCost() + choosing(memory, parts, written);
    return new Choice(mode, blocks, cost + EMULATION_COST * emulated);
  }

  /** The least cost of a memory that is written in flip-flops or LUTs. */
  private double inLogic(Memory memory) {
    double flipFlops = (double) memory.width() * memory.depth();
    if (!lutRam) {
      return flipFlops;
    }
    long parts = ceilDiv(memory.depth(), LUT_RAM_DEPTH);
    double luts =
        parts * ceilDiv(memory.width(), LUT_RAM_WIDTH) * LUT_RAM_COST
            + choosing(memory, parts, true)
            + EMULATION_COST * READ_PORT;
    return Math.min(flipFlops, luts);
  }

  private static double choosing(Memory memory, long parts, boolean written) {
    double read = CHOICE_COST * (parts - 1) * memory.width();
    return read + (written && parts > 1 ? CHOICE_COST * parts : 0);
  }

  private double blockCost() {
    Primitive.Mode widest = primitive.geometries().get(primitive.geometries().size() - 1);
    long bits = (long) widest.depth() * widest.width();
    return Math.max(LEAST_BLOCK_COST, Math.rint(bits * BLOCK_COST_PER_BIT));
  }

  /** The number of bits that share a write enable; an iCE40 has one for each bit. */
  private int writeUnit() {
    return primitive == Primitive.ICE40_EBR
        ? 1
        : primitive.geometries().stream()
            .mapToInt(Primitive.Mode::width)
            .filter(width -> width >= Byte.SIZE)
            .findFirst()
            .orElseThrow();
  }

  private static long roundUp(long value, int unit) {
    return ceilDiv(value, unit) * unit;
  }

  private static long ceilDiv(long a, long b) {
    return (a - 1) / b + 1;
  }
}
