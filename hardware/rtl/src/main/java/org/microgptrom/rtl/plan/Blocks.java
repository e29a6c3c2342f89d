package org.microgptrom.rtl.plan;

import org.microgptrom.model.rom.Primitive;

/**
 * Blocks that hold one memory.
 *
 * @param primitive the kind of the blocks; {@link Primitive#NONE} for LUTs
 * @param mode the geometry in which the blocks are used; null for LUTs
 * @param count number of blocks, 0 for LUTs
 */
public record Blocks(Primitive primitive, Primitive.Mode mode, long count) {
  /** No block. */
  public static final Blocks NONE = new Blocks(Primitive.NONE, null, 0);

  /** The blocks for so many copies of the memory. */
  Blocks times(int copies) {
    return new Blocks(primitive, mode, count * copies);
  }
}
