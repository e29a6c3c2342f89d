package org.microgptrom.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import java.util.Arrays;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;

/** microgpt.py's forward pass over a batch, in the precision of its parameters. */
final class Transformer {
  private static final double EPSILON = 1e-5;

  private final ModelConfig config;
  private final Map<String, NDArray> parameters;
  private final NDArray future; // (T, T) -inf above the diagonal, 0 elsewhere
  private final NDArray epsilon; // ()
  private final NDArray scale; // () 1 / sqrt(hd)

  /**
   * Computes with {@code parameters}, which it does not own.
   *
   * @param manager holds the constants
   */
  Transformer(ModelConfig config, Map<String, NDArray> parameters, NDManager manager) {
    this.config = config;
    this.parameters = parameters;
    int context = config.context();
    DataType type = parameters.get(ParameterSpec.WTE).getDataType();
    double[] mask = new double[context * context];
    for (int row = 0; row < context; row++) {
      Arrays.fill(mask, row * context + row + 1, (row + 1) * context, Double.NEGATIVE_INFINITY);
    }
    this.future = Precision.array(mask, new Shape(context, context), type, manager);
    this.epsilon = Precision.scalar(EPSILON, type, manager);
    this.scale = Precision.scalar(1 / Math.sqrt(config.headDim()), type, manager);
  }

  /** (B, T) token ids to (B, T, V) logits. */
  NDArray logits(NDArray tokens) {
    long length = tokens.getShape().get(1);
    NDArray x =
        Embedding.embedding(tokens, parameters.get(ParameterSpec.WTE), SparseFormat.DENSE)
            .singletonOrThrow()
            .add(parameters.get(ParameterSpec.WPE).get(new NDIndex().addSliceDim(0, length)));
    NDArray mask = future.get(new NDIndex().addSliceDim(0, length).addSliceDim(0, length));
    x = normalized(x); // (B, T, D)
    for (int layer = 0; layer < config.layers(); layer++) {
      x = x.add(attention(normalized(x), layer, mask));
      x = x.add(mlp(normalized(x), layer));
    }
    return linear(x, parameters.get(ParameterSpec.LM_HEAD));
  }

  /** Root-mean-square normalization of the last axis, without gain. */
  private NDArray normalized(NDArray x) {
    return x.div(x.square().mean(new int[] {-1}, true).add(epsilon).sqrt());
  }

  private NDArray attention(NDArray x, int layer, NDArray mask) {
    NDArray q = heads(linear(x, weights(layer, Role.ATTN_WQ)).mul(scale)); // (B, H, T, hd)
    NDArray k = heads(linear(x, weights(layer, Role.ATTN_WK)));
    NDArray v = heads(linear(x, weights(layer, Role.ATTN_WV)));
    NDArray scores = q.matMul(k.swapAxes(2, 3)).add(mask); // (B, H, T, T)
    NDArray mixed = scores.softmax(3).matMul(v).transpose(0, 2, 1, 3).reshape(x.getShape());
    return linear(mixed, weights(layer, Role.ATTN_WO));
  }

  /** (B, T, D) to (B, H, T, hd). */
  private NDArray heads(NDArray x) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), config.heads(), config.headDim())
        .transpose(0, 2, 1, 3);
  }

  private NDArray mlp(NDArray x, int layer) {
    NDArray hidden = linear(x, weights(layer, Role.MLP_FC1)).getNDArrayInternal().relu();
    return linear(hidden, weights(layer, Role.MLP_FC2));
  }

  private NDArray weights(int layer, Role role) {
    return parameters.get(role.inLayer(layer));
  }

  private static NDArray linear(NDArray x, NDArray weight) {
    return Linear.linear(x, weight).singletonOrThrow();
  }
}
