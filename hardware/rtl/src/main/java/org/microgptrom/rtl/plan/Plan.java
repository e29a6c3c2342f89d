package org.microgptrom.rtl.plan;

import java.util.List;

/**
 * One model on one device.
 *
 * @param device its name
 * @param part maker and type
 * @param lanes multipliers of the matrix unit
 * @param fitsAs the ways in which it fits, the best first; empty if in none
 * @param placements where each memory goes
 * @param blocks needed of each kind
 * @param multipliers needed
 * @param luts needed, by a first estimate
 * @param cyclesFirst clock cycles from one drawn token to the next at position 0, of one stream
 * @param cyclesLast and at the last position
 * @param mhz the clock
 * @param mhzMeasured whether it was measured, and not assumed
 * @param tokensPerSecond of one stream at the last position
 * @param externalMemory the board's memory beside the device; empty where none is known
 * @param externalTokensPerSecond at most with weights from that memory; 0 where none is known
 */
public record Plan(
    String device,
    String part,
    int lanes,
    List<Verdict> fitsAs,
    List<Placement> placements,
    List<Use> blocks,
    Use multipliers,
    Use luts,
    long cyclesFirst,
    long cyclesLast,
    double mhz,
    boolean mhzMeasured,
    double tokensPerSecond,
    String externalMemory,
    double externalTokensPerSecond) {
  /** Copies the lists. */
  public Plan {
    fitsAs = List.copyOf(fitsAs);
    placements = List.copyOf(placements);
    blocks = List.copyOf(blocks);
  }

  /** The best way in which it fits. */
  public Verdict verdict() {
    return fitsAs.isEmpty() ? Verdict.NO : fitsAs.get(0);
  }
}
