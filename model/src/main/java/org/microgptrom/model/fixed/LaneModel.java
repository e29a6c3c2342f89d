package org.microgptrom.model.fixed;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.model.Site;

/**
 * The forward step for many tokens at once, side by side in lanes, so that loops over lanes become
 * vector instructions and each weight is read once for all of them. The two subclasses decide what
 * the lanes stand for, and so how attention is computed.
 *
 * <p>Sums of products are taken in 32 bits where weights and inputs prove that they fit ({@link
 * LaneMatrix}), else in 64 bits, lane by lane and row by row.
 */
abstract sealed class LaneModel permits LockstepModel, PrefillModel {
  /**
   * The number of tokens that are computed at once. With fewer, a larger part of the time is spent
   * outside of vector instructions.
   */
  static final int LANES = 512;

  final QuantizedModel model;
  final ModelConfig config;
  final LaneRows rows;
  final int[] clamps; // at the present site
  final int[] column; // one lane of an input, (the widest input)
  final int[] positions = new int[LANES]; // of the token in each lane
  int lanes; // in use
  private final int[] tokens = new int[LANES];
  private final int[] numbers = new int[LANES]; // of the sequences
  private final Saturations[] saturations = new Saturations[LANES]; // of the sequences
  private final Formats formats;
  private final List<Layer> layers;
  private final LaneMatrix head;
  private final long embeddingEpsilon;
  private final long residualEpsilon;
  private final int[][] x; // (embd, lanes), as the following
  private final int[][] n;
  private final int[][] q;
  private final int[][] a;
  private final int[][] added; // outputs of Wo and W2
  private final int[][] h; // (hidden, lanes)
  private final int[][] logits; // (vocabulary, lanes)
  private final int[] words; // logits of one lane
  private final int[] sums;
  private final int[] squares;
  private final long[] longSquares = new long[LANES];
  private final int[] scales;
  private final int[] shifts;
  private final LaneObserver observer;
  private long wideSums;

  /**
   * A model at rest.
   *
   * @param more rows that the subclass takes
   */
  LaneModel(QuantizedModel model, int more, LaneObserver observer) {
    this.model = model;
    this.observer = observer;
    this.config = model.config();
    this.formats = model.formats();
    int embd = config.embd();
    LaneMatrix.Maker matrices = new LaneMatrix.Maker(model);
    this.layers =
        IntStream.range(0, config.layers()).mapToObj(layer -> layer(matrices, layer)).toList();
    this.head = matrices.head();
    this.embeddingEpsilon = GoldenSimulator.epsilon(embd, formats.embedding());
    this.residualEpsilon = GoldenSimulator.epsilon(embd, formats.residual());
    this.rows = new LaneRows(5 + 5 * embd + config.hidden() + config.vocabSize() + more);
    this.clamps = rows.take();
    this.sums = rows.take();
    this.squares = rows.take();
    this.scales = rows.take();
    this.shifts = rows.take();
    this.x = rows.take(embd);
    this.n = rows.take(embd);
    this.q = rows.take(embd);
    this.a = rows.take(embd);
    this.added = rows.take(embd);
    this.h = rows.take(config.hidden());
    this.logits = rows.take(config.vocabSize());
    this.words = new int[config.vocabSize()];
    this.column = new int[Math.max(embd, config.hidden())];
  }

  /** The matrices of one layer. */
  private record Layer(
      LaneMatrix wq, LaneMatrix wk, LaneMatrix wv, LaneMatrix wo, LaneMatrix fc1, LaneMatrix fc2) {}

  private static Layer layer(LaneMatrix.Maker matrices, int layer) {
    return new Layer(
        matrices.of(Role.ATTN_WQ, layer),
        matrices.of(Role.ATTN_WK, layer),
        matrices.of(Role.ATTN_WV, layer),
        matrices.of(Role.ATTN_WO, layer),
        matrices.of(Role.MLP_FC1, layer),
        matrices.of(Role.MLP_FC2, layer));
  }

  /** The array that receives this layer's keys of the present tokens, (embd, lanes). */
  abstract int[][] keys(int layer);

