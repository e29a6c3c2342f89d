package org.microgptrom.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.PythonRandom;

class BatchesTest {
  /** Sequence i begins with i; their lengths are 2, 3, 4, 2, 3, 4... */
  private static final List<int[]> SEQUENCES =
      IntStream.range(0, 10)
          .mapToObj(
              i -> {
                int[] sequence = new int[2 + i % 3];
                Arrays.fill(sequence, i);
                return sequence;
              })
          .toList();

  @Test
  void packsWhatFitsIntoRowsOfWholeVectors() {
    Batch batch =
        Batch.of(List.of(counted(10, 3), counted(20, 13), counted(40, 3), counted(50, 12)));
    assertEquals(2, batch.rows());
    assertEquals(16, batch.length());
    int cell = 0;
    for (int[] row : new int[][] {{20, 13, 0, 40, 3, 1}, {50, 12, 0, 10, 3, 1}}) {
      for (int i = 0; i < 16; i++, cell++) {
        int segment = i < row[1] ? 0 : 1;
        int first = row[3 * segment];
        int position = i - segment * row[1];
        boolean counts = position < row[3 * segment + 1];
        assertEquals(counts ? first + position : 0, batch.inputs()[cell]);
        assertEquals(counts ? position : 0, batch.positions()[cell]);
        assertEquals(counts ? first + position + 1 : 0, batch.targets()[cell]);
        assertEquals(counts ? segment : 2, batch.segments()[cell]);
        assertEquals(counts ? 1 : 0, batch.mask()[cell]);
      }
    }
    assertEquals(32, cell);
    assertEquals(31, batch.tokens()); // and one gap
    assertFalse(batch.isOnePerRow());
    assertTrue(Batch.of(List.of(counted(0, 9), counted(0, 8))).isOnePerRow());
    assertEquals(32, Batch.of(List.of(counted(0, 17))).length());
    assertFalse(Batch.of(List.of(counted(0, 2), counted(0, 3))).isOnePerRow(), "both in one row");
  }

  /** A sequence of this many targets: first, first + 1, and so on. */
  private static int[] counted(int first, int targets) {
    return IntStream.rangeClosed(first, first + targets).toArray();
  }

  @Test
  void everyEpochHoldsEverySequenceOnceInItsOwnOrder() {
    List<Integer> drawn = firstTokens(5, 30); // 30 batches of 4: 12 epochs of 10
    List<List<Integer>> epochs = new ArrayList<>();
    for (int i = 0; i < drawn.size(); i += 10) {
      List<Integer> epoch = drawn.subList(i, i + 10);
      assertEquals(IntStream.range(0, 10).boxed().toList(), epoch.stream().sorted().toList());
      epochs.add(epoch);
    }
    assertEquals(12, epochs.stream().distinct().count());
  }

  @Test
  void theSeedDecidesTheOrder() {
    assertEquals(firstTokens(5, 20), firstTokens(5, 20));
    assertNotEquals(firstTokens(5, 20), firstTokens(6, 20));
  }

  @Test
  void measuringCoversEverySequenceOnce() {
    List<List<int[]>> batches = Batches.once(SEQUENCES, 4);
    assertEquals(3, batches.size());
    assertEquals(10, batches.stream().mapToInt(List::size).sum());
    int targets = SEQUENCES.stream().mapToInt(sequence -> sequence.length - 1).sum();
    assertEquals(targets, batches.stream().mapToInt(Batch::tokens).sum());
  }

  @Test
  void aBatchDependsOnNothingButItsStep() {
    Batches asked = batches(5);
    int compared = 0;
    for (int step : new int[] {30, 2, 3, 17, 1}) {
      assertEquals(batches(5).of(step), asked.of(step), "step " + step);
      compared++;
    }
    assertEquals(5, compared);
  }

  private static Batches batches(long seed) {
    return new Batches(
        SEQUENCES, 4, epoch -> PythonRandom.stream(seed, epoch).permutation(SEQUENCES.size()));
  }

  private static List<Integer> firstTokens(long seed, int count) {
    Batches batches = batches(seed);
    List<Integer> tokens = new ArrayList<>();
    for (int step = 1; step <= count; step++) {
      batches.of(step).forEach(sequence -> tokens.add(sequence[0]));
    }
    return tokens;
  }
}
