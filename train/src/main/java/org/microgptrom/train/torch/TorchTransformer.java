package org.microgptrom.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.train.recipe.Batch;

/**
 * microgpt.py's forward pass over a batch, in the precision of its parameters. In a small model the
 * engine's time goes into the number of operations and the memory that they pass through, not into
 * arithmetic. Therefore padding is left out where it can be, the three projections of attention are
 * one product, and all parameters are one array.
 */
public final class TorchTransformer {
  private static final double EPSILON = 1e-5;

  private final ModelConfig config;
  private final long[] ends; // where each matrix but the last ends among the parameters
  private final List<Shape> shapes; // of each matrix
  private final DataType type;
  private final NDArray epsilon; // ()
  private final NDArray one; // ()
  private final NDArray scale; // (3 D, 1) 1 / sqrt(hd) for queries, 1 for keys and values

  /**
   * A forward pass for parameters of this type.
   *
   * @param manager holds the constants
   */
  public TorchTransformer(ModelConfig config, DataType type, NDManager manager) {
    this.config = config;
    int embd = config.embd();
    shapes = new ArrayList<>();
    shapes.add(new Shape(config.vocabSize(), embd)); // wte
    shapes.add(new Shape(config.context(), embd)); // wpe
    shapes.add(new Shape(config.vocabSize(), embd)); // lm_head
    for (int layer = 0; layer < config.layers(); layer++) {
      shapes.add(new Shape(3L * embd, embd)); // wq, wk, wv, which follow each other
      shapes.add(new Shape(embd, embd)); // wo
      shapes.add(new Shape(config.hidden(), embd)); // fc1
      shapes.add(new Shape(embd, config.hidden())); // fc2
    }
    ends = new long[shapes.size() - 1];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = (i == 0 ? 0 : ends[i - 1]) + shapes.get(i).size();
    }
    this.type = type;
    this.epsilon = TorchArrays.scalar(EPSILON, type, manager);
    this.one = TorchArrays.scalar(1, type, manager);
    double[] factors = new double[3 * embd];
    Arrays.fill(factors, 1);
    Arrays.fill(factors, 0, embd, 1 / Math.sqrt(config.headDim()));
    this.scale = TorchArrays.array(factors, new Shape(3L * embd, 1), type, manager);
  }

  /**
   * The (R T, V) logits of a batch.
   *
   * @param parameters all in {@code ModelConfig.parameters()} order, each row-major
   */
  public NDArray logits(NDArray parameters, Batch batch) {
    NDManager manager = parameters.getManager();
    NDList matrices = parameters.split(ends);
    for (int i = 0; i < matrices.size(); i++) {
      matrices.set(i, matrices.get(i).reshape(shapes.get(i)));
    }
    NDArray hidden = hidden(batch, manager);
    NDArray x =
        rows(matrices.get(0), manager.create(batch.inputs()))
            .add(rows(matrices.get(1), manager.create(batch.positions())));
    x = normalized(x); // (R T, D)
    for (int layer = 0; layer < config.layers(); layer++) {
      int at = 3 + 4 * layer;
      NDArray qkv = linear(normalized(x), matrices.get(at).mul(scale)); // (R T, 3 D)
      x = x.add(linear(attention(qkv, batch, hidden), matrices.get(at + 1)));
      NDArray mlp = linear(normalized(x), matrices.get(at + 2)).getNDArrayInternal().relu();
      x = x.add(linear(mlp, matrices.get(at + 3)));
    }
    return linear(x, matrices.get(2));
  }

  /**
   * The mask of each row: -inf for the keys that a query must not see, 0 for the others; (R or 1,
   * 1, T, T).
   */
  private NDArray hidden(Batch batch, NDManager manager) {
    int length = batch.length();
    boolean alike = batch.isOnePerRow(); // then all rows have one mask
    int rows = alike ? 1 : batch.rows();
    float[] mask = new float[Math.multiplyExact(rows, length * length)];
    int i = 0;
    for (int row = 0; row < rows; row++) {
      for (int key = 0; key < length; key++) {
        for (int query = 0; query < length; query++) {
          boolean seen =
              key <= query
                  && (alike
                      || batch.segments()[row * length + key]
                          == batch.segments()[row * length + query]);
          mask[i++] = seen ? 0 : Float.NEGATIVE_INFINITY;
        }
      }
    }
    return manager.create(mask, new Shape(rows, 1, length, length)).toType(type, false);
  }

  /** Root-mean-square normalization of each row, without gain. */
  private NDArray normalized(NDArray x) {
    NDArray root = x.square().mean(new int[] {-1}, true).addi(epsilon).sqrt();
    return x.mul(one.div(root)); // a quotient's gradient would pass three times through memory
  }

  /**
   * The output of attention, (R T, D), for queries, keys and values, (R T, 3 D). Attention weights
   * lie with the queries side by side, as the engine's softmax is many times faster across short
   * rows than along them.
   */
  private NDArray attention(NDArray qkv, Batch batch, NDArray hidden) {
    int rows = batch.rows();
    int length = batch.length();
    int heads = config.heads();
    int headDim = config.headDim();
    NDList parts =
        qkv.reshape(rows, length, 3, heads, headDim)
            .transpose(2, 0, 3, 1, 4)
            .reshape(3L * rows, heads, length, headDim)
            .split(3); // (R, H, T, hd) each
    NDArray scores = parts.get(1).matMul(parts.get(0).swapAxes(2, 3)).addi(hidden);
    NDArray weights = scores.softmax(2); // (R, H, T of keys, T of queries)
    return weights
        .swapAxes(2, 3)
        .matMul(parts.get(2))
        .transpose(0, 2, 1, 3)
        .reshape((long) rows * length, config.embd());
  }

  /** The rows of a matrix with these numbers. */
  private static NDArray rows(NDArray matrix, NDArray numbers) {
    return Embedding.embedding(numbers, matrix, SparseFormat.DENSE).singletonOrThrow();
  }

  private static NDArray linear(NDArray x, NDArray weight) {
    return Linear.linear(x, weight).singletonOrThrow();
  }
}
