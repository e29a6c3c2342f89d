package org.microgptrom.bundle.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A kind of archive, which packs many files into one. */
public interface Archive {
  /** Takes the entries one after the other. */
  interface Entries {
    /**
     * Takes one regular file.
     *
     * @param name as the archive gives it, not checked in any way
     * @param content valid during the call, of any length; its end fails if the checksum does not
     *     agree
     * @return whether to go on with the next entry
     */
    boolean take(String name, InputStream content) throws IOException;

    /**
     * Takes a folder, which has no content.
     *
     * @param name as the archive gives it, not checked in any way
     */
    void takeFolder(String name);
  }

  /**
   * Reads the archive from its beginning to its end, or to the entry that is the last one wanted.
   *
   * @throws org.microgptrom.model.io.InputException if it holds something else than regular files
   *     and folders, or other programs would refuse it or unpack something else
   * @throws IOException if it is damaged or cut short
   */
  void read(Path archive, Entries entries) throws IOException;
}
