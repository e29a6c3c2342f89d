package org.microgptrom.board.port;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.microgptrom.board.link.Port;
import org.microgptrom.model.io.InputException;

/** Opens the port that a user names. */
public final class Ports {
  private static final String TCP = "tcp://";

  private Ports() {}

  /**
   * A serial port of this machine.
   *
   * @param name as it is passed to open it
   * @param description what the system says of it
   */
  public record Found(String name, String description) {}

  /**
   * Opens a port.
   *
   * @param name of a serial port, or {@code tcp://host:port}
   * @param baud bits per second of a serial port
   * @throws InputException if it can't be opened
   */
  public static Port open(String name, int baud) {
    return name.startsWith(TCP) ? tcp(name) : SerialLine.open(name, baud);
  }

  /** The serial ports of this machine. */
  public static List<Found> list() {
    return SerialLine.list();
  }

  private static Port tcp(String name) {
    URI address;
    try {
      address = new URI(name);
    } catch (URISyntaxException e) {
      throw malformed(name);
    }
    if (address.getHost() == null || address.getPort() < 1 || address.getPort() > 0xFFFF) {
      throw malformed(name);
    }
    try {
      return new TcpPort(name, address.getHost(), address.getPort());
    } catch (IOException e) {
      throw new InputException(
          name, "can't be reached: " + e.getMessage(), "does a board listen there?", e);
    }
  }

  private static InputException malformed(String name) {
    return new InputException("--port", "'" + name + "' is no address", "write tcp://HOST:PORT");
  }
}
