package org.microgptrom.board.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.board.link.Port;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ExternalTool;

/** Serial ports, by pseudo-terminals at whose other end a second program sits. */
@EnabledOnOs(OS.LINUX)
class SerialLineTest {
  /** Returns all bytes from 0 to 255, tells the settings, and hangs up. */
  private static final String OTHER_END =
      """
      import os, sys, termios
      master, slave = os.openpty()
      print(os.ttyname(slave), flush=True)
      got = b''
      while len(got) < 256:
          got += os.read(master, 300)
      iflag, oflag, cflag, lflag, ispeed, ospeed, cc = termios.tcgetattr(master)
      rates = {getattr(termios, name): name[1:] for name in dir(termios)
               if name[0] == 'B' and name[1:].isdigit()}
      print(rates[ospeed], rates[ispeed])
      print(bool(lflag & (termios.ICANON | termios.ECHO | termios.ISIG)),
            bool(iflag & (termios.ICRNL | termios.IXON | termios.IXOFF | termios.ISTRIP)),
            bool(oflag & termios.OPOST),
            cflag & termios.CSIZE == termios.CS8,
            bool(cflag & (termios.PARENB | termios.CSTOPB)))
      print(got == bytes(range(256)), flush=True)
      os.write(master, got)
      sys.stdin.readline()
      os.close(slave)
      os.close(master)
      print('gone', flush=True)
      sys.stdin.readline()
      """;

  @TempDir Path folder;

  @Test
  void everyByteArrivesAndTheSettingsAreMade() throws Exception {
    ExternalTool python = ExternalTool.pythonWith("termios", "os");
    Path script = Files.writeString(folder.resolve("end.py"), OTHER_END);
    List<Integer> rates = List.of(9600, 115_200, 1_000_000, 3_000_000);
    for (int baud : rates) {
      Process other =
          new ProcessBuilder(python.program().toString(), script.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader told = other.inputReader(StandardCharsets.UTF_8)) {
        String name = told.readLine();
        try (Port port = Ports.open(name, baud)) {
          assertEquals(name, port.name());
          byte[] all = new byte[256];
          for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
          }
          port.write(all);
          assertArrayEquals(all, readAll(port, all.length));
          assertEquals(baud + " " + baud, told.readLine());
          assertEquals("False False False True False", told.readLine());
          assertEquals("True", told.readLine());
          assertEquals(0, port.read(new byte[10], 1_000_000));
          press(other);
          assertEquals("gone", told.readLine());
          assertThrows(
              IOException.class,
              () -> {
                for (int i = 0; i < 100; i++) {
                  port.read(new byte[10], 10_000_000);
                  port.write(new byte[1]);
                }
              });
        }
        press(other);
      } finally {
        other.destroy();
      }
    }
    assertEquals(4, rates.size());
  }

  /** As serial programs of Linux lock a port. */
  @Test
  void aPortThatAnotherProgramHasIsNamed() throws Exception {
    ExternalTool python = ExternalTool.pythonWith("termios", "fcntl");
    String program =
        """
        import fcntl, os, sys
        master, slave = os.openpty()
        fcntl.flock(slave, fcntl.LOCK_EX)
        print(os.ttyname(slave), flush=True)
        sys.stdin.readline()
        """;
    Process other = new ProcessBuilder(python.program().toString(), "-c", program).start();
    try (BufferedReader told = other.inputReader(StandardCharsets.UTF_8)) {
      String name = told.readLine();
      InputException e = assertThrows(InputException.class, () -> Ports.open(name, 9600));
      assertTrue(e.getMessage().startsWith(name + ": is open in another program"), e.getMessage());
    } finally {
      other.destroy();
    }
  }

  private static void press(Process other) throws IOException {
    other.getOutputStream().write('\n');
    other.getOutputStream().flush();
  }

  private static byte[] readAll(Port port, int count) throws IOException {
    byte[] all = new byte[count];
    byte[] piece = new byte[64];
    int got = 0;
    while (got < count) {
      int read = port.read(piece, 5_000_000_000L);
      assertTrue(read > 0, "only " + got + " bytes");
      System.arraycopy(piece, 0, all, got, read);
      got += read;
    }
    return all;
  }

  @Test
  void whatIsNoPortIsRefused() {
    InputException missing =
        assertThrows(InputException.class, () -> Ports.open("/dev/ttyNONE7", 9600));
    assertTrue(missing.getMessage().startsWith("/dev/ttyNONE7: "), missing.getMessage());
    for (String name : List.of(folder.toString(), "/etc/passwd")) {
      InputException e = assertThrows(InputException.class, () -> Ports.open(name, 9600));
      assertTrue(e.getMessage().startsWith(name + ": is a file or folder"), e.getMessage());
    }
    InputException empty = assertThrows(InputException.class, () -> Ports.open("", 9600));
    assertTrue(empty.getMessage().startsWith("--port: names no port"), empty.getMessage());
    int refused = 0;
    for (String name : List.of("tcp://", "tcp://host", "tcp://:12", "tcp://a b:1", "tcp://h:0")) {
      InputException error = assertThrows(InputException.class, () -> Ports.open(name, 9600));
      assertTrue(error.getMessage().contains("write tcp://HOST:PORT"), error.getMessage());
      refused++;
    }
    assertEquals(5, refused);
    InputException nobody =
        assertThrows(InputException.class, () -> Ports.open("tcp://localhost:1", 9600));
    assertTrue(nobody.getMessage().startsWith("tcp://localhost:1: can't be reached: "));
  }
}
