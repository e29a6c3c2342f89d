package org.microgptrom.report.facts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomFile;
import org.microgptrom.model.rom.RomImage;

/**
 * The memories of a bundle, drawn to scale.
 *
 * @param images in the order of the memory map
 */
public record RomFacts(List<Image> images) {
  /**
   * One memory.
   *
   * @param name of its files
   * @param layout {@code tensor}, {@code lanes} or {@code table}
   * @param width bits in a word
   * @param depth words
   * @param bits in all words
   * @param paddingBits of these that hold no value of a tensor
   * @param pieces that cover it, by address
   * @param banks what it is split to in the first of the bundle's formats; empty if it is whole
   */
  public record Image(
      String name,
      String layout,
      int width,
      int depth,
      long bits,
      long paddingBits,
      List<Piece> pieces,
      List<Bank> banks) {}

  /**
   * A rectangle of words and lanes that holds one tensor, or padding.
   *
   * @param tensor null for padding
   * @param address of its first word
   * @param words how many
   * @param lane its first 16-bit lane
   * @param lanes how many
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Piece(@Nullable String tensor, int address, int words, int lane, int lanes) {}

  /**
   * A memory that holds a part of an image.
   *
   * @param name of its file
   * @param address in the image of its first word
   * @param depth words, which may reach beyond the image
   * @param lane of the image that is its first
   * @param width bits in a word
   */
  public record Bank(String name, int address, int depth, int lane, int width) {}

  /** The memories of a bundle. */
  static RomFacts of(Manifest manifest) {
    MemoryFormat format = manifest.memoryFormats().get(0);
    return new RomFacts(
        manifest.memoryMap().images().stream()
            .map(
                image ->
                    of(
                        image,
                        manifest.memoryMap(),
                        manifest.banks().stream()
                            .filter(b -> b.format() == format && b.image().equals(image.name()))
                            .filter(bank -> !bank.whole())
                            .map(RomFacts::bank)
                            .toList()))
            .toList());
  }

  private static Bank bank(RomFile file) {
    return new Bank(file.name(), file.base(), file.depth(), file.lane(), file.width());
  }

  private static Image of(MemoryMap.Image image, MemoryMap map, List<Bank> banks) {
    List<Piece> pieces = new ArrayList<>();
    map.regionsOf(image.name()).forEach(region -> add(region, image.shape().lanes(), pieces));
    long values =
        map.regionsOf(image.name()).stream().mapToLong(r -> (long) r.rows() * r.columns()).sum();
    return new Image(
        image.name(),
        image.layout().name().toLowerCase(Locale.ROOT),
        image.width(),
        image.depth(),
        (long) image.width() * image.depth(),
        RomImage.LANE_BITS * (image.shape().values() - values),
        pieces,
        banks);
  }

  /**
   * The pieces of one region: whole rows of tiles, then the last one, whose tiles may have rows
   * beyond the matrix. Columns beyond it are not cut out: they are few lanes of each last tile.
   */
  private static void add(Region region, int lanes, List<Piece> pieces) {
    int across = Region.ceilDiv(region.columns(), region.tileColumns());
    int down = Region.ceilDiv(region.rows(), region.tileRows());
    int lastRows = region.rows() - (down - 1) * region.tileRows();
    boolean rowsFit = lastRows == region.tileRows();
    int full = rowsFit ? down : down - 1;
    int tileLanes = region.tileRows() * region.tileColumns();
    if (full > 0) {
      rectangle(region, region.base(), full * across, tileLanes, lanes, pieces);
    }
    if (!rowsFit) {
      int address = region.base() + full * across;
      rectangle(region, address, across, lastRows * region.tileColumns(), lanes, pieces);
    }
  }

  private static void rectangle(
      Region region, int address, int words, int used, int lanes, List<Piece> pieces) {
    pieces.add(new Piece(region.tensor(), address, words, 0, used));
    if (used < lanes) {
      pieces.add(new Piece(null, address, words, used, lanes - used));
    }
  }
}