  /** The array that receives this layer's values of the present tokens, (embd, lanes). */
  abstract int[][] values(int layer);

  /**
   * Computes the attention output of the present tokens and counts its clamps.
   *
   * @param q the queries, (embd, lanes)
   * @param a the output, (embd, lanes)
   */
  abstract void attend(int layer, int[][] q, int[][] a);

  /**
   * Runs sequences from position 0 on; the subclass decides how many fit.
   *
   * @param numbers of the sequences to run
   * @param counts the clamps of all sequences
   */
  abstract void run(
      int[] numbers,
      List<int[]> sequences,
      List<Saturations> counts,
      FastSimulator.Visitor visitor);

  /** Gives the next lane this token of a sequence, whose clamps are added to {@code counts}. */
  final void add(int number, int position, int token, Saturations counts) {
    numbers[lanes] = number;
    positions[lanes] = position;
    tokens[lanes] = token;
    saturations[lanes] = counts;
    lanes++;
  }

  /** Computes the logits of all tokens that were added and frees their lanes. */
  final void flush(FastSimulator.Visitor visitor) {
    forward();
    for (int b = 0; b < lanes; b++) {
      for (int v = 0; v < words.length; v++) {
        words[v] = logits[v][b];
      }
      visitor.logits(numbers[b], positions[b], words);
    }
    lanes = 0;
  }

  private void forward() {
    embedding();
    for (int layer = 0; layer < layers.size(); layer++) {
      Layer matrices = layers.get(layer);
      norm(x, residualEpsilon, layer, n);
      square(matrices.wq(), n);
      multiply(matrices.wq(), n, q);
      multiply(matrices.wk(), n, keys(layer)); // of the same columns, so of the same squares
      multiply(matrices.wv(), n, values(layer));
      attend(layer, q, a);
      done(Site.ATTENTION, layer, a);
      linear(matrices.wo(), a, added);
      add(layer);
      norm(x, residualEpsilon, layer, n);
      linear(matrices.fc1(), n, h);
      linear(matrices.fc2(), h, added);
      add(layer);
    }
    linear(head, x, logits);
  }

  /** The number of sums of products that took 64 bits, of weights or in attention. */
  final long wideSums() {
    return wideSums;
  }

  private void embedding() {
    int embd = config.embd();
    short[] wte = model.weights(ParameterSpec.WTE);
    short[] wpe = model.weights(ParameterSpec.WPE);
    for (int i = 0; i < embd; i++) {
      int[] row = x[i];
      for (int b = 0; b < lanes; b++) {
        row[b] = wte[tokens[b] * embd + i] + wpe[positions[b] * embd + i];
      }
    }
    observer.values(Site.EMBEDDING, Site.NO_LAYER, x, lanes);
    norm(x, embeddingEpsilon, Site.NO_LAYER, n);
    int shift = formats.norm().fractionBits() - formats.residual().fractionBits();
    for (int i = 0; i < embd; i++) {
      if (shift >= 1) {
        Lanes.rescale(n[i], shift, x[i], clamps, lanes);
      } else {
        for (int b = 0; b < lanes; b++) {
          x[i][b] = clamp(FixedMath.rescale(n[i][b], shift), b);
        }
      }
    }
    done(Site.RESIDUAL, Site.NO_LAYER, x);
  }

  /** Computes norm(y, fy), where {@code epsilon} belongs to fy. */
  private void norm(int[][] y, long epsilon, int layer, int[][] out) {
    int fixed = 15 - Tables.rsqrtExponent(config.embd()) - formats.norm().fractionBits();
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    sumSquares(y, epsilon);
    for (int b = 0; b < lanes; b++) {
      int e = FixedMath.leadingOne(longSquares[b]) & ~1;
      scales[b] = FixedMath.interpolate(model.tables().rsqrt(), longSquares[b], e);
      shifts[b] = fixed + e / 2;
      least = Math.min(least, shifts[b]);
      most = Math.max(most, shifts[b]);
    }
    // |y| < 2^(e/2 + 1) and scales are below 2^16, so no product made ready for the largest shift
    // reaches 2^(most - fixed + 17).
    if (least >= 1 && most - least <= 14 && most - fixed + 17 <= 31) {
      for (int b = 0; b < lanes; b++) {
        scales[b] <<= most - shifts[b];
      }
      for (int i = 0; i < y.length; i++) {
        Lanes.product(y[i], scales, sums, lanes);
        Lanes.rescale(sums, most, out[i], clamps, lanes);
      }
    } else {
      for (int i = 0; i < y.length; i++) {
        for (int b = 0; b < lanes; b++) {
          out[i][b] = clamp(FixedMath.rescale((long) y[i][b] * scales[b], shifts[b]), b);
        }
      }
    }
    done(Site.NORM, layer, out);
  }

