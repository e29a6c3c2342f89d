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

/**
 * The memories of a bundle, drawn to scale.
 *
 * @param images of the bundle in the order of the memory map
 */
public record RomFacts(List<Image> images) {
  /**
   * One memory of the bundle.
   *
   * @param name of the memory's files
   * @param layout {@code tensor}, {@code lanes} or {@code table}
   * @param valueBits bits of a value, 16 or fewer in an image of codes
   * @param width bits in a word
   * @param depth number of words
   * @param bits number of bits in all words
   * @param paddingBits number of bits that hold no value of a tensor
   * @param pieces that cover the memory, by address
   * @param banks that the memory is split to in the first of the bundle's formats; empty if it is
   *     whole
   */
  public record Image(
      String name,
      String layout,
      int valueBits,
      int width,
      int depth,
      long bits,
      long paddingBits,
      List<Piece> pieces,
      List<Bank> banks) {}

  /**
   * A rectangle of words and lanes that holds one tensor, or padding.
   *
   * @param tensor name of the tensor; null for padding
   * @param address of the first word
   * @param words number of words
   * @param lane the first value of a word
   * @param lanes number of values in a word
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Piece(@Nullable String tensor, int address, int words, int lane, int lanes) {}

  /**
   * A memory that holds a part of an image.
   *
   * @param name of the bank's file
   * @param address in the image of the bank's first word
   * @param depth number of words, which may reach beyond the image
   * @param bit of the image's word that is the bank's lowest
   * @param width bits in a word
   */
  public record Bank(String name, int address, int depth, int bit, int width) {}

  /** The facts of a bundle's memories. */
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
    return new Bank(file.name(), file.base(), file.depth(), file.bit(), file.width());
  }

  private static Image of(MemoryMap.Image image, MemoryMap map, List<Bank> banks) {
    List<Piece> pieces = new ArrayList<>();
    int next = 0;
    for (Region region : map.regionsOf(image.name())) {
      if (region.base() > next) {
        pieces.add(new Piece(null, next, region.base() - next, 0, image.valuesPerWord()));
      }
      add(region, image.valuesPerWord(), pieces);
      next = region.base() + region.depth();
    }
    long values =
        map.regionsOf(image.name()).stream().mapToLong(r -> (long) r.rows() * r.columns()).sum();
    return new Image(
        image.name(),
        image.layout().name().toLowerCase(Locale.ROOT),
        image.valueBits(),
        image.width(),
        image.depth(),
        (long) image.width() * image.depth(),
        (long) image.width() * image.depth() - image.valueBits() * values,
        pieces,
        banks);
  }

  /**
   * Adds the pieces of one region: whole rows of tiles, then the last one, whose tiles may have
   * rows beyond the matrix. Columns beyond the matrix are not cut out, as they are only a few lanes
   * in the last tile of each row.
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
