package org.microgptrom.board.port;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.TemporaryFolder;

/**
 * The library of native code that jSerialComm unpacks when its class is initialised, below the
 * system's folder for temporary files, where it stays. Here it gets a folder of its own, which
 * nobody else writes to and which goes with this process.
 */
final class NativeLibrary {
  private static final String PLACE = "java.io.tmpdir"; // where jSerialComm unpacks to

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads it once.
   *
   * @throws InputException if there is none for this system, or no place for it
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    String usual = System.getProperty(PLACE);
    try {
      System.setProperty(PLACE, new TemporaryFolder().path().toString()); // removed at the end
      SerialPort.getVersion();
      loaded = true;
    } catch (IOException e) {
      throw new InputException("temporary folder", "cannot be written: " + e.getMessage(), "", e);
    } catch (LinkageError e) {
      throw new InputException(
          "serial ports",
          "this system can't load the library for them: " + e.getMessage(),
          "connect through another machine: --port tcp://HOST:PORT",
          e);
    } finally {
      System.setProperty(PLACE, usual);
    }
  }
}
