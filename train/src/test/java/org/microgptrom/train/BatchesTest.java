package org.microgptrom.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
  void packsWhatFitsIntoRowsOfTheLongest() {
    Batch batch =
        Batch.of(
            List.of(
                new int[] {9, 1, 9},
                new int[] {9, 2, 3, 4, 5, 9},
                new int[] {9, 6, 9},
                new int[] {9, 7, 8, 9}));
    assertEquals(3, batch.rows());
    assertEquals(5, batch.length());
    assertArrayEquals(new long[] {9, 2, 3, 4, 5, 9, 7, 8, 9, 6, 9, 1, 0, 0, 0}, batch.inputs());
    assertArrayEquals(new long[] {0, 1, 2, 3, 4, 0, 1, 2, 0, 1, 0, 1, 0, 0, 0}, batch.positions());
    assertArrayEquals(new long[] {2, 3, 4, 5, 9, 7, 8, 9, 6, 9, 1, 9, 0, 0, 0}, batch.targets());
    assertArrayEquals(new int[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1}, batch.segments());
    assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0}, batch.mask());
    assertEquals(12, batch.tokens());
    assertFalse(batch.isOnePerRow());
    assertTrue(Batch.of(List.of(new int[] {9, 1, 9}, new int[] {9, 9})).isOnePerRow());
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
