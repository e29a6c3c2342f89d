package org.microgptrom.pack;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.microgptrom.model.TokenizerFile;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.attestation.Envelope;
import org.microgptrom.model.attestation.Statement;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Folders;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Placeholder;
import org.microgptrom.model.rom.RomFile;
import org.microgptrom.model.rom.RomFiles;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.rom.Vectors;
import org.microgptrom.pack.vectors.GoldenVectors;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.CircuitImages;
import org.microgptrom.rtl.CircuitParameters;

/** Writes the files of one bundle into an empty folder and takes their digests on the way. */
final class BundleWriter {
  private final Path folder;
  private final Progress progress;
  private final AtomicLong valuesWritten = new AtomicLong();
  private final List<Manifest.FileEntry> files = new ArrayList<>();
  private final Map<String, String> imageSha256 = new LinkedHashMap<>();
  private long words;

  private BundleWriter(Path folder, Progress progress) {
    this.folder = folder;
    this.progress = progress;
  }

  /** The content of a file, produced piece by piece. */
  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * A file that was written, or the failure by which there is none; failures are kept until all
   * writers have ended, so that nobody cleans up before.
   */
  @FunctionalInterface
  private interface Written {
    Manifest.FileEntry entry() throws IOException;
  }

  /** Writes all files of the bundle. */
  static PackResult write(Path folder, Quantized quantized, PackOptions options, Progress progress)
      throws IOException {
    BundleWriter writer = new BundleWriter(folder, progress);
    QuantizedModel model = quantized.model();
    MemoryMap memoryMap =
        checked(
            () ->
                MemoryMap.of(
                    model.config(),
                    model.formats().codes(),
                    options.lanes(),
                    options.variant().precomputed()));
    List<RomFile> romFiles =
        checked(() -> RomFiles.of(memoryMap, options.formats(), options.geometry()));
    List<RomFile> placeholders =
        options.placeholderSeed() == Placeholder.NONE
            ? List.of()
            : checked(() -> Placeholder.files(romFiles));
    writer.addVectors(new GoldenVectors(quantized, options.vectorTokens()));
    Map<String, RomImage> images = checked(() -> CircuitImages.of(model, memoryMap));
    writer.addImages(images, romFiles);
    writer.addPlaceholders(placeholders, options.placeholderSeed());
    writer.addCircuit(model, memoryMap, options.variant());
    return writer.finish(quantized, memoryMap, romFiles, options);
  }

