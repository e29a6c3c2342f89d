package org.microgptrom.rtl.plan;

import org.microgptrom.model.rom.Primitive;

/**
 * The place of a memory, or of a part of one.
 *
 * @param memory what the memory holds
 * @param primitive the kind of blocks; {@link Primitive#NONE} for LUTs
 * @param geometry depth x width of a block; empty for LUTs
 * @param blocks number of blocks, 0 for LUTs
 */
public record Placement(Memory memory, Primitive primitive, String geometry, long blocks) {
  static Placement of(Memory memory, Blocks blocks) {
    String geometry = blocks.mode().map(mode -> mode.depth() + " x " + mode.width()).orElse("");
    return new Placement(memory, blocks.primitive(), geometry, blocks.count());
  }
}
