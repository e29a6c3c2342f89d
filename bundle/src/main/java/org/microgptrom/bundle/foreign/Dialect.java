package org.microgptrom.bundle.foreign;

/** Reads the ways in which one format is written. */
@FunctionalInterface
interface Dialect {
  /**
   * Reads a whole file and gives every word to the sink.
   *
   * @throws org.microgptrom.model.io.InputException with line and column, or offset, of the fault
   */
  void read(SourceText text, MemorySink sink);
}
