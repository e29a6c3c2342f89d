package org.microgptrom.model.fixed;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.model.Site;

/**
 * Computes what {@link GoldenSimulator} computes, word for word, several times as fast. It can't be
 * observed; {@link GoldenSimulator} is its oracle in the tests. Where all sequences are known
 * beforehand, {@link FastSimulator} is faster still.
 *
 * <p>Sums of products are taken in 32 bits where weights and input prove that they fit ({@link
 * LaneMatrix}), else in 64 bits, row by row. Loops are those of the Vector API where Java was
 * started with its module ({@code --add-modules jdk.incubator.vector}), else plain ones.
 *
 * <p>Not thread-safe: one instance runs one sequence at a time.
 */
public final class SoloSimulator implements TokenSimulator {
  /** The module of the Vector API, which Java loads where it is asked to. */
  private static final String VECTORS = "jdk.incubator.vector";

  /** The most words that are kept of all starts. */
  private static final int MOST_START_WORDS = 1 << 22;

  private final boolean vectors;
  private final QuantizedModel model;
  private final ModelConfig config;
  private final int embd;
  private final Saturations all;
  private final List<Layer> layers;
  private final SoloMatrix head;
  private final long embeddingEpsilon;
  private final long residualEpsilon;
  private final int[] x; // (embd), as the following, each with zeros up to SoloMatrix.padded
  private final int[] n;
  private final int[] a;
  private final int[] added; // output of Wo or W2
  private final int[] h; // (hidden)
  private final @Nullable Start[] starts; // (vocabulary * context), empty if that were too many
  private Saturations saturations; // of what is computed now
  private int position;
  private long wideSums;

  /** What the first layer's attention starts from, which only token and position decide. */
  private static final class Start {
    final int[] x;
    final Query query;
    final @Nullable Saturations clamps; // null if there are none

    Start(int[] x, Query query, Saturations clamps) {
      this.x = x;
      this.query = query;
      this.clamps = clamps.total() == 0 ? null : clamps;
    }
  }

  /** Query, key and value of a token in a layer. */
  private static final class Query {
    final int[] q;
    final int[] k;
    final int[] v;

    Query(int embd) {
      q = new int[embd];
      k = new int[embd];
      v = new int[embd];
    }
  }

  /** The matrices and the attention of one layer. */
  private record Layer(
      SoloMatrix wqkv, SoloMatrix wo, SoloMatrix fc1, SoloMatrix fc2, SoloAttention attention) {}

  /** A simulator at position 0. */
  public SoloSimulator(QuantizedModel model) {
    this(model, ModuleLayer.boot().findModule(VECTORS).isPresent());
  }

  /** A simulator with loops in the Vector API or in plain Java. */
  SoloSimulator(QuantizedModel model, boolean vectors) {
    this.vectors = vectors;
    this.model = model;
    this.config = model.config();
    this.embd = config.embd();
    this.all = new Saturations(config.layers());
    this.saturations = all;
    LaneMatrix.Maker matrices = new LaneMatrix.Maker(model);
    this.layers =
        IntStream.range(0, config.layers()).mapToObj(layer -> layer(matrices, layer)).toList();
    this.head = SoloMatrix.of(vectors, matrices.head());
    this.embeddingEpsilon = GoldenSimulator.epsilon(embd, model.formats().embedding());
    this.residualEpsilon = GoldenSimulator.epsilon(embd, model.formats().residual());
    int width = SoloMatrix.padded(embd);
    this.x = new int[width];
    this.n = new int[width];
    this.a = new int[width];
    this.added = new int[width];
    this.h = new int[SoloMatrix.padded(config.hidden())];
    int pairs = config.vocabSize() * config.context();
    this.starts = new Start[(long) pairs * 4 * embd <= MOST_START_WORDS ? pairs : 0];
  }

  private Layer layer(LaneMatrix.Maker matrices, int layer) {
    return new Layer(
        SoloMatrix.of(
            vectors,
            matrices.of(Role.ATTN_WQ, layer),
            matrices.of(Role.ATTN_WK, layer),
            matrices.of(Role.ATTN_WV, layer)),
        SoloMatrix.of(vectors, matrices.of(Role.ATTN_WO, layer)),
        SoloMatrix.of(vectors, matrices.of(Role.MLP_FC1, layer)),
        SoloMatrix.of(vectors, matrices.of(Role.MLP_FC2, layer)),
        SoloAttention.of(vectors, model, layer));
  }

  @Override
  public QuantizedModel model() {
    return model;
  }