  private void sumSquares(int[][] y, long epsilon) {
    Arrays.fill(squares, 0, lanes, 0);
    Arrays.fill(sums, 0, lanes, 0);
    for (int[] row : y) {
      Lanes.addSquares(row, 16, squares, lanes);
      Lanes.addSquaresLow(row, sums, lanes);
    }
    for (int b = 0; b < lanes; b++) {
      longSquares[b] = epsilon + ((long) squares[b] << 16) + sums[b];
    }
  }

  /**
   * Computes out = sat16(rs(W * y, shift)), y of shape (columns, lanes), out of shape (rows,
   * lanes).
   */
  private void linear(LaneMatrix m, int[][] y, int[][] out) {
    square(m, y);
    multiply(m, y, out);
  }

  /** Computes the squared length of each lane of a matrix's input. */
  private void square(LaneMatrix m, int[][] y) {
    Arrays.fill(squares, 0, lanes, 0);
    for (int c = 0; c < m.columns; c++) {
      Lanes.addSquares(y[c], m.squareShift, squares, lanes);
    }
  }

  /** Computes what {@link #linear} does, after {@link #square}. */
  private void multiply(LaneMatrix m, int[][] y, int[][] out) {
    if (m.shift >= 1) {
      for (int row = 0; row < m.rows; row++) {
        Lanes.multiply(m.w, row, y, m.columns, sums, lanes);
        if (m.relu) {
          Lanes.relu(sums, lanes);
        }
        Lanes.rescale(sums, m.shift, out[row], clamps, lanes);
      }
    }
    for (int b = 0; b < lanes; b++) {
      if (m.shift < 1 || squares[b] > m.limit) {
        wideLinear(m, y, out, b);
      }
    }
    done(m.site, m.layer, out);
  }

  /** Computes for one lane of {@link #linear} the rows whose sums may need 64 bits. */
  private void wideLinear(LaneMatrix m, int[][] y, int[][] out, int lane) {
    for (int c = 0; c < m.columns; c++) {
      column[c] = y[c][lane];
    }
    for (int row = 0; row < m.rows; row++) {
      if (m.shift < 1 || squares[lane] > m.limits[row]) {
        long sum = m.sum(row, column);
        // What the loop over all lanes has counted with the lowest 32 bits of the sum.
        int low = (int) sum;
        clamps[lane] -= m.shift < 1 ? 0 : clamped(m.rescale(low));
        int a = m.rescale(sum);
        clamps[lane] += clamped(a);
        out[row][lane] = FixedMath.sat16(a);
        wideSums++;
      }
    }
  }

  private static int clamped(int a) {
    return FixedMath.sat16(a) == a ? 0 : 1;
  }

  final void countWideSums(int sums) {
    wideSums += sums;
  }

  private void add(int layer) {
    for (int i = 0; i < x.length; i++) {
      Lanes.add(x[i], added[i], clamps, lanes);
    }
    done(Site.RESIDUAL, layer, x);
  }

  final int clamp(int a, int lane) {
    int word = FixedMath.sat16(a);
    clamps[lane] += clamped(a);
    return word;
  }

  /** Moves the clamps of all lanes to the sequences' counts and shows the site's words. */
  private void done(Site site, int layer, int[][] words) {
    observer.values(site, layer, words, lanes);
    for (int b = 0; b < lanes; b++) {
      if (clamps[b] != 0) {
        saturations[b].count(site, layer, clamps[b]);
        clamps[b] = 0;
      }
    }
  }
}
