package org.microgptrom.simulate.result;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;

/** Takes what the bench wrote while it simulated, line by line. */
public interface ResultReader {
  /** The next line, which concerns the reader if it is of its own stream or of all streams. */
  void take(String line);

  /** No line is left. */
  void end();

  /** Reads lines to their end for several readers. */
  static void read(BufferedReader lines, List<? extends ResultReader> readers) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      for (ResultReader reader : readers) {
        reader.take(line);
      }
    }
    readers.forEach(ResultReader::end);
  }
}
