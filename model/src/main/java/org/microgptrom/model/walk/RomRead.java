package org.microgptrom.model.walk;

import java.util.List;

/**
 * The rows of a tensor that a step reads, with all their columns, in both layouts of the ROM.
 *
 * @param tensor a parameter's name
 * @param row the first row that is read
 * @param rows number of rows that are read: 1 of an embedding and all of a matrix
 * @param columns of the tensor
 * @param wide the words in the images for P lanes, which the circuit reads
 * @param plain the words in the tensor's own image of one value per word: row-major, so that value
 *     i of the rows is at address {@code plain.first + i}
 * @param words the values of an embedding's row, signed; empty for a matrix
 * @param codes that stand in ROM for these words; empty where the words themselves do
 */
public record RomRead(
    String tensor,
    int row,
    int rows,
    int columns,
    RomSpan wide,
    RomSpan plain,
    List<Integer> words,
    List<Integer> codes) {
  /** Copies the lists and checks that there is a word for each value, or none. */
  public RomRead {
    words = List.copyOf(words);
    codes = List.copyOf(codes);
    if (!words.isEmpty() && words.size() != rows * columns) {
      throw new IllegalArgumentException(
          tensor + " has " + rows * columns + " values to read, not " + words.size());
    }
  }
}
