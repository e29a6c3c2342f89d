package org.microgptrom.rtl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.model.rom.Variant;

/** What tools need of a bundle: sources, parameters and ROMs under their paths. */
public final class CircuitFolder {
  private CircuitFolder() {}

  /** Writes the circuit of a model. */
  public static void write(Path folder, QuantizedModel model, int lanes, Variant variant)
      throws IOException {
    MemoryMap map =
        MemoryMap.of(model.config(), model.formats().codes(), lanes, variant.precomputed());
    Map<String, RomImage> images = CircuitImages.of(model, map);
    for (String name : Circuit.sources()) {
      put(folder.resolve(Circuit.FOLDER + name), Circuit.source(name));
    }
    String parameters = CircuitParameters.of(model.config(), model.formats(), map, variant);
    put(folder.resolve(Circuit.PARAMETERS), parameters.getBytes(StandardCharsets.US_ASCII));
    for (String name : CircuitParameters.images(map)) {
      put(folder.resolve(MemoryFormat.READMEMH.path(name)), words(images.get(name)));
    }
  }

  private static byte[] words(RomImage image) {
    StringBuilder text = new StringBuilder();
    for (int address = 0; address < image.depth(); address++) {
      for (int digit = (image.width() + 3) / 4 - 1; digit >= 0; digit--) {
        int value = image.value(address, digit / 4) >> (4 * (digit % 4));
        text.append(Character.forDigit(value & 0xF, 16));
      }
      text.append('\n');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void put(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
