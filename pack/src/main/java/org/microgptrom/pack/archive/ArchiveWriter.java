package org.microgptrom.pack.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.microgptrom.model.io.Progress;

/** Writes one kind of archive. */
public interface ArchiveWriter {
  /** The time of all entries, the earliest that a zip can hold. */
  Instant ENTRY_TIME = Instant.parse("1980-01-01T00:00:00Z");

  /** The permissions of all entries: readable by everyone, writable by the owner. */
  int ENTRY_MODE = 0644;

  /**
   * Writes files into an archive.
   *
   * @param folder the root of the paths
   * @param paths of the files, relative, with forward slashes, in the order of the archive's
   *     entries
   * @param archive the file to be written; scratch files may be left in its folder
   * @param progress is told of each file
   */
  void write(Path folder, List<String> paths, Path archive, Progress progress) throws IOException;
}