  /** What follows from the options and the model together, checked. */
  private static <T> T checked(Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      throw InputException.of("pack options", e, "");
    }
  }

  private void addVectors(GoldenVectors vectors) throws IOException {
    addLines(Vectors.TEACHER_FORCED, vectors.teacherForced());
    addLines(Vectors.SAMPLED, vectors.sampled());
  }

  private void addLines(String path, Stream<?> values) throws IOException {
    Stream<String> lines = values.map(value -> Json.line(value) + "\n");
    files.add(write(path, out -> lines.forEachOrdered(line -> writeLine(line, out))));
  }

  private static void writeLine(String line, OutputStream out) {
    try {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the images: first the digests of all, then the files of all, in parallel. */
  private void addImages(Map<String, RomImage> images, List<RomFile> romFiles) throws IOException {
    List<String> digests = images.values().parallelStream().map(RomImage::sha256).toList();
    for (RomImage image : images.values()) {
      imageSha256.put(image.name(), digests.get(imageSha256.size()));
      words += image.depth();
    }
    for (RomFile file : romFiles) {
      Folders.makeParents(folder, file.path());
    }
    long total = romFiles.stream().mapToLong(file -> file.shape().values()).sum();
    List<Written> written =
        romFiles.parallelStream()
            .map(file -> writeImage(image(file, images), file, total))
            .toList();
    for (Written file : written) {
      files.add(file.entry());
    }
  }

  private static RomImage image(RomFile file, Map<String, RomImage> images) {
    return Objects.requireNonNull(images.get(file.image()), file.image());
  }

  private Written writeImage(RomImage image, RomFile file, long total) {
    RomImage part = file.whole() ? image : image.part(file);
    try {
      Manifest.FileEntry entry =
          write(file.path(), out -> MemoryWriters.of(file.format()).write(part, out));
      progress.at("memory files", valuesWritten.addAndGet(file.shape().values()), total);
      return () -> entry;
    } catch (IOException e) {
      return () -> {
        throw e;
      };
    }
  }

  private void addPlaceholders(List<RomFile> placeholders, int seed) throws IOException {
    for (RomFile file : placeholders) {
      RomImage image = Placeholder.image(seed, file);
      files.add(write(file.path(), out -> MemoryWriters.of(file.format()).write(image, out)));
    }
    if (!placeholders.isEmpty()) {
      for (Map.Entry<String, String> script : Placeholder.scripts(placeholders).entrySet()) {
        byte[] ascii = script.getValue().getBytes(StandardCharsets.US_ASCII);
        files.add(write(script.getKey(), out -> out.write(ascii)));
      }
    }
  }

  private void addCircuit(QuantizedModel model, MemoryMap memoryMap, Variant variant)
      throws IOException {
    String parameters = CircuitParameters.of(model.config(), model.formats(), memoryMap, variant);
    byte[] ascii = parameters.getBytes(StandardCharsets.US_ASCII);
    files.add(write(Circuit.PARAMETERS, out -> out.write(ascii)));
    for (String source : Circuit.sources()) {
      files.add(write(Circuit.FOLDER + source, out -> out.write(Circuit.source(source))));
    }
  }

  private PackResult finish(
      Quantized quantized, MemoryMap memoryMap, List<RomFile> romFiles, PackOptions options)
      throws IOException {
    QuantizedModel model = quantized.model();
    if (model.vocabulary().hasMerges()) {
      byte[] tokenizer = TokenizerFile.bytes(model.vocabulary());
      files.add(write(TokenizerFile.NAME, out -> out.write(tokenizer)));
    }
    files.sort(Comparator.comparing(Manifest.FileEntry::path));
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            Manifest.VERSION,
            ToolVersion.current(),
            model.config(),
            model.config().parameterCount(),
            model.vocabulary(),
            Manifest.ARITHMETIC,
            model.formats(),
            memoryMap,
            options.variant().streams(),
            options.variant().units(),
            imageSha256,
            Manifest.romSha256(imageSha256),
            options.formats(),
            options.geometry(),
            romFiles.stream().filter(file -> !file.whole()).toList(),
            options.placeholderSeed(),
            List.copyOf(files),
            quantized.lineage());
    Manifest.FileEntry entry = write(Manifest.FILE, out -> out.write(Json.pretty(manifest)));
    addProvenance(manifest, entry.sha256(), quantized, options);
    files.sort(Comparator.comparing(Manifest.FileEntry::path));
    files.add(0, entry);
    files.add(1, write(Manifest.SUMS_FILE, out -> out.write(sums())));
    long bytes = files.stream().mapToLong(Manifest.FileEntry::bytes).sum();
    List<String> paths = files.stream().map(Manifest.FileEntry::path).toList();
    return new PackResult(manifest, paths, words, bytes);
  }

  private void addProvenance(
      Manifest manifest, String manifestSha256, Quantized quantized, PackOptions options)
      throws IOException {
    byte[] statement =
        Json.pretty(
            Statement.of(
                manifest,
                manifestSha256,
                options.vectorTokens(),
                QuantizedCodec.configSha256(quantized)));
    files.add(write(Statement.FILE, out -> out.write(statement)));
    if (options.signingKey().isPresent()) {
      byte[] envelope = Json.pretty(Envelope.sign(statement, options.signingKey().get()));
      files.add(write(Envelope.FILE, out -> out.write(envelope)));
    }
  }

  /** The lines of {@code sha256sum} for all files so far, sorted by path. */
  private byte[] sums() {
    return files.stream()
        .sorted(Comparator.comparing(Manifest.FileEntry::path))
        .map(file -> file.sha256() + "  " + file.path() + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  private Manifest.FileEntry write(String path, Content content) throws IOException {
    Folders.makeParents(folder, path);
    Path file = folder.resolve(path);
    MessageDigest digest = Digests.sha256();
    try (OutputStream out =
        new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(file), digest))) {
      content.writeTo(out);
    }
    return new Manifest.FileEntry(path, Files.size(file), Digests.hex(digest));
  }
}
