package org.microgptrom.pack.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.microgptrom.model.io.Progress;

/** Writes a POSIX ustar archive in gzip; all files belong to user and group 0. */
public final class TarGzWriter implements ArchiveWriter {
  @Override
  public void write(Path folder, List<String> paths, Path archive, Progress progress)
      throws IOException {
    int done = 0;
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(
            Deflate.gzip(new BufferedOutputStream(Files.newOutputStream(archive))),
            StandardCharsets.UTF_8.name())) {
      for (String path : paths) {
        Path file = folder.resolve(path);
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(Files.size(file));
        entry.setMode(ENTRY_MODE);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setLastModifiedTime(FileTime.from(ENTRY_TIME));
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
        progress.at("archive", ++done, paths.size());
      }
    }
  }
}
