package org.microgptrom.train.vector.kernel;

import static org.microgptrom.train.vector.kernel.Kernels.LANES;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.train.vector.kernel.Kernels.Matrix;

/**
 * Computes forward and backward pass over a few sequences, and has the memory for all that the
 * backward pass needs. Blocks are (position, group of sequences). Only one thread at a time may use
 * a chunk.
 */
final class Chunk {
  private final ModelConfig config;
  private final Map<String, Integer> offsets;
  private final int wte;
  private final int wpe;
  private final int head;
  private final int mostPositions;
  private final int mostGroups;
  private final Attention attention;

  private final int[] inputs; // (blocks, lanes)
  private final int[] targets; // (blocks, lanes), -1 for none
  private final float[] embedded; // (blocks, D, lanes), as all others of width D
  private final float[] embeddedScales; // (blocks, lanes)
  private final Layer[] layers;
  private final float[] last; // what the last layer leaves
  private final float[] logits; // (blocks, V, lanes), then their gradients

  private final float[] dx; // the gradient by the residual stream
  private final float[] dn; // by a normalized residual stream, or attention's result
  private final float[] dh; // (blocks, F, lanes)
  private final float[] dqkv; // (blocks, 3 D, lanes)
  private final float[] update; // what a layer adds to the residual stream

  private int positions; // of the sequences that were computed last
  private int groups;

  /**
   * The places of one layer's weights, and the values that the layer keeps for its backward pass.
   */
  private static final class Layer {
    final int qkvAt; // the three projections follow each other and are used as one matrix
    final int outAt;
    final int fc1At;
    final int fc2At;
    final float[] x; // the residual stream before attention
    final float[] xScales; // (blocks, lanes)
    final float[] xNormal;
    final float[] qkv; // (blocks, 3 D, lanes)
    final float[] attention; // weights, as many as Attention keeps
    final float[] mixed;
    final float[] y; // the residual stream before the MLP
    final float[] yScales; // (blocks, lanes)
    final float[] yNormal;
    final float[] hidden; // (blocks, F, lanes)

    Layer(
        int layer,
        Map<String, Integer> offsets,
        int blocks,
        int width,
        int hiddenWidth,
        int attentionLength) {
      qkvAt = at(offsets, Role.ATTN_WQ.inLayer(layer));
      outAt = at(offsets, Role.ATTN_WO.inLayer(layer));
      fc1At = at(offsets, Role.MLP_FC1.inLayer(layer));
      fc2At = at(offsets, Role.MLP_FC2.inLayer(layer));
      x = new float[blocks * width];
      xScales = new float[blocks * LANES];
      xNormal = new float[blocks * width];
      qkv = new float[3 * blocks * width];
      attention = new float[attentionLength];
      mixed = new float[blocks * width];
      y = new float[blocks * width];
      yScales = new float[blocks * LANES];
      yNormal = new float[blocks * width];
      hidden = new float[blocks * hiddenWidth];
    }
  }

  private static int at(Map<String, Integer> offsets, String parameter) {
    return Objects.requireNonNull(offsets.get(parameter), parameter);
  }

