package org.microgptrom.simulate.result;

import java.io.BufferedReader;
import java.io.IOException;

/** Reads what the bench wrote while it simulated. */
@FunctionalInterface
public interface ResultReader {
  /** Reads all lines, of which only those of a stream of its own or of all streams concern it. */
  void read(BufferedReader lines) throws IOException;
}
