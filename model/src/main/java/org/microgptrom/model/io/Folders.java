package org.microgptrom.model.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders in a folder that an interruption may delete at any moment. */
public final class Folders {
  private Folders() {}

  /**
   * Makes the folders on the way from an existing folder to a file in it. Unlike {@link
   * Files#createDirectories}, this does not make {@code root} again when an interruption has
   * deleted it: nobody would delete it a second time.
   *
   * @param path of the file, relative to {@code root}
   * @throws java.nio.file.NoSuchFileException if {@code root} is gone
   */
  public static void makeParents(Path root, String path) throws IOException {
    Path names = Path.of(path);
    Path folder = root;
    for (int i = 0; i < names.getNameCount() - 1; i++) {
      folder = folder.resolve(names.getName(i));
      try {
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException e) {
        // Another file lies there.
      }
    }
  }
}
