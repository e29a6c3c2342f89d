package org.microgptrom.pack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.pack.archive.ArchiveWriter;
import org.microgptrom.pack.archive.TarGzWriter;
import org.microgptrom.pack.archive.ZipWriter;

/** The pack stage, which makes a ROM bundle of a fixed-point model. */
public final class Packer {
  private static final String ARCHIVE = "archive";

  private Packer() {}

  /**
   * Writes the bundle of a model: an archive where the target's name ends in {@code .tar.gz},
   * {@code .tgz} or {@code .zip}, else a folder. The new bundle replaces an earlier one whole or
   * not at all. The same model and options give the same bytes.
   *
   * @throws InputException if the target can't be written or is no bundle, and what was there stays
   *     intact
   */
  public static PackResult pack(Quantized quantized, PackOptions options, Path target) {
    return pack(quantized, options, target, Progress.NONE);
  }

  /**
   * Writes the bundle of a model as {@code #pack(Quantized, PackOptions, Path)} does, and tells
   * {@code progress} of the words written to memory files and of the archive.
   */
  public static PackResult pack(
      Quantized quantized, PackOptions options, Path target, Progress progress) {
    Optional<ArchiveWriter> archiveWriter = archiveWriter(target);
    AtomicReference<PackResult> result = new AtomicReference<>();
    if (archiveWriter.isEmpty()) {
      AtomicOutput.folder(
          target,
          Manifest.FILE,
          Manifest.FORMAT,
          partial -> result.set(BundleWriter.write(partial, quantized, options, progress)));
    } else {
      AtomicOutput.fileFromFolder(
          target,
          ARCHIVE,
          partial -> {
            Path folder = Files.createDirectory(partial.resolve("bundle"));
            PackResult packed = BundleWriter.write(folder, quantized, options, progress);
            result.set(packed);
            archiveWriter.get().write(folder, packed.files(), partial.resolve(ARCHIVE), progress);
          });
    }
    return Objects.requireNonNull(result.get());
  }

  /** The writer of the archive that the target's name asks for; empty for a folder. */
  private static Optional<ArchiveWriter> archiveWriter(Path target) {
    String name = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
      return Optional.of(new TarGzWriter());
    }
    if (name.endsWith(".zip")) {
      return Optional.of(new ZipWriter());
    }
    if (name.matches(".*\\.(tar(\\.\\w+)?|7z|rar|gz|xz|bz2|zst)")) {
      throw new InputException(
          target,
          "is an archive of another kind",
          "name a .tar.gz, .tgz or .zip file, or a folder");
    }
    return Optional.empty();
  }
}
