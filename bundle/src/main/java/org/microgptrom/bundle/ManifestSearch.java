package org.microgptrom.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.bundle.archive.Archive;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Quoted;
import org.microgptrom.model.rom.Manifest;

/**
 * Finds the manifest of an archive, which decides what other entries are allowed. It is the first
 * entry of our own archives; one that another program made has the entries in any order, and maybe
 * all of them in one folder or below {@code ./}. Nothing is unpacked.
 */
final class ManifestSearch implements Archive.Entries {
  private static final Pattern PLACE =
      Pattern.compile(
          "((?:\\./)?(?:(?!\\.\\.?/)[^/\\\\:\\p{Cntrl}]+/)?)" + Pattern.quote(Manifest.FILE));

  private static final Pattern ARCHIVE = Pattern.compile("(?i).+\\.(tar\\.gz|tgz|tar|zip)");

  /** The number of candidates that the advice in an error names; more would help nobody. */
  private static final int MOST_CANDIDATES = 3;

  private final Path archive;
  private final List<String> candidates = new ArrayList<>();
  private Optional<Found> found = Optional.empty();

  /**
   * A manifest that was found in an archive.
   *
   * @param prefix that the names of all entries share, empty or ending with a slash
   * @param bytes the size of the file
   */
  record Found(String prefix, Manifest manifest, int bytes) {}

  private ManifestSearch(Path archive) {
    this.archive = archive;
  }

  /**
   * The first manifest of the archive.
   *
   * @throws InputException if there is none
   */
  static Found in(Path path, Archive archive) throws IOException {
    ManifestSearch search = new ManifestSearch(path);
    archive.read(path, search);
    return search.found.orElseThrow(
        () ->
            new InputException(
                path,
                "has no " + Manifest.FILE + ", neither at its root nor in one folder",
                search.candidates.isEmpty()
                    ? "it is not a ROM bundle"
                    : "unpack it, and name the bundle in it: "
                        + String.join(", ", search.candidates)));
  }

  @Override
  public boolean take(String name, InputStream content) throws IOException {
    Matcher place = PLACE.matcher(name);
    if (place.matches()) {
      String where = Unpacking.where(archive, name);
      byte[] json = bounded(where, content);
      Manifest manifest = ManifestReader.read(where, json);
      found = Optional.of(new Found(place.group(1), manifest, json.length));
    } else if (candidates.size() < MOST_CANDIDATES) {
      if (ARCHIVE.matcher(name).matches()) {
        candidates.add(Quoted.of(name));
      } else if (name.endsWith("/" + Manifest.FILE)) {
        candidates.add(Quoted.of(name.substring(0, name.lastIndexOf('/'))));
      }
    }
    return found.isEmpty();
  }

  @Override
  public void takeFolder(String name) {
    // Folders are of no interest here.
  }

  private static byte[] bounded(String where, InputStream content) throws IOException {
    byte[] json = content.readNBytes(ManifestReader.LARGEST_MANIFEST + 1);
    if (json.length > ManifestReader.LARGEST_MANIFEST) {
      throw Unpacking.tooLarge(where, ManifestReader.LARGEST_MANIFEST);
    }
    return json;
  }
}
