package org.microgptrom.verify;

import java.io.IOException;
import java.util.Optional;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;

/** Checks that a precomputed first layer is what the golden simulator computes of the weights. */
final class FirstLayerCheck {
  private FirstLayerCheck() {}

  /** The check; none of a bundle whose circuit begins with the embedding. */
  static Optional<Check> run(MemoryMap map, RomContents contents, Optional<QuantizedModel> model)
      throws IOException {
    if (!map.precomputed()) {
      return Optional.empty();
    }
    String name = "first layer";
    Optional<RomImage> image = contents.image(MemoryMap.FIRST_LAYER);
    if (image.isEmpty() || model.isEmpty()) {
      return Optional.of(
          Check.skipped(CircuitCheck.SUITE, name, "images that it needs are damaged or wrong"));
    }
    RomImage right;
    try {
      right = map.firstLayer(model.get());
    } catch (IllegalArgumentException e) {
      Difference clamped =
          FileFault.of(Manifest.FILE, "no circuit has this part: " + e.getMessage());
      return Optional.of(Check.of(CircuitCheck.SUITE, name, 0, 1, clamped));
    }
    return Optional.of(compare(name, image.get(), right, contents));
  }

  private static Check compare(String name, RomImage image, RomImage right, RomContents contents)
      throws IOException {
    long mismatches = 0;
    Difference first = null;
    for (int address = 0; address < right.depth(); address++) {
      for (int lane = 0; lane < right.lanes(); lane++) {
        short expected = right.value(address, lane);
        if (image.value(address, lane) != expected) {
          mismatches++;
          if (first == null) {
            first = contents.difference(image, address, lane, expected, "computed of the weights");
          }
        }
      }
    }
    return Check.of(CircuitCheck.SUITE, name, right.shape().values(), mismatches, first);
  }
}
