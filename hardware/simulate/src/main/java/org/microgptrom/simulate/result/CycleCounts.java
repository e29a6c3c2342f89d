package org.microgptrom.simulate.result;

import java.util.ArrayList;
import java.util.List;

/** Collects clock cycles per token, by position. */
public final class CycleCounts {
  private final List<CircuitRun.Cycles> positions = new ArrayList<>();

  /** Counts the cycles of a token after which nothing was drawn. */
  void prompt(int position, long cycles) {
    CircuitRun.Cycles old = at(position);
    positions.set(
        position,
        new CircuitRun.Cycles(
            position, CircuitRun.Range.with(old.prompt(), cycles), old.drawn(), null));
  }

  /** Counts the cycles of a token after which one was drawn. */
  void drawn(int position, long cycles) {
    CircuitRun.Cycles old = at(position);
    positions.set(
        position,
        new CircuitRun.Cycles(
            position, old.prompt(), CircuitRun.Range.with(old.drawn(), cycles), null));
  }

  private CircuitRun.Cycles at(int position) {
    while (positions.size() <= position) {
      positions.add(new CircuitRun.Cycles(positions.size(), null, null, null));
    }
    return positions.get(position);
  }

  /** The cycles of all positions that were reached. */
  public List<CircuitRun.Cycles> positions() {
    return List.copyOf(positions);
  }
}
