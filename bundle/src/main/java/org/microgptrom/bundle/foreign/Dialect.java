package org.microgptrom.bundle.foreign;

/** The manners in which one format is written. */
@FunctionalInterface
interface Dialect {
  /**
   * Reads a whole file, of which every word goes to the sink.
   *
   * @throws org.microgptrom.model.io.InputException with line and column, or offset, of the fault
   */
  void read(SourceText text, MemorySink sink);
}
