package org.microgptrom.model.fixed;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.model.Site;

/**
 * A matrix and what is done with its products, as {@link LaneModel} and {@link SoloSimulator} need
 * it. The weights are shared with the model.
 */
final class LaneMatrix {
  /** The weights, (rows, columns). */
  final short[] w;

  final int rows;
  final int columns;

  /** The shift from a sum to a word of the output. */
  final int shift;

  /** Whether sums below 0 become 0. */
  final boolean relu;

  /** The site at which the output is clamped. */
  final Site site;

  final int layer;

  /**
   * The number of bits dropped from the square of each word of an input, so that their sum fits 32
   * bits.
   */
  final int squareShift;

  /** The least of {@link #limits}. */
  final int limit;

  /**
   * For each row, the largest sum of an input's squares, each without {@code squareShift} bits,
   * with which the row's sum of products fits 32 bits; negative if there is none.
   */
  final int[] limits;

  LaneMatrix(short[] w, int columns, int shift, Site site, int layer) {
    this.w = w;
    this.rows = w.length / columns;
    this.columns = columns;
    this.shift = shift;
    this.relu = site == Site.HIDDEN;
    this.site = site;
    this.layer = layer;
    this.squareShift = FixedMath.ceilLog2(columns); // columns <= 2^squareShift
    this.limits = IntStream.range(0, rows).map(this::limit).toArray();
    this.limit = Arrays.stream(limits).min().orElseThrow();
  }

  /**
   * The largest sum of an input's squares with which a row's sum of products fits 32 bits. By
   * Cauchy and Schwarz the magnitude of a sum of products is at most the product of the lengths of
   * row and input, so it fits 32 bits if the product of their squares is below 2^62. For inputs
   * that are never negative, such as the hidden layer's, only the weights of one sign can make a
   * sum large.
   */
  private int limit(int row) {
    long positive = 1;
    long negative = 1;
    for (int i = row * columns; i < (row + 1) * columns; i++) {
      long square = (long) w[i] * w[i];
      positive += w[i] > 0 ? square : 0;
      negative += w[i] < 0 ? square : 0;
    }
    long squares = site == Site.MLP_PROJECTION ? Math.max(positive, negative) : positive + negative;
    long allowed = (((1L << 62) - 1) / squares) >> squareShift;
    return (int) Math.min(Integer.MAX_VALUE, allowed - columns); // each square lost less than 1
  }

  /** The weight in a column, 0 after the last. */
  int weight(int row, int column) {
    return column < columns ? w[row * columns + column] : 0;
  }

  /**
   * The exact sum of products of a row.
   *
   * @param y of at least as many elements as there are columns
   */
  long sum(int row, int[] y) {
    long sum = 0;
    for (int c = 0; c < columns; c++) {
      sum += (long) w[row * columns + c] * y[c];
    }
    return sum;
  }

  /** What {@link FixedMath#rescale} makes of a row's sum. */
  int rescale(long sum) {
    return FixedMath.rescale(relu ? Math.max(0, sum) : sum, shift);
  }

  /** The matrices of a model. */
  record Maker(QuantizedModel model) {
    /** A matrix of a layer. */
    LaneMatrix of(Role role, int layer) {
      Formats formats = model.formats();
      Formats.Layer f = formats.layers().get(layer);
      String name = role.inLayer(layer);
      return switch (role) {
        case ATTN_WQ -> of(name, formats.norm(), Site.Q, layer);
        case ATTN_WK -> of(name, formats.norm(), Site.K, layer);
        case ATTN_WV -> of(name, formats.norm(), Site.V, layer);
        case ATTN_WO -> of(name, f.v(), Site.ATTENTION_PROJECTION, layer);
        case MLP_FC1 -> of(name, formats.norm(), Site.HIDDEN, layer);
        case MLP_FC2 -> of(name, f.hidden(), Site.MLP_PROJECTION, layer);
      };
    }

    /** The matrix that makes logits. */
    LaneMatrix head() {
      return of(ParameterSpec.LM_HEAD, model.formats().residual(), Site.LOGITS, Site.NO_LAYER);
    }

    private LaneMatrix of(String name, QFormat input, Site site, int layer) {
      ModelConfig config = model.config();
      Formats formats = model.formats();
      int shift =
          formats.weight(name).fractionBits()
              + input.fractionBits()
              - formats.site(site, layer).fractionBits();
      int columns = site == Site.MLP_PROJECTION ? config.hidden() : config.embd();
      return new LaneMatrix(model.weights(name), columns, shift, site, layer);
    }
  }
}
