package org.microgptrom.rtl.plan;

import java.util.Optional;
import org.microgptrom.model.rom.Primitive;

/**
 * Blocks that hold one memory.
 *
 * @param primitive the kind of the blocks; {@link Primitive#NONE} for LUTs
 * @param mode the geometry in which the blocks are used; empty for LUTs
 * @param count number of blocks, 0 for LUTs
 */
public record Blocks(Primitive primitive, Optional<Primitive.Mode> mode, long count) {
  /** No block. */
  public static final Blocks NONE = new Blocks(Primitive.NONE, Optional.empty(), 0);

  /** The blocks for so many copies of the memory. */
  Blocks times(int copies) {
    return new Blocks(primitive, mode, count * copies);
  }
}