  @Override
  public void reset() {
    position = 0;
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public Saturations saturations() {
    return all;
  }

  /** The number of sums of products with weights that took 64 bits so far. */
  long wideSums() {
    return wideSums;
  }

  @Override
  public int[] step(int token) {
    if (position == config.context()) {
      throw new IllegalStateException("the context of " + position + " tokens is full");
    }
    Query query = start(token);
    for (int number = 0; number < layers.size(); number++) {
      Layer layer = layers.get(number);
      if (number > 0) {
        query = query(number);
      }
      attend(layer.attention(), query, number);
      linear(layer.wo(), a, added);
      add(number);
      norm(x, residualEpsilon, number, n);
      linear(layer.fc1(), n, h);
      linear(layer.fc2(), h, added);
      add(number);
    }
    int[] logits = new int[config.vocabSize()];
    linear(head, x, logits);
    position++;
    return logits;
  }

  private Query start(int token) {
    int number = token * config.context() + position;
    if (number >= starts.length) {
      embedding(token);
      return query(0);
    }
    Start start = starts[number];
    if (start == null) {
      saturations = new Saturations(config.layers());
      embedding(token);
      start = new Start(x.clone(), query(0), saturations);
      saturations = all;
      starts[number] = start;
    }
    System.arraycopy(start.x, 0, x, 0, embd);
    if (start.clamps != null) {
      all.add(start.clamps);
    }
    return start.query;
  }

  private Query query(int layer) {
    Query query = new Query(embd);
    norm(x, residualEpsilon, layer, n);
    linear(layers.get(layer).wqkv(), n, query.q, query.k, query.v);
    return query;
  }

  private void embedding(int token) {
    short[] wte = model.weights(ParameterSpec.WTE);
    short[] wpe = model.weights(ParameterSpec.WPE);
    for (int i = 0; i < embd; i++) {
      x[i] = wte[token * embd + i] + wpe[position * embd + i];
    }
    norm(x, embeddingEpsilon, Site.NO_LAYER, n);
    int shift = model.formats().norm().fractionBits() - model.formats().residual().fractionBits();
    for (int i = 0; i < embd; i++) {
      x[i] = FixedMath.rescale(n[i], shift);
    }
    clamp(-1, x, embd, Site.RESIDUAL, Site.NO_LAYER);
  }

  private void attend(SoloAttention attention, Query query, int layer) {
    attention.put(position, query.k, query.v);
    int clamps = attention.attend(query.q, 0, position + 1, a);
    if (clamps > 0) {
      saturations.count(Site.ATTENTION, layer, clamps);
    }
  }

  private void add(int layer) {
    int magnitude = 0;
    for (int i = 0; i < embd; i++) {
      int value = x[i] + added[i];
      x[i] = value;
      magnitude |= value ^ (value >> 31);
    }
    clamp(magnitude, x, embd, Site.RESIDUAL, layer);
  }

  /** Computes norm(y, fy), where {@code epsilon} belongs to fy. */
  private void norm(int[] y, long epsilon, int layer, int[] out) {
    long sum = epsilon + squares(y);
    int e = FixedMath.leadingOne(sum) & ~1;
    int r = FixedMath.interpolate(model.tables().rsqrt(), sum, e);
    int shift = 15 + e / 2 - Tables.rsqrtExponent(embd) - model.formats().norm().fractionBits();
    int magnitude = 0;
    if (shift >= 1) {
      for (int i = 0; i < embd; i++) {
        int value = (((y[i] * r) >> (shift - 1)) + 1) >> 1; // |y| <= 2^15, r < 2^16, shift < 32
        out[i] = value;
        magnitude |= value ^ (value >> 31);
      }
    } else {
      for (int i = 0; i < embd; i++) {
        out[i] = FixedMath.rescale((long) y[i] * r, shift);
      }
      magnitude = -1;
    }
    clamp(magnitude, out, embd, Site.NORM, layer);
  }

  private static long squares(int[] y) {
    long sum = 0;
    for (int value : y) {
      sum += (long) value * value;
    }
    return sum;
  }

  /** Computes each part of W * y as a word of its output. */
  private void linear(SoloMatrix w, int[] y, int[]... outs) {
    w.multiply(y);
    long squares = squares(y);
    for (int i = 0; i < outs.length; i++) {
      LaneMatrix part = w.part(i);
      int magnitude = w.output(i, outs[i]);
      long shortened = squares >> part.squareShift;
      if (part.shift < 1 || shortened > part.limit) {
        wideLinear(part, y, shortened, outs[i]);
        magnitude = -1;
      }
      clamp(magnitude, outs[i], part.rows, part.site, part.layer);
    }
  }

  /** Computes the rows whose sums may need 64 bits. */
  private void wideLinear(LaneMatrix m, int[] y, long shortened, int[] out) {
    for (int row = 0; row < m.rows; row++) {
      if (m.shift < 1 || shortened > m.limits[row]) {
        out[row] = m.rescale(m.sum(row, y));
        wideSums++;
      }
    }
  }

  /**
   * Limits values to words.
   *
   * @param magnitude holds the bits of all values, complemented where negative
   */
  private void clamp(int magnitude, int[] values, int count, Site site, int layer) {
    if (magnitude >>> 15 == 0) {
      return;
    }
    for (int i = 0; i < count; i++) {
      int word = FixedMath.sat16(values[i]);
      if (word != values[i]) {
        values[i] = word;
        saturations.count(site, layer);
      }
    }
  }
}
