package org.microgptrom.board.routed;

import java.util.List;

/** What a family of FPGAs does that the router's netlist does not say. */
interface Family {
  /** The name of the file with its cells, among the resources of the board's simulation. */
  String models();

  /** The bits of the block RAM of this type; 0 if the type is none. */
  int blockBits(String type);

  /** The name of the port at which a cell of this type meets a pin; empty if the type is no pin. */
  String pad(String type);

  /**
   * Completes the cells: connections that follow from places, constants of open inputs, inverters.
   *
   * @throws org.microgptrom.model.io.InputException if the netlist holds what can't be completed
   */
  void complete(List<PlacedCell> cells);

  /**
   * The family of a router's device.
   *
   * @param device {@code up5k} or {@code lfe5u_25f}, say
   */
  static Family of(String device) {
    return device.startsWith("lfe5") ? new Ecp5Family() : new Ice40Family();
  }
}
