package org.microgptrom.model.fixed;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The forward step with the tokens of whole sequences as lanes, for large shapes: few sequences
 * fill the lanes, and the cache of keys and values holds 16-bit words.
 */
final class PrefillModel extends LaneModel {
  private final List<CachedAttention> attention; // of each layer
  private final int[] starts = new int[LANES]; // of each lane's sequence in the cache
  private final int[][] k; // (embd, lanes)
  private final int[][] v; // (embd, lanes)
  private final int[] averages; // the attention output of one lane, (embd)
  private final int most; // lanes in use

  PrefillModel(QuantizedModel model) {
    this(model, LANES, (site, layer, words, lanes) -> {});
  }

  /**
   * One that is observed.
   *
   * @param most lanes to use, 1..{@link #LANES}
   */
  PrefillModel(QuantizedModel model, int most, LaneObserver observer) {
    super(model, 2 * model.config().embd(), observer);
    this.most = most;
    int embd = config.embd();
    int room = Math.max(LANES, config.context());
    this.attention =
        IntStream.range(0, config.layers())
            .mapToObj(layer -> new CachedAttention(model, layer, room))
            .toList();
    this.k = rows.take(embd);
    this.v = rows.take(embd);
    this.averages = new int[embd];
  }

  /**
   * Runs sequences one after the other in the lanes.
   *
   * @param numbers of sequences whose tokens fit the lanes together, or one of any length
   */
  @Override
  void run(
      int[] numbers,
      List<int[]> sequences,
      List<Saturations> counts,
      FastSimulator.Visitor visitor) {
    int row = 0;
    for (int number : numbers) {
      int[] sequence = sequences.get(number);
      for (int position = 0; position < sequence.length; position++) {
        if (lanes == most) {
          flush(visitor);
        }
        starts[lanes] = row;
        add(number, position, sequence[position], counts.get(number));
      }
      row += sequence.length;
    }
    flush(visitor);
  }

  @Override
  int[][] keys(int layer) {
    return k;
  }

  @Override
  int[][] values(int layer) {
    return v;
  }

  @Override
  void attend(int layer, int[][] q, int[][] a) {
    CachedAttention cached = attention.get(layer);
    for (int b = 0; b < lanes; b++) {
      cached.put(starts[b] + positions[b], lane(k, b), lane(v, b));
    }
    for (int b = 0; b < lanes; b++) {
      clamps[b] += cached.attend(lane(q, b), starts[b], positions[b] + 1, averages);
      for (int i = 0; i < averages.length; i++) {
        a[i][b] = averages[i];
      }
    }
  }

  private static int[] lane(int[][] y, int lane) {
    int[] words = new int[y.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = y[i][lane];
    }
    return words;
  }
}
