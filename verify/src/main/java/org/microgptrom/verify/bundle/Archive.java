package org.microgptrom.verify.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** One way to pack files into one. */
interface Archive {
  /** Takes the entries one after the other. */
  @FunctionalInterface
  interface Entries {
    /**
     * Takes one regular file.
     *
     * @param name as the archive gives it, not checked in any way
     * @param content valid during the call, of any length
     */
    void take(String name, InputStream content) throws IOException;
  }

  /**
   * Reads the archive from its beginning to its end.
   *
   * @throws org.microgptrom.model.io.InputException if it holds something else than regular files
   * @throws IOException if it is damaged or cut short
   */
  void read(Path archive, Entries entries) throws IOException;
}
