package org.microgptrom.model.rom;

import java.util.Optional;
import org.microgptrom.model.code.Coder;

/**
 * The place of one tensor in one image. The matrix is cut into tiles of {@code tileRows} x {@code
 * tileColumns} values, one tile per memory word, tiles in row-major order from {@code base} on;
 * within a word, lanes count through the tile in row-major order. Places of a tile beyond the
 * matrix and lanes beyond the tile hold 0.
 *
 * <p>A tile of 1 x 1 is the plain row-major order of one value per word.
 *
 * @param tensor a parameter or table name
 * @param rows of the tensor; 1 for a table
 * @param columns of the tensor
 * @param image the name of the {@link RomImage}
 * @param base address of the first tile
 */
public record Region(
    String tensor, int rows, int columns, String image, int base, int tileRows, int tileColumns) {
  /** Checks that all sizes are positive. */
  public Region {
    if (rows < 1 || columns < 1 || base < 0 || tileRows < 1 || tileColumns < 1) {
      throw new IllegalArgumentException(
          "region of "
              + tensor
              + ": rows, columns and tile must be positive and base not negative, not "
              + rows
              + " x "
              + columns
              + ", "
              + tileRows
              + " x "
              + tileColumns
              + ", "
              + base);
    }
  }

  /** The place of a value in its tensor. */
  public record Place(int row, int column) {}

  private int tilesAcross() {
    return ceilDiv(columns, tileColumns);
  }

  /** The number of memory words that the region takes. */
  public int depth() {
    return Math.multiplyExact(ceilDiv(rows, tileRows), tilesAcross());
  }

  /** The address of the word that holds a value. */
  public int address(int row, int column) {
    return base + row / tileRows * tilesAcross() + column / tileColumns;
  }

  /** The lane that holds a value. */
  public int lane(int row, int column) {
    return row % tileRows * tileColumns + column % tileColumns;
  }

  /** The place of the tensor's value that a lane holds; empty for padding and foreign addresses. */
  public Optional<Place> placeAt(int address, int lane) {
    int tile = address - base;
    if (tile < 0 || tile >= depth() || lane < 0 || lane >= tileRows * tileColumns) {
      return Optional.empty();
    }
    int row = tile / tilesAcross() * tileRows + lane / tileColumns;
    int column = tile % tilesAcross() * tileColumns + lane % tileColumns;
    return row < rows && column < columns ? Optional.of(new Place(row, column)) : Optional.empty();
  }

  /** Whether each word holds one value, in the tensor's order. */
  boolean isPlain() {
    return base == 0 && tileRows == 1 && tileColumns == 1;
  }

  /** The value of the tensor (rows, columns) that a lane holds, or the 0 that pads it. */
  short value(short[] tensorValues, int address, int lane) {
    int index = indexAt(address, lane);
    return index < 0 ? 0 : tensorValues[index];
  }

  /** The number of the value, row-major, that a lane holds; -1 for padding. */
  int indexAt(int address, int lane) {
    int across = tilesAcross();
    int tile = address - base;
    int row = tile / across * tileRows + lane / tileColumns;
    int column = tile % across * tileColumns + lane % tileColumns;
    boolean inside = lane < tileRows * tileColumns && row < rows && column < columns;
    return inside ? row * columns + column : -1;
  }

  /**
   * The tensor's values (rows, columns), row-major, taken from the region's image.
   *
   * @param bits of a value; fewer than 16 are unsigned
   */
  public short[] extract(RomImage from, int bits) {
    short[] values = new short[Math.multiplyExact(rows, columns)];
    forEach((index, address, lane) -> values[index] = from.value(address, lane, bits));
    return values;
  }

  /**
   * Puts the codes of the tensor's words into their places.
   *
   * @param words (rows, columns), row-major
   * @param limbs of the image, 0 so far: 16 bits each, the lowest of a word first
   */
  void insert(short[] words, Coder coder, short[] limbs, int limbsPerWord) {
    int bits = coder.bits();
    forEach(
        (index, address, lane) -> {
          int at = address * limbsPerWord + lane * bits / Short.SIZE;
          int code = coder.code(words[index]) << (lane * bits % Short.SIZE);
          limbs[at] |= (short) code;
          if (code >> Short.SIZE != 0) {
            limbs[at + 1] |= (short) (code >> Short.SIZE);
          }
        });
  }

  /** Takes the place of one value. */
  @FunctionalInterface
  private interface Places {
    void value(int index, int address, int lane);
  }

  /** Tells the places of all values, row-major, without a division for each. */
  private void forEach(Places places) {
    int across = tilesAcross();
    for (int row = 0; row < rows; row++) {
      int address = base + row / tileRows * across;
      int first = row % tileRows * tileColumns;
      int lane = first;
      for (int index = row * columns; index < (row + 1) * columns; index++) {
        places.value(index, address, lane);
        lane++;
        if (lane == first + tileColumns) {
          lane = first;
          address++;
        }
      }
    }
  }

  /** {@code a / b} rounded up, for a and b of 1 and more. */
  public static int ceilDiv(int a, int b) {
    return (a - 1) / b + 1;
  }
}
