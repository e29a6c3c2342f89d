package org.microgptrom.model.fixed;

import java.util.Locale;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Site;

/**
 * What the first layer's attention starts from: x, q, k and v, which follow from a token and its
 * position alone, so that a circuit can have them in ROM in the place of the embedding, two norms
 * and three matrices (N. Graef, Transformer tricks: Precomputing the first layer, arXiv:2402.13388,
 * where the embedding knows the token only).
 */
public final class FirstLayer {
  /** Groups of a word: one of each vector. */
  public static final int GROUPS = 4;

  private static final int MOST_WORDS = 1 << 15; // 8 Mi bits with four columns

  private static final int X = 0;
  private static final int Q = 1;
  private static final int K = 2;
  private static final int V = 3;

  /** The vectors of a word's groups, lowest first: the circuit takes its halves one by one. */
  private static final int[] ORDER = {Q, K, X, V};

  private final GoldenSimulator simulator;
  private final int[][] vectors = new int[GROUPS][];
  private long clamps; // of the words up to v, and all before the step

  private FirstLayer(QuantizedModel model) {
    this.simulator = new GoldenSimulator(model, this::observe);
  }

  /**
   * The number of words of {@link #GROUPS} {@code * columns} values each.
   *
   * @param columns elements of a group, a divisor of the width
   * @throws IllegalArgumentException if they are more than 32,768
   */
  public static int depth(ModelConfig config, int columns) {
    long depth = words(config, columns);
    if (depth > MOST_WORDS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the first layer of %d symbols at %d positions takes %,d words of ROM, more than the"
                  + " %,d that may be precomputed: leave --precompute out, or shorten the context",
              config.vocabSize(),
              config.context(),
              depth,
              MOST_WORDS));
    }
    return (int) depth;
  }

  /** Whether there are no more words than may be. */
  public static boolean isAllowed(ModelConfig config, int columns) {
    return words(config, columns) <= MOST_WORDS;
  }

  /**
   * The address of the first of the D / columns words of a token at a position.
   *
   * @param columns elements of a group, a divisor of the width
   */
  public static int address(ModelConfig config, int columns, int token, int position) {
    return (token * config.context() + position) * (config.embd() / columns);
  }

  private static long words(ModelConfig config, int columns) {
    return (long) config.vocabSize() * config.context() * (config.embd() / columns);
  }

  /**
   * The values in the order of the ROM: by token, position and group of {@code columns} elements a
   * word, which holds the groups of q, k, x and v.
   *
   * @param columns elements of a group, a divisor of the width
   * @return (vocabulary, context, width / columns, 4, columns)
   * @throws IllegalArgumentException if a word is clamped, which such a circuit could not tell
   */
  public static short[] words(QuantizedModel model, int columns) {
    FirstLayer layer = new FirstLayer(model);
    ModelConfig config = model.config();
    short[] words = new short[depth(config, columns) * GROUPS * columns];
    int at = 0;
    for (int token = 0; token < config.vocabSize(); token++) {
      layer.simulator.reset();
      for (int position = 0; position < config.context(); position++) {
        layer.step(token, position);
        for (int group = 0; group < config.embd(); group += columns) {
          at = layer.put(group, columns, words, at);
        }
      }
    }
    return words;
  }

  /** What the simulator computed before does not matter to these vectors. */
  private void step(int token, int position) {
    long before = simulator.saturations().total();
    simulator.step(token);
    if (clamps > before) {
      throw new IllegalArgumentException(
          "token "
              + token
              + " at position "
              + position
              + " has clamped words in the first layer; a circuit that has that layer in ROM could"
              + " not tell of them");
    }
  }

  private void observe(Site site, int layer, int[] words) {
    if (site == Site.RESIDUAL && layer == Site.NO_LAYER) {
      vectors[X] = words.clone();
    } else if (layer == 0) {
      switch (site) {
        case Q -> vectors[Q] = words.clone();
        case K -> vectors[K] = words.clone();
        case V -> {
          vectors[V] = words.clone();
          clamps = simulator.saturations().total();
        }
        default -> {}
      }
    }
  }

  private int put(int group, int columns, short[] words, int from) {
    int at = from;
    for (int vector : ORDER) {
      for (int i = group; i < group + columns; i++) {
        words[at++] = (short) vectors[vector][i];
      }
    }
    return at;
  }
}
