package org.microgptrom.rtl.plan;

import java.util.List;

/**
 * One model on one device.
 *
 * @param device name of the device
 * @param part maker and type
 * @param lanes number of multipliers of the matrix unit
 * @param fitsAs the ways in which the model fits, the best first; empty if there is none
 * @param placements where each memory goes
 * @param blocks that are needed of each kind
 * @param multipliers that are needed
 * @param luts that are needed, by a first estimate
 * @param cyclesFirst clock cycles from one drawn token to the next at position 0, of one stream
 * @param cyclesLast clock cycles from one drawn token to the next at the last position, of one
 *     stream
 * @param mhz the clock frequency in MHz
 * @param mhzMeasured whether the clock frequency was measured, and not assumed
 * @param tokensPerSecond of one stream at the last position
 * @param externalMemory the board's memory beside the device; empty where none is known
 * @param externalTokensPerSecond the most tokens per second with weights from the external memory;
 *     0 where none is known
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

  /** The best way in which the model fits. */
  public Verdict verdict() {
    return fitsAs.isEmpty() ? Verdict.NO : fitsAs.get(0);
  }
}
