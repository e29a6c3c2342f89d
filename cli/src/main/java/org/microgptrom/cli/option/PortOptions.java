package org.microgptrom.cli.option;

import org.jspecify.annotations.Nullable;
import org.microgptrom.board.link.Design;
import org.microgptrom.board.link.Session;
import org.microgptrom.board.port.Ports;
import org.microgptrom.board.project.BoardOptions;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.model.io.InputException;
import picocli.CommandLine.Option;

/** The options that name the serial line to a board. */
public final class PortOptions {
  /** The option that names the port. */
  public static final String OPTION = "--port";

  @Option(
      names = OPTION,
      paramLabel = "PORT",
      description =
          "The board's port: /dev/ttyUSB1, COM3 or the like, or tcp://HOST:PORT; 'talk --list' lists"
              + " serial ports.")
  private @Nullable String port;

  @Option(
      names = "--baud",
      paramLabel = "N",
      defaultValue = "" + BoardOptions.DEFAULT_BAUD,
      description = "Bits per second of the board's serial line (default: ${DEFAULT-VALUE}).")
  @Range(from = "300", to = "20000000")
  private int baud;

  /** Whether a board is named. */
  public boolean isGiven() {
    return port != null;
  }

  /**
   * Begins a conversation with the board, which must hold this bundle.
   *
   * @throws InputException if no port is named, nothing answers there, or another bundle does
   */
  public Session open(Bundle bundle) {
    if (port == null) {
      throw new InputException(
          OPTION, "is missing, the board's port", "'microgpt-rom talk --list' lists ports");
    }
    return Session.open(Ports.open(port, baud), baud, Design.of(bundle));
  }
}
