package org.microgptrom.bundle;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.microgptrom.bundle.archive.Archive;
import org.microgptrom.bundle.archive.TarArchive;
import org.microgptrom.bundle.archive.ZipArchive;
import org.microgptrom.model.attestation.Envelope;
import org.microgptrom.model.attestation.Statement;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Quoted;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.RomFile;

/**
 * An opened bundle: its manifest is consistent, and every file that it lists, and no other, is a
 * regular file; from an archive, of plausible size too. What the files contain has not been checked
 * yet.
 */
public final class Bundle implements AutoCloseable {
  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
  private static final byte[] ZIP_MAGIC = {'P', 'K'};
  private static final byte[] TAR_MAGIC = {'u', 's', 't', 'a', 'r'};
  private static final int TAR_MAGIC_OFFSET = 257;

  private final Path path;
  private final Path folder;
  private final Manifest manifest;
  private final String manifestSha256;
  private final Optional<TemporaryFolder> unpacked; // empty where the bundle is a folder

  private Bundle(
      Path path,
      Path folder,
      Manifest manifest,
      String manifestSha256,
      Optional<TemporaryFolder> unpacked) {
    this.path = path;
    this.folder = folder;
    this.manifest = manifest;
    this.manifestSha256 = manifestSha256;
    this.unpacked = unpacked;
  }

  /**
   * Opens a bundle, which is a folder or an archive; an archive's kind is told by its content, not
   * by its name.
   *
   * @throws InputException if it is no complete bundle or holds more than one
   */
  public static Bundle open(Path path) {
    AtomicOutput.recover(path);
    try {
      return Files.isDirectory(path) ? openFolder(path) : openArchive(path);
    } catch (EOFException e) {
      throw new InputException(path, "is cut short", "copy or pack it again", e);
    } catch (IOException e) {
      throw new InputException(path, "cannot be read: " + e.getMessage(), "", e);
    } catch (UncheckedIOException e) {
      throw new InputException(
          path, "cannot be read: " + Objects.requireNonNull(e.getCause()).getMessage(), "", e);
    }
  }

  /** The folder or archive that was opened. */
  public Path path() {
    return path;
  }

  /** What the bundle says it is. */
  public Manifest manifest() {
    return manifest;
  }

  /** The digest of the file that says so, which tells one bundle from another. */
  public String manifestSha256() {
    return manifestSha256;
  }

  /** The files of random contents, empty for most bundles. */
  public List<RomFile> placeholders() {
    return FileSizes.placeholders(manifest);
  }

  /** The place where the file with this path of the bundle can be read. */
  public Path file(String path) {
    return folder.resolve(path);
  }

  /** The files that the manifest does not list and SHA256SUMS does. */
  public List<String> unlisted() {
    return isSigned()
        ? List.of(Manifest.FILE, Statement.FILE, Envelope.FILE)
        : List.of(Manifest.FILE, Statement.FILE);
  }

  /** Whether the bundle holds a signature on its provenance. */
  public boolean isSigned() {
    return Files.exists(file(Envelope.FILE));
  }

  /** Removes the files that were unpacked from an archive. */
  @Override
  public void close() {
    unpacked.ifPresent(TemporaryFolder::close);
  }

  private static Bundle openFolder(Path path) throws IOException {
    Path folder = path.toRealPath();
    Path file = folder.resolve(Manifest.FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new InputException(folder, "has no " + Manifest.FILE, "it is not a ROM bundle");
    }
    if (Files.size(file) > ManifestReader.LARGEST_MANIFEST) {
      throw new InputException(
          file, "is larger than " + ManifestReader.LARGEST_MANIFEST + " bytes", "it is not ours");
    }
    byte[] json = Files.readAllBytes(file);
    Manifest manifest = ManifestReader.read(file.toString(), json);
    Set<String> awaited = new TreeSet<>(FileSizes.limits(manifest).keySet());
    awaited.add(Manifest.FILE);
    try (Stream<Path> tree = Files.walk(folder)) {
      tree.filter(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
          .forEach(entry -> requireAwaited(folder, entry, awaited));
    }
    awaited.remove(Envelope.FILE);
    if (!awaited.isEmpty()) {
      throw new InputException(folder, "lacks " + awaited.iterator().next(), "");
    }
    LineEnds.requireUnchanged(folder, folder, manifest);
    return new Bundle(path, folder, manifest, Digests.sha256(json), Optional.empty());
  }

  private static void requireAwaited(Path folder, Path path, Set<String> awaited) {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new InputException(Quoted.of(path.toString()), "is a link or no regular file", "");
    }
    String name = folder.relativize(path).toString().replace(File.separatorChar, '/');
    if (!awaited.remove(name)) {
      throw new InputException(
          Quoted.of(path.toString()),
          "is not a file that " + Manifest.FILE + " lists",
          "a bundle holds nothing else");
    }
  }

  private static Bundle openArchive(Path path) throws IOException {
    Archive archive = kind(path);
    TemporaryFolder unpacked = new TemporaryFolder();
    try {
      Manifest manifest = Unpacking.unpack(path, archive, unpacked);
      LineEnds.requireUnchanged(path, unpacked.path(), manifest);
      String sha256 = Digests.sha256(unpacked.path().resolve(Manifest.FILE));
      return new Bundle(path, unpacked.path(), manifest, sha256, Optional.of(unpacked));
    } catch (IOException | RuntimeException | Error e) {
      unpacked.close();
      throw e;
    }
  }

  private static Archive kind(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw InputException.missing(path, "file or folder, a ROM bundle expected", "");
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(path)) {
      start = in.readNBytes(TAR_MAGIC_OFFSET + TAR_MAGIC.length);
    }
    if (startsWith(start, 0, GZIP_MAGIC)) {
      return new TarArchive(TarArchive.Compression.GZIP);
    }
    if (startsWith(start, 0, ZIP_MAGIC)) {
      return new ZipArchive();
    }
    if (startsWith(start, TAR_MAGIC_OFFSET, TAR_MAGIC)) {
      return new TarArchive(TarArchive.Compression.NONE);
    }
    throw new InputException(
        path, "is neither a folder nor a .tar.gz, .tar or .zip archive, a ROM bundle expected", "");
  }

  private static boolean startsWith(byte[] start, int at, byte[] magic) {
    return start.length >= at + magic.length
        && Arrays.equals(start, at, at + magic.length, magic, 0, magic.length);
  }
}
