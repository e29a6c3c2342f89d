package org.microgptrom.train.recipe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Makes the batch of every step: documents follow each other epoch by epoch, and a batch that an
 * epoch can't fill is filled from the next one, so that all batches have one size. Lengths stay
 * mixed on purpose: batches of one length waste nothing on padding but converge worse.
 *
 * <p>A batch depends on nothing but its step: a training that is resumed needs no generator's state
 * to continue in the same order.
 */
public final class Batches {
  private final List<int[]> sequences;
  private final int rows;
  private final LongFunction<int[]> orders;
  private long epoch = -1;
  private int[] order = {};

  /**
   * Batches of these sequences.
   *
   * @param rows number of sequences in a batch
   * @param orders of an epoch, counted from 0: a permutation of the sequences' indices
   */
  public Batches(List<int[]> sequences, int rows, LongFunction<int[]> orders) {
    this.sequences = sequences;
    this.rows = rows;
    this.orders = orders;
  }

  /** The batch of a step, counted from 1. */
  public List<int[]> of(int step) {
    List<int[]> batch = new ArrayList<>(rows);
    long first = (step - 1L) * rows;
    for (long index = first; index < first + rows; index++) {
      if (index / sequences.size() != epoch) {
        epoch = index / sequences.size();
        order = orders.apply(epoch);
      }
      batch.add(sequences.get(order[(int) (index % sequences.size())]));
    }
    return batch;
  }

  /** Batches of all sequences once, for measuring: the shortest first, so that little is padded. */
  public static List<List<int[]>> once(List<int[]> sequences, int rows) {
    List<int[]> sorted = new ArrayList<>(sequences);
    sorted.sort(Comparator.comparingInt(sequence -> sequence.length));
    List<List<int[]>> batches = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i += rows) {
      batches.add(sorted.subList(i, Math.min(i + rows, sorted.size())));
    }
    return batches;
  }
}
