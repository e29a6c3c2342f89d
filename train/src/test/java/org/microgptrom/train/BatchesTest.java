package org.microgptrom.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

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
  void padsToTheLongestAndShiftsTargets() {
    Batch batch = Batch.of(List.of(new int[] {9, 1, 9}, new int[] {9, 2, 3, 4, 9}));
    assertEquals(2, batch.rows());
    assertEquals(4, batch.length());
    assertArrayEquals(new long[] {9, 1, 0, 0, 9, 2, 3, 4}, batch.inputs());
    assertArrayEquals(new long[] {1, 9, 0, 0, 2, 3, 4, 9}, batch.targets());
    assertArrayEquals(new float[] {1, 1, 0, 0, 1, 1, 1, 1}, batch.mask());
    assertEquals(6, batch.tokens());
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
    List<Batch> batches = Batches.once(SEQUENCES, 4);
    assertEquals(3, batches.size());
    assertEquals(10, batches.stream().mapToInt(Batch::rows).sum());
    int targets = SEQUENCES.stream().mapToInt(sequence -> sequence.length - 1).sum();
    assertEquals(targets, batches.stream().mapToInt(Batch::tokens).sum());
  }

  @Test
  void aBatchDependsOnNothingButItsStep() {
    Batches asked = batches(5);
    int compared = 0;
    for (int step : new int[] {30, 2, 3, 17, 1}) {
      assertArrayEquals(batches(5).of(step).inputs(), asked.of(step).inputs(), "step " + step);
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
      Batch batch = batches.of(step);
      for (int row = 0; row < batch.rows(); row++) {
        tokens.add((int) batch.inputs()[row * batch.length()]);
      }
    }
    return tokens;
  }
}
