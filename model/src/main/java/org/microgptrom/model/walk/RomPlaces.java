package org.microgptrom.model.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.FirstLayer;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomFile;

/**
 * The places of the tensors in ROM.
 *
 * @param map of the images
 * @param banks that the images are split to, in one format; empty for none
 */
public record RomPlaces(MemoryMap map, List<RomFile> banks) {
  /** Copies the list. */
  public RomPlaces {
    banks = List.copyOf(banks);
  }

  /** The places in a bundle, with the banks of its first format. */
  public static RomPlaces of(Manifest manifest) {
    MemoryFormat format = manifest.memoryFormats().get(0);
    return new RomPlaces(
        manifest.memoryMap(),
        manifest.banks().stream().filter(bank -> bank.format() == format).toList());
  }

  /** The words that a step reads if it uses these rows of a tensor. */
  RomRead read(String tensor, int row, int rows, List<Integer> words, List<Integer> codes) {
    Region wide = map.region(tensor, Layout.LANES);
    return new RomRead(
        tensor,
        row,
        rows,
        wide.columns(),
        span(wide, row, rows),
        span(map.region(tensor, Layout.TENSOR), row, rows),
        words,
        codes);
  }

  /** The words of the first layer that a step begins with; empty where it is not in ROM. */
  public Optional<RomSpan> firstLayer(ModelConfig config, int token, int position) {
    if (!map.precomputed()) {
      return Optional.empty();
    }
    Region region = map.region(MemoryMap.FIRST_LAYER, Layout.COMPUTED);
    int columns = region.columns() / FirstLayer.GROUPS;
    int first = FirstLayer.address(config, columns, token, position);
    return Optional.of(span(region, first, config.embd() / columns));
  }

  private MemoryMap.Image image(Region region) {
    return map.image(region.image());
  }

  private RomSpan span(Region region, int row, int rows) {
    int first = region.address(row, 0);
    int last = region.address(row + rows - 1, region.columns() - 1);
    List<RomSpan.Bank> parts = new ArrayList<>();
    for (RomFile bank : banks) {
      int from = Math.max(first, bank.base()) - bank.base();
      int to = Math.min(last - bank.base(), bank.depth() - 1);
      if (bank.image().equals(region.image()) && from <= to) {
        parts.add(new RomSpan.Bank(bank.name(), bank.bit(), bank.width(), from, to));
      }
    }
    MemoryMap.Image image = image(region);
    return new RomSpan(image.name(), image.valuesPerWord(), image.valueBits(), first, last, parts);
  }
}
