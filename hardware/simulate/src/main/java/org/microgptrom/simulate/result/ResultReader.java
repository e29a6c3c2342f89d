package org.microgptrom.simulate.result;

import java.io.BufferedReader;
import java.io.IOException;

/** Reads what the bench wrote while it simulated. */
@FunctionalInterface
public interface ResultReader {
  /** Reads all lines, of which it takes those of its own stream and those of all streams. */
  void read(BufferedReader lines) throws IOException;
}
