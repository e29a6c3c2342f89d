package org.microgptrom.board.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/** A fake board behind a socket of this machine, for one host after the other. */
public final class FakeServer implements AutoCloseable {
  private final FakeBoard board;
  private final Faults faults;
  private final ServerSocket server;
  private int frames; // of the board

  public FakeServer(FakeBoard board, Faults faults) throws IOException {
    this.board = board;
    this.faults = faults;
    this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "fake board");
    thread.setDaemon(true);
    thread.start();
  }

  /** What {@code --port} takes. */
  public String port() {
    return "tcp://localhost:" + server.getLocalPort();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket host = server.accept()) {
        InputStream in = host.getInputStream();
        byte[] buffer = new byte[4096];
        boolean ended = false;
        for (int count = in.read(buffer); count >= 0 && !ended; count = in.read(buffer)) {
          byte[] taken = faults.damage(Arrays.copyOf(buffer, count));
          for (byte[] frame : board.take(taken)) {
            ended |= frames == faults.endAt;
            boolean mute = faults.muteFrom >= 0 && frames >= faults.muteFrom;
            frames++;
            if (!ended && !mute) {
              send(host.getOutputStream(), faults.damage(frame));
            }
          }
          if (ended) {
            break;
          }
        }
      } catch (IOException e) {
        // The host has gone, or the test is over.
      }
    }
  }

  private static void send(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
