package org.microgptrom.verify;

import java.io.IOException;
import java.util.Map;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomImage;

/** Checks that every entry of the constant tables is the one that its definition gives. */
final class TableCheck {
  static final String SUITE = "tables";

  private TableCheck() {}

  static Check run(Manifest manifest, RomContents contents) throws IOException {
    String name = "exact entries";
    if (!contents.has(Layout.TABLE)) {
      return Check.skipped(SUITE, name, "no copy of a table can be read");
    }
    long compared = 0;
    long mismatches = 0;
    Difference first = null;
    for (Map.Entry<String, int[]> table : Tables.forConfig(manifest.config()).byName().entrySet()) {
      Region region = manifest.memoryMap().region(table.getKey(), Layout.TABLE);
      RomImage image = contents.image(region.image()).orElseThrow();
      for (int i = 0; i < table.getValue().length; i++) {
        short expected = (short) table.getValue()[i];
        int address = region.base() + i;
        compared++;
        if (image.value(address, 0) != expected) {
          mismatches++;
          if (first == null) {
            first = contents.difference(image, address, 0, expected, "by its definition");
          }
        }
      }
    }
    return Check.of(SUITE, name, compared, mismatches, first);
  }
}
