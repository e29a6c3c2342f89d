package org.microgptrom.bundle;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Manifest;

/**
 * Finds a bundle whose line ends another program turned into CR LF, as git does where {@code
 * core.autocrlf} is set: a single cause, for which otherwise every file would be reported.
 */
final class LineEnds {
  /**
   * The number of files from which on line ends count as the cause: a single file with other line
   * ends is a difference like any other, reported with its line.
   */
  private static final int FEWEST_FILES = 2;

  private LineEnds() {}

  /**
   * Requires that a manifest, which we write with LF, has no CRLF.
   *
   * @throws InputException if it has one
   */
  static void requireUnix(String where, byte[] json) {
    for (int i = 1; i < json.length; i++) {
      if (json[i] == '\n' && json[i - 1] == '\r') {
        throw converted(where, "its line ends are");
      }
    }
  }

  /**
   * Requires that no two of the listed files differ from their listed sizes by exactly one CR per
   * line.
   *
   * @param where names the bundle in errors
   * @throws InputException if they do
   */
  static void requireUnchanged(Path where, Path folder, Manifest manifest) throws IOException {
    int converted = 0;
    for (Manifest.FileEntry file : manifest.files()) {
      Path path = folder.resolve(file.path());
      long excess = Files.size(path) - file.bytes();
      if (excess > 0 && excess == carriageReturns(path)) {
        converted++;
      }
    }
    if (converted >= FEWEST_FILES) {
      throw converted(where, "the line ends of " + converted + " files are");
    }
  }

  /** The number of CRs before an LF. */
  private static long carriageReturns(Path path) throws IOException {
    long count = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      int previous = -1;
      for (int b = in.read(); b >= 0; b = in.read()) {
        count += b == '\n' && previous == '\r' ? 1 : 0;
        previous = b;
      }
    }
    return count;
  }

  private static InputException converted(Object where, String what) {
    return new InputException(
        where,
        what + " CRLF, LF expected: another program converted them, git with core.autocrlf say",
        "take the bundle as it was packed; for git add the line '* -text' to a .gitattributes in"
            + " its folder and check it out again");
  }
}
