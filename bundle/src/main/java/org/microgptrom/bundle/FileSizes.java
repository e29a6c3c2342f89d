package org.microgptrom.bundle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.TokenizerFile;
import org.microgptrom.model.attestation.Envelope;
import org.microgptrom.model.attestation.Statement;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.Placeholder;
import org.microgptrom.model.rom.RomFile;
import org.microgptrom.model.rom.RomFiles;
import org.microgptrom.model.rom.Vectors;
import org.microgptrom.rtl.Circuit;

/** How large a bundle's files may be, so that no archive takes more than its manifest justifies. */
final class FileSizes {
  /**
   * The bytes allowed beyond the right size, so that a surplus line is found and reported as such.
   */
  private static final int EXCESS = 1 << 12;

  private static final long LARGEST_VECTORS = 1L << 30;

  /**
   * The largest source in bytes: the parameters of 64 layers have 60 kB, the hand-written sources
   * less.
   */
  private static final long LARGEST_SOURCE = 1L << 20;

  private FileSizes() {}

  /**
   * The paths that the manifest must list, with the largest size in bytes that it may give each.
   */
  static Map<String, Long> plausible(Manifest manifest) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    romFiles(manifest).forEach(file -> sizes.put(file.path(), largest(file)));
    List<RomFile> placeholders = placeholders(manifest);
    placeholders.forEach(file -> sizes.put(file.path(), largest(file)));
    if (!placeholders.isEmpty()) {
      Placeholder.scripts(placeholders)
          .forEach((path, text) -> sizes.put(path, text.length() + (long) EXCESS));
    }
    sizes.put(Vectors.TEACHER_FORCED, LARGEST_VECTORS);
    sizes.put(Vectors.SAMPLED, LARGEST_VECTORS);
    Circuit.paths().forEach(path -> sizes.put(path, LARGEST_SOURCE));
    if (manifest.vocabulary().hasMerges()) {
      sizes.put(TokenizerFile.NAME, (long) TokenizerFile.bytes(manifest.vocabulary()).length);
    }
    return sizes;
  }

  private static List<RomFile> romFiles(Manifest manifest) {
    return RomFiles.of(manifest.memoryMap(), manifest.memoryFormats(), manifest.geometry());
  }

  /** The placeholder files of a bundle; most bundles have none. */
  static List<RomFile> placeholders(Manifest manifest) {
    return manifest.placeholderSeed() == Placeholder.NONE
        ? List.of()
        : Placeholder.files(romFiles(manifest));
  }

  private static long largest(RomFile file) {
    return MemoryReaders.of(file.format()).bytes(file.shape()) + EXCESS;
  }

  /**
   * All files but the manifest, each with the size that it may not exceed. Only {@link
   * Envelope#FILE} may be missing.
   */
  static Map<String, Long> limits(Manifest manifest) {
    Map<String, Long> limits = new LinkedHashMap<>();
    long sums = sumsLine(Manifest.FILE);
    for (Manifest.FileEntry file : manifest.files()) {
      limits.put(file.path(), file.bytes() + EXCESS);
      sums += sumsLine(file.path());
    }
    limits.put(Statement.FILE, (long) Statement.LARGEST);
    limits.put(Envelope.FILE, (long) Envelope.LARGEST);
    sums += sumsLine(Statement.FILE) + sumsLine(Envelope.FILE);
    limits.put(Manifest.SUMS_FILE, sums + EXCESS);
    return limits;
  }

  private static long sumsLine(String path) {
    return 64L + "  ".length() + path.length() + "\n".length();
  }
}
