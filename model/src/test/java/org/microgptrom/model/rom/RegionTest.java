package org.microgptrom.model.rom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegionTest {
  /** Rows, columns, tile rows, tile columns. */
  private static final int[][] SHAPES = {
    {1, 1, 1, 1},
    {5, 7, 1, 1},
    {5, 7, 4, 1},
    {5, 7, 1, 4},
    {5, 7, 2, 3},
    {4, 6, 2, 3},
    {3, 2, 16, 1},
    {3, 2, 16, 16},
    {1, 9, 1, 256},
    {33, 17, 16, 2}
  };

  /** Walks address by address and lane by lane, where the formulas go from a value to its place. */
  @Test
  void everyValueHasOnePlaceInTheDocumentedOrder() {
    int places = 0;
    for (int[] shape : SHAPES) {
      Region region = new Region("t", shape[0], shape[1], "image", 11, shape[2], shape[3]);
      boolean[][] seen = new boolean[shape[0]][shape[1]];
      int address = 11;
      for (int top = 0; top < shape[0]; top += shape[2]) {
        for (int left = 0; left < shape[1]; left += shape[3]) {
          int lane = 0;
          for (int row = top; row < top + shape[2]; row++) {
            for (int column = left; column < left + shape[3]; column++) {
              if (row < shape[0] && column < shape[1]) {
                assertEquals(address, region.address(row, column));
                assertEquals(lane, region.lane(row, column));
                assertEquals(
                    Optional.of(new Region.Place(row, column)), region.placeAt(address, lane));
                seen[row][column] = true;
                places++;
              } else {
                assertEquals(Optional.empty(), region.placeAt(address, lane));
              }
              lane++;
            }
          }
          assertEquals(Optional.empty(), region.placeAt(address, lane));
          assertEquals(Optional.empty(), region.placeAt(address, -1));
          address++;
        }
      }
      assertEquals(address - 11, region.depth());
      assertEquals(Optional.empty(), region.placeAt(10, 0));
      assertEquals(Optional.empty(), region.placeAt(address, 0));
      for (boolean[] row : seen) {
        boolean[] all = new boolean[row.length];
        Arrays.fill(all, true);
        assertArrayEquals(all, row);
      }
    }
    assertEquals(1 + 4 * 35 + 24 + 6 + 6 + 9 + 561, places);
  }

  @Test
  void extractsWhatItPlacedAndPadsWithZero() {
    int values = 0;
    for (int[] shape : SHAPES) {
      int lanes = shape[2] * shape[3] + 1; // one lane is nobody's
      Region region = new Region("t", shape[0], shape[1], "image", 2, shape[2], shape[3]);
      short[] tensor = new short[shape[0] * shape[1]];
      for (int i = 0; i < tensor.length; i++) {
        tensor[i] = (short) (-1 - i);
      }
      short[] content = new short[(2 + region.depth()) * lanes];
      for (int i = 2 * lanes; i < content.length; i++) {
        content[i] = region.value(tensor, i / lanes, i % lanes);
      }
      assertArrayEquals(tensor, region.extract(new RomImage("image", lanes, content), 16));
      int used = 0;
      for (short word : content) {
        used += word != 0 ? 1 : 0;
      }
      assertEquals(tensor.length, used);
      values += used;
    }
    assertEquals(1 + 4 * 35 + 24 + 6 + 6 + 9 + 561, values);
  }

  @Test
  void refusesEmptySizes() {
    int[][] bad = {
      {0, 1, 0, 1, 1}, {1, 0, 0, 1, 1}, {1, 1, -1, 1, 1}, {1, 1, 0, 0, 1}, {1, 1, 0, 1, 0}
    };
    for (int[] b : bad) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Region("t", b[0], b[1], "image", b[2], b[3], b[4]),
          Arrays.toString(b));
    }
  }
}
