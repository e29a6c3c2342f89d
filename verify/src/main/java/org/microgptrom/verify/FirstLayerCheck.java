package org.microgptrom.verify;

import java.io.IOException;
import java.util.Optional;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.model.fixed.FirstLayer;
import org.microgptrom.model.fixed.QuantizedModel;
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
    int values = map.image(MemoryMap.FIRST_LAYER).valuesPerWord();
    short[] expected = FirstLayer.words(model.get(), values / 2);
    long mismatches = 0;
    Difference first = null;
    for (int i = 0; i < expected.length; i++) {
      if (image.get().value(i / values, i % values) != expected[i]) {
        mismatches++;
        if (first == null) {
          first =
              contents.difference(
                  image.get(), i / values, i % values, expected[i], "computed of the weights");
        }
      }
    }
    return Optional.of(Check.of(CircuitCheck.SUITE, name, expected.length, mismatches, first));
  }
}
