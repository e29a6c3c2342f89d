package org.microgptrom.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.verify.bundle.Bundle;
import org.microgptrom.verify.bundle.MemoryReaders;
import org.microgptrom.verify.memory.CanonicalText;
import org.microgptrom.verify.report.Difference;

/**
 * What a bundle's ROM files hold: of each image one copy, in the first format whose copy has the
 * digest that the manifest records; failing that, in the first format that can be read.
 */
final class RomContents {
  private final Bundle bundle;
  private final Manifest manifest;
  private final Map<String, RomImage> images = new LinkedHashMap<>();
  private final Map<String, MemoryFormat> origins = new LinkedHashMap<>();

  /**
   * What one file holds.
   *
   * @param image null if there is a fault
   * @param fault why the file can't be read; null if it can
   */
  record Copy(RomImage image, Difference fault) {}

  /** Reads each image in as many formats as it takes to find a right copy. */
  RomContents(Bundle bundle) throws IOException {
    this.bundle = bundle;
    this.manifest = bundle.manifest();
    for (MemoryMap.Image image : manifest.memoryMap().images()) {
      for (MemoryFormat format : manifest.memoryFormats()) {
        RomImage copy = read(image, format).image();
        if (copy != null && (isRight(copy) || !images.containsKey(image.name()))) {
          images.put(image.name(), copy);
          origins.put(image.name(), format);
          if (isRight(copy)) {
            break;
          }
        }
      }
    }
  }

  /** Reads one image in one format. */
  Copy read(MemoryMap.Image image, MemoryFormat format) throws IOException {
    String path = format.path(image.name());
    try (InputStream in = Files.newInputStream(bundle.file(path))) {
      CanonicalText text = new CanonicalText(path, in);
      try {
        return new Copy(MemoryReaders.of(format).read(text, image), null);
      } catch (InputException e) {
        return new Copy(null, Difference.inLine(path, text.line(), e.getMessage()));
      }
    }
  }

  /** Whether an image has the digest that the manifest records. */
  boolean isRight(RomImage image) {
    return image.sha256().equals(manifest.imageSha256().get(image.name()));
  }

  /** By name; an image that no format can be read from is missing. */
  Map<String, RomImage> images() {
    return Collections.unmodifiableMap(images);
  }

  /** The format that {@link #images} took an image from. */
  MemoryFormat origin(String image) {
    return origins.get(image);
  }

  /** Whether all images of a layout could be read. */
  boolean has(Layout layout) {
    return manifest.memoryMap().images().stream()
        .filter(image -> image.layout() == layout)
        .allMatch(image -> images.containsKey(image.name()));
  }

  /** The difference of one value from what it should be. */
  Difference difference(
      MemoryFormat format, RomImage image, int address, int lane, short expected, String against) {
    Difference.Word word = new Difference.Word(address, lane, null, null, null);
    for (Region region : manifest.memoryMap().regionsOf(image.name())) {
      Region.Place place = region.placeAt(address, lane).orElse(null);
      if (place != null) {
        word = new Difference.Word(address, lane, region.tensor(), place.row(), place.column());
      }
    }
    return Difference.ofWord(
        format.path(image.name()),
        MemoryReaders.of(format).line(address),
        word,
        expected,
        image.value(address, lane),
        against);
  }
}
