package org.microgptrom.board.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.microgptrom.board.clock.ClockKind;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.device.FpgaCatalog;

/**
 * A board with one of the FPGAs that it comes with.
 *
 * @param chip the FPGA, and what a user calls the board with it
 * @param model what does not depend on it
 */
public record Board(Chip chip, Model model) {
  /**
   * An FPGA of a board.
   *
   * @param name what a user calls the board with this FPGA
   * @param fpga its row in the catalog of FPGAs; empty if it has none
   * @param part the maker's number
   * @param route options of nextpnr; empty where nextpnr does not serve it
   */
  public record Chip(String name, String fpga, String part, String route) {}

  /**
   * A board, whatever its FPGA.
   *
   * @param title maker, type and revision
   * @param chips the FPGAs that it comes with
   * @param synthesis options of Yosys
   * @param pack options of the program that writes the bitstream
   * @param inputMhz frequency of the oscillator
   * @param pll what makes the circuit's clock of it
   * @param mhz the circuit's clock unless a user names another one
   * @param sources where the pins were read
   * @param note what a user must know; empty for most
   */
  public record Model(
      String title,
      List<Chip> chips,
      Toolchain tool,
      String synthesis,
      String pack,
      double inputMhz,
      ClockKind pll,
      double mhz,
      List<Pin> pins,
      List<String> sources,
      String note) {
    /** Copies the lists and checks that the pins are complete. */
    public Model {
      chips = List.copyOf(chips);
      pins = List.copyOf(pins);
      sources = List.copyOf(sources);
      List<Signal> signals = pins.stream().map(Pin::signal).toList();
      if (!signals.containsAll(List.of(Signal.CLOCK, Signal.RX, Signal.TX))
          || signals.stream().distinct().count() != signals.size()
          || pins.stream().map(Pin::pin).distinct().count() != pins.size()) {
        throw new IllegalArgumentException(
            title + ": pins for clock, rx and tx expected, each pin and each signal once");
      }
      if (chips.isEmpty() || sources.isEmpty()) {
        throw new IllegalArgumentException(title + ": a chip and a source of the pins expected");
      }
    }
  }

  /** The boards that a model comes as. */
  static List<Board> of(Model model) {
    List<Board> boards = new ArrayList<>();
    model.chips().forEach(chip -> boards.add(new Board(chip, model)));
    return boards;
  }

  /** What a user calls it. */
  public String name() {
    return chip.name();
  }

  /** Its tools. */
  public Toolchain tool() {
    return model.tool();
  }

  /** All pins that the circuit uses, clock and serial line first. */
  public List<Pin> pins() {
    return model.pins();
  }

  /** The pin of a signal; empty where the board has none. */
  public Optional<Pin> pin(Signal signal) {
    return model.pins().stream().filter(pin -> pin.signal() == signal).findFirst();
  }

  /** The FPGA's resources; empty where the catalog of FPGAs does not have it. */
  public Optional<Fpga> fpga() {
    return chip.fpga().isEmpty()
        ? Optional.empty()
        : Optional.of(FpgaCatalog.get().named("fpga", chip.fpga()));
  }
}
