package org.microgptrom.rtl.plan;

import org.microgptrom.model.rom.Primitive;

/**
 * Where a memory, or a part of one, goes.
 *
 * @param memory what it holds
 * @param primitive the kind of blocks; {@link Primitive#NONE} for LUTs
 * @param geometry depth x width of a block; empty for LUTs
 * @param blocks how many, 0 for LUTs
 */
public record Placement(Memory memory, Primitive primitive, String geometry, long blocks) {
  static Placement of(Memory memory, Blocks blocks) {
    String geometry = blocks.mode().map(mode -> mode.depth() + " x " + mode.width()).orElse("");
    return new Placement(memory, blocks.primitive(), geometry, blocks.count());
  }
}