  /**
   * A chunk with room for so many positions and groups.
   *
   * @param offsets of each parameter in the array of all weights
   * @param positions the most targets of a sequence
   * @param groups the most groups of {@link Kernels#LANES} sequences
   */
  Chunk(ModelConfig config, Map<String, Integer> offsets, int positions, int groups) {
    this.config = config;
    this.offsets = offsets;
    this.wte = at(offsets, ParameterSpec.WTE);
    this.wpe = at(offsets, ParameterSpec.WPE);
    this.head = at(offsets, ParameterSpec.LM_HEAD);
    this.mostPositions = positions;
    this.mostGroups = groups;
    int blocks = positions * groups;
    int width = config.embd() * LANES;
    int hiddenWidth = config.hidden() * LANES;
    attention = new Attention(config.heads(), config.headDim(), positions, groups);
    inputs = new int[blocks * LANES];
    targets = new int[blocks * LANES];
    embedded = new float[blocks * width];
    embeddedScales = new float[blocks * LANES];
    layers = new Layer[config.layers()];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Layer(i, offsets, blocks, width, hiddenWidth, attention.weightsLength());
    }
    last = new float[blocks * width];
    logits = new float[blocks * config.vocabSize() * LANES];
    dx = new float[blocks * width];
    dn = new float[blocks * width];
    dh = new float[blocks * hiddenWidth];
    dqkv = new float[3 * blocks * width];
    update = new float[blocks * width];
  }

  /** This chunk if it has room for so many positions and groups, or else a new chunk that has. */
  Chunk withRoomFor(int positions, int groups) {
    return positions <= mostPositions && groups <= mostGroups
        ? this
        : new Chunk(
            config, offsets, Math.max(positions, mostPositions), Math.max(groups, mostGroups));
  }

  /**
   * The sum of -ln p(target) over all targets of the sequences.
   *
   * @param sequences of at least two tokens each, element i + 1 the target of element i
   * @param gradients which take the gradient by all matrices of this sum, times {@code factor};
   *     null if only the loss is wanted
   */
  double loss(
      float[] weights, List<int[]> sequences, @Nullable MatrixGradients gradients, float factor) {
    fill(sequences);
    forward(weights);
    double loss = replaceByGradient(positions * groups, factor);
    if (gradients != null) {
      backward(weights, gradients);
    }
    return loss;
  }

  private void fill(List<int[]> sequences) {
    groups = (sequences.size() + LANES - 1) / LANES;
    positions = sequences.stream().mapToInt(sequence -> sequence.length - 1).max().orElseThrow();
    if (groups > mostGroups || positions > mostPositions) {
      throw new IllegalArgumentException(
          sequences.size() + " sequences of up to " + positions + " positions are too many");
    }
    Arrays.fill(inputs, 0, positions * groups * LANES, 0);
    Arrays.fill(targets, 0, positions * groups * LANES, -1);
    for (int i = 0; i < sequences.size(); i++) {
      int[] sequence = sequences.get(i);
      for (int t = 0; t + 1 < sequence.length; t++) {
        inputs[t * groups * LANES + i] = sequence[t];
        targets[t * groups * LANES + i] = sequence[t + 1];
      }
    }
  }

  private void forward(float[] weights) {
    int blocks = positions * groups;
    int embd = config.embd();
    int hidden = config.hidden();
    int length = blocks * embd * LANES;
    embed(weights);
    Kernels.normalize(embedded, layers[0].x, embeddedScales, embd, blocks);
    for (int i = 0; i < layers.length; i++) {
      Layer layer = layers[i];
      Kernels.normalize(layer.x, layer.xNormal, layer.xScales, embd, blocks);
      multiply(Matrix.of(weights, layer.qkvAt, 3 * embd, embd), layer.xNormal, layer.qkv, blocks);
      attention.forward(layer.qkv, layer.attention, layer.mixed, positions, groups);
      multiply(Matrix.of(weights, layer.outAt, embd, embd), layer.mixed, update, blocks);
      Kernels.add(layer.x, update, layer.y, length);
      Kernels.normalize(layer.y, layer.yNormal, layer.yScales, embd, blocks);
      multiply(Matrix.of(weights, layer.fc1At, hidden, embd), layer.yNormal, layer.hidden, blocks);
      Kernels.relu(layer.hidden, blocks * hidden * LANES);
      multiply(Matrix.of(weights, layer.fc2At, embd, hidden), layer.hidden, update, blocks);
      Kernels.add(layer.y, update, i + 1 < layers.length ? layers[i + 1].x : last, length);
    }
    multiply(Matrix.of(weights, head, config.vocabSize(), embd), last, logits, blocks);
  }

  private void backward(float[] weights, MatrixGradients gradients) {
    int blocks = positions * groups;
    int embd = config.embd();
    int hidden = config.hidden();
    int symbols = config.vocabSize();
    gradients.add(logits, symbols, last, embd, blocks, head);
    multiply(Matrix.of(weights, head, symbols, embd).transposed(), logits, dx, blocks);
    for (int i = layers.length - 1; i >= 0; i--) {
      Layer layer = layers[i];
      gradients.add(dx, embd, layer.hidden, hidden, blocks, layer.fc2At);
      multiply(Matrix.of(weights, layer.fc2At, embd, hidden).transposed(), dx, dh, blocks);
      Kernels.reluGradient(layer.hidden, dh, blocks * hidden * LANES);
      gradients.add(dh, hidden, layer.yNormal, embd, blocks, layer.fc1At);
      multiply(Matrix.of(weights, layer.fc1At, hidden, embd).transposed(), dh, dn, blocks);
      Kernels.addNormalizeGradient(layer.y, dn, layer.yScales, dx, embd, blocks);

      gradients.add(dx, embd, layer.mixed, embd, blocks, layer.outAt);
      multiply(Matrix.of(weights, layer.outAt, embd, embd).transposed(), dx, dn, blocks);
      attention.backward(layer.qkv, layer.attention, dn, dqkv, positions, groups);
      gradients.add(dqkv, 3 * embd, layer.xNormal, embd, blocks, layer.qkvAt);
      multiply(Matrix.of(weights, layer.qkvAt, 3 * embd, embd).transposed(), dqkv, dn, blocks);
      Kernels.addNormalizeGradient(layer.x, dn, layer.xScales, dx, embd, blocks);
    }
    Arrays.fill(dn, 0, blocks * embd * LANES, 0);
    Kernels.addNormalizeGradient(embedded, dx, embeddedScales, dn, embd, blocks);
  }

  private void multiply(Matrix m, float[] x, float[] y, int blocks) {
    if (config.embd() > VectorTransformer.MOST_EMBD_OF_SMALL) {
      Kernels.multiplyByRows(m, x, y, blocks);
    } else {
      Kernels.multiply(m, x, y, blocks);
    }
  }

  /** Replaces the logits by the loss's gradient times {@code factor}; returns the loss. */
  private double replaceByGradient(int blocks, float factor) {
    int symbols = config.vocabSize();
    double loss = 0;
    for (int i = 0; i < blocks * LANES; i++) {
      int from = i / LANES * symbols * LANES;
      if (i % LANES == 0) {
        Kernels.softmax(logits, from, symbols);
      }
      if (targets[i] >= 0) {
        int target = from + targets[i] * LANES + i % LANES;
        loss -= Math.log(logits[target]);
        logits[target] -= 1;
      } else {
        for (int symbol = 0; symbol < symbols; symbol++) {
          logits[from + symbol * LANES + i % LANES] = 0;
        }
      }
    }
    Kernels.scale(logits, factor, blocks * symbols * LANES);
    return loss;
  }

  private void embed(float[] weights) {
    int embd = config.embd();
    for (int i = 0; i < positions * groups * LANES; i++) {
      int token = wte + inputs[i] * embd;
      int position = wpe + i / (groups * LANES) * embd;
      int to = i / LANES * embd * LANES + i % LANES;
      for (int feature = 0; feature < embd; feature++) {
        embedded[to + feature * LANES] = weights[token + feature] + weights[position + feature];
      }
    }
  }

  /** Adds the gradient by the embeddings of the last {@link #loss} that was to have gradients. */
  void addEmbeddingGradient(float[] gradient) {
    int embd = config.embd();
    for (int i = 0; i < positions * groups * LANES; i++) {
      if (targets[i] < 0) {
        continue;
      }
      int token = wte + inputs[i] * embd;
      int position = wpe + i / (groups * LANES) * embd;
      int from = i / LANES * embd * LANES + i % LANES;
      for (int feature = 0; feature < embd; feature++) {
        float slope = dn[from + feature * LANES];
        gradient[token + feature] += slope;
        gradient[position + feature] += slope;
      }
    }
  }
}
