package org.microgptrom.board.port;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.microgptrom.board.link.Port;

/** A board behind a socket: a simulated one, or a serial port that another machine shares. */
final class TcpPort implements Port {
  private static final int CONNECT = 1500; // milliseconds
  private static final long MILLISECOND = 1_000_000;

  private final String name;
  private final Socket socket;

  TcpPort(String name, String host, int port) throws IOException {
    this.name = name;
    this.socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT);
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  public int read(byte[] buffer, long nanos) throws IOException {
    socket.setSoTimeout((int) Math.max(1, nanos / MILLISECOND)); // 0 would be for ever
    try {
      int count = socket.getInputStream().read(buffer);
      if (count < 0) {
        throw new EOFException("the other side closed the connection");
      }
      return count;
    } catch (SocketTimeoutException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is lost: what was asked for has been read.
    }
  }
}
