package org.microgptrom.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.bundle.InParallel;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.bundle.finding.TextDifference;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.fixed.Words;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomFile;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.rtl.CircuitImages;
import org.microgptrom.rtl.CircuitParameters;

/**
 * Compares every image in every format with its right content: a copy with the digest that the
 * manifest records or, where no copy has it, the content that follows from the other layout or the
 * tables' definition, if it has that digest. In this way the place of a fault is found, and not
 * only that there is one.
 */
final class ImageChecks {
  private final Bundle bundle;
  private final MemoryMap map;
  private final RomContents contents;
  private final Progress progress;

  /**
   * The content that the copies of an image are compared with.
   *
   * @param image the content; empty if no file can be read that it follows from
   * @param right whether the content has the digest that the manifest records
   */
  private record Reference(Optional<RomImage> image, boolean right, String source) {}

  ImageChecks(Bundle bundle, RomContents contents, Progress progress) {
    this.bundle = bundle;
    this.map = bundle.manifest().memoryMap();
    this.contents = contents;
    this.progress = progress;
  }

  /** The suite of a format's checks. */
  static String suite(MemoryFormat format) {
    return format.toString();
  }

  List<Check> run() throws IOException {
    Map<String, Long> sizes =
        bundle.manifest().files().stream()
            .filter(file -> file.path().startsWith("rom/"))
            .collect(Collectors.toMap(Manifest.FileEntry::path, Manifest.FileEntry::bytes));
    long total = sizes.values().stream().mapToLong(Long::longValue).sum();
    AtomicLong done = new AtomicLong();
    return InParallel.map(
            map.images(),
            image -> {
              List<Check> checks = new ArrayList<>();
              Reference reference = reference(image);
              for (MemoryFormat format : bundle.manifest().memoryFormats()) {
                checks.add(check(image, format, reference));
                long bytes =
                    contents.files(image, format).stream()
                        .mapToLong(file -> sizes.get(file.path()))
                        .sum();
                progress.at("images", done.addAndGet(bytes), total);
              }
              return checks;
            })
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private Reference reference(MemoryMap.Image image) {
    Optional<RomImage> stored = contents.image(image.name());
    boolean right = stored.filter(contents::isRight).isPresent();
    if (!right) {
      Optional<RomImage> rebuilt = rebuilt(image).filter(contents::isRight);
      if (rebuilt.isPresent()) {
        return new Reference(rebuilt, true, source(image.layout()));
      }
    }
    return new Reference(stored, right, contents.source(image.name()));
  }

  private static String source(Layout layout) {
    return switch (layout) {
      case TENSOR, LANES -> "the other layout";
      case TABLE -> "its definition";
      case COMPUTED -> "the weights";
    };
  }

  /** The image as it follows from others; empty if the others can't be read. */
  private Optional<RomImage> rebuilt(MemoryMap.Image image) {
    Layout layout = image.layout();
    if (image.name().equals(MemoryMap.CONSTANTS_IMAGE)) {
      return contents.images().keySet().containsAll(CircuitParameters.images(map))
          ? Optional.of(CircuitImages.constants(bundle.manifest(), contents.images()))
          : Optional.empty();
    }
    if (layout == Layout.COMPUTED) {
      return firstLayer();
    }
    if (layout == Layout.TABLE) {
      Map<String, int[]> tables = Tables.forConfig(bundle.manifest().config()).byName();
      return Optional.ofNullable(tables.get(image.name()))
          .map(entries -> new RomImage(image.name(), 1, Words.ofUnsigned(entries)));
    }
    Layout other = layout == Layout.TENSOR ? Layout.LANES : Layout.TENSOR;
    if (!contents.has(other)) {
      return Optional.empty();
    }
    int bits = image.valueBits();
    int lanes = image.shape().lanes();
    short[] values = new short[image.depth() * lanes];
    for (Region to : map.regionsOf(image.name())) {
      Region from = map.region(to.tensor(), other);
      RomImage source = contents.image(from.image()).orElseThrow();
      for (int row = 0; row < to.rows(); row++) {
        for (int column = 0; column < to.columns(); column++) {
          short value = source.value(from.address(row, column), from.lane(row, column), bits);
          int bit = to.lane(row, column) * bits;
          RomImage.put(value, bit, values, to.address(row, column) * lanes);
        }
      }
    }
    return Optional.of(RomImage.of(image.shape(), values));
  }

  /** Empty also if no model has these weights, or none whose first layer can be precomputed. */
  private Optional<RomImage> firstLayer() {
    if (!contents.has(Layout.TENSOR) || !contents.has(Layout.TABLE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          map.firstLayer(BundleModel.rebuild(bundle.manifest(), Layout.TENSOR, contents)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Check check(MemoryMap.Image image, MemoryFormat format, Reference reference)
      throws IOException {
    FileComparison comparison =
        new FileComparison(contents, image.valueBits(), reference.image, reference.source);
    List<RomFile> files = contents.files(image, format);
    for (RomFile file : files) {
      if (contents.isRightSource(file)) {
        comparison.isRight(file);
        continue; // every other copy is compared with this one
      }
      Optional<FileFault> fault = comparison.read(file);
      if (fault.isPresent()) {
        return Check.of(suite(format), image.name(), 0, 1, fault.get());
      }
    }
    long mismatches = comparison.mismatches();
    Difference first = comparison.first().orElse(null);
    if (first == null && !reference.right()) {
      mismatches = 1;
      first =
          TextDifference.ofDigest(
              files.get(0).path(),
              "the image's canonical stream",
              Objects.requireNonNull(bundle.manifest().imageSha256().get(image.name())),
              reference.image.orElseThrow().sha256());
    }
    return Check.of(suite(format), image.name(), comparison.compared(), mismatches, first);
  }
}
