package org.microgptrom.board.simulated;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.microgptrom.board.link.Port;

/**
 * A line to a simulated board.
 *
 * @param line that carries the bytes
 * @param simulation whose processor time is the time on the line, as long as it runs
 */
record SimulatedLine(Port line, ProcessHandle simulation) implements Port {
  @Override
  public String name() {
    return line.name();
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    line.write(bytes);
  }

  @Override
  public int read(byte[] buffer, long nanos) throws IOException {
    int count = line.read(buffer, nanos);
    if (count == 0 && !simulation.isAlive()) {
      throw new IOException("the simulation has ended");
    }
    return count;
  }

  @Override
  public long nanoTime() {
    Optional<Duration> taken = simulation.info().totalCpuDuration();
    return taken.map(Duration::toNanos).orElseGet(System::nanoTime);
  }

  @Override
  public void close() {
    line.close();
  }
}
