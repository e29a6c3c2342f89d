package org.microgptrom.board.port;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.microgptrom.board.link.Port;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;

/** A serial port of this machine: 8 data bits, no parity, one stop bit, no flow control. */
final class SerialLine implements Port {
  private static final long POLL = 1; // milliseconds
  private static final String LIST = "'microgpt-rom talk --list' lists ports";
  private static final boolean WINDOWS = File.separatorChar == '\\';

  /** EAGAIN of Linux, EBUSY, and EAGAIN of macOS: the port is locked. */
  private static final Set<Integer> BUSY = Set.of(11, 16, 35);

  private static final int DENIED = 13; // EACCES
  private static final long WRITE = 1_000_000_000L; // nanoseconds that a write may take

  private final String name;
  private final SerialPort port;

  private SerialLine(String name, SerialPort port) {
    this.name = name;
    this.port = port;
  }

  static SerialLine open(String name, int baud) {
    if (name.isBlank()) {
      throw new InputException("--port", "names no port", LIST);
    }
    File place = new File(name);
    if (place.isFile() || place.isDirectory()) {
      throw new InputException(name, "is a file or folder, no serial port", LIST);
    }
    NativeLibrary.load();
    SerialPort port;
    try {
      port = SerialPort.getCommPort(name);
    } catch (SerialPortInvalidPortException e) {
      throw missing(name, e);
    }
    port.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
    port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    port.setComPortTimeouts(SerialPort.TIMEOUT_NONBLOCKING, 0, 0);
    if (!port.openPort()) {
      throw refused(name, baud, port);
    }
    return new SerialLine(name, port);
  }

  private static InputException refused(String name, int baud, SerialPort port) {
    int code = WINDOWS ? 0 : port.getLastErrorCode();
    if (BUSY.contains(code)) {
      return new InputException(
          name, "is open in another program" + code(port), "close that, and try again");
    }
    if (code == DENIED) {
      return new InputException(
          name,
          "may not be opened by you" + code(port),
          "on Linux join the group that owns it, dialout mostly");
    }
    return new InputException(
        name,
        "can't be opened at " + baud + " baud" + code(port),
        "does another program have it open, may you use it, and has it this rate?");
  }

  static List<Ports.Found> list() {
    NativeLibrary.load();
    return Arrays.stream(SerialPort.getCommPorts())
        .map(port -> new Ports.Found(port.getSystemPortPath(), port.getDescriptivePortName()))
        .toList();
  }

  private static InputException missing(String name, Exception cause) {
    List<String> known = list().stream().map(Ports.Found::name).toList();
    String advice =
        known.isEmpty()
            ? "this machine has no serial port now"
            : NearestName.closeTo(name, known)
                .map(near -> "did you mean " + near + "?")
                .orElse("there are " + known.stream().collect(Collectors.joining(", ")));
    return new InputException(name, "no such serial port", advice, cause);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    int sent = 0;
    long until = System.nanoTime() + WRITE;
    while (sent < bytes.length) {
      int count = port.writeBytes(bytes, bytes.length - sent, sent);
      if (count < 0) {
        throw new IOException("nothing can be sent any more" + code());
      }
      sent += count;
      if (count == 0) {
        if (System.nanoTime() > until) {
          throw new IOException("it takes no bytes");
        }
        pause();
      }
    }
  }

  @Override
  public int read(byte[] buffer, long nanos) throws IOException {
    long until = System.nanoTime() + nanos;
    while (true) {
      int count = port.readBytes(buffer, buffer.length);
      if (count < 0) {
        throw new IOException("nothing can be read any more" + code());
      }
      if (count > 0 || System.nanoTime() >= until) {
        return count;
      }
      pause();
    }
  }

  private String code() {
    return code(port);
  }

  private static String code(SerialPort port) {
    int code = port.getLastErrorCode();
    return code == 0 ? "" : " (error " + code + " of the system)";
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    port.closePort();
  }
}
