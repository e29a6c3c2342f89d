package org.microgptrom.rtl.device;

import java.util.List;
import org.microgptrom.model.rom.Primitive;

/**
 * The resources of one FPGA.
 *
 * @param name what a user calls it
 * @param part maker and type
 * @param family with which the FPGA shares its {@link Family}
 * @param luts number of look-up tables
 * @param multipliers number of multipliers of 16 x 16 bits and more
 * @param blocks memory blocks by kind, those first that the circuit is mapped to
 * @param external memory beside the FPGA on a common board
 * @param source of these figures
 * @param checked whether the source was read
 * @param note what else a user must know; empty for most
 */
public record Fpga(
    String name,
    String part,
    String family,
    int luts,
    int multipliers,
    List<BlockKind> blocks,
    External external,
    String source,
    boolean checked,
    String note) {
  /** Copies the list and checks the sizes. */
  public Fpga {
    blocks = List.copyOf(blocks);
    if (luts < 1 || multipliers < 0 || blocks.isEmpty()) {
      throw new IllegalArgumentException(
          name + ": LUTs and a kind of blocks expected, not " + luts + " and " + blocks);
    }
  }

  /**
   * Memory blocks of one kind.
   *
   * @param count how many there are
   * @param initialised whether the bitstream initialises the blocks
   */
  public record BlockKind(Primitive primitive, int count, boolean initialised) {
    /** Checks that there are blocks. */
    public BlockKind {
      if (primitive == Primitive.NONE || count < 1) {
        throw new IllegalArgumentException("blocks expected, not " + count + " " + primitive);
      }
    }
  }

  /**
   * The external memory of a board.
   *
   * @param memory board, kind, width and rate; empty where none is known
   * @param gigabytesPerSecond peak bandwidth in 10^9 bytes per second, 0 where none is known
   */
  public record External(String memory, double gigabytesPerSecond) {}

  /**
   * What all devices of a family have in common.
   *
   * @param lutInputs number of inputs of a LUT
   * @param lutRam whether LUTs can be RAM
   * @param multiplierBits bits of the narrower operand of a multiplier, 16 or 18
   * @param assumedMhz the clock frequency in MHz that is assumed where none was measured
   */
  public record Family(int lutInputs, boolean lutRam, int multiplierBits, double assumedMhz) {}

  /** The number of 16-bit words that fit into the blocks, parity bits left aside. */
  public long words(boolean initialisedOnly) {
    return blocks.stream()
        .filter(kind -> kind.initialised || !initialisedOnly)
        .mapToLong(kind -> (long) kind.count * words(kind.primitive))
        .sum();
  }

  private static long words(Primitive primitive) {
    return primitive.modes().stream()
        .mapToLong(mode -> (long) mode.depth() * mode.width() / Short.SIZE)
        .max()
        .orElse(0);
  }
}
