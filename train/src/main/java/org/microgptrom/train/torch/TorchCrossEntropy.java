package org.microgptrom.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.microgptrom.train.recipe.Batch;

/** Computes the loss: the mean of -ln p(target) in nats over the targets that count. */
public final class TorchCrossEntropy {
  private TorchCrossEntropy() {}

  /** The loss of (R T, V) logits for the batch's inputs, as a scalar array. */
  public static NDArray of(NDArray logits, Batch batch) {
    NDManager manager = logits.getManager();
    Shape column = new Shape(batch.targets().length, 1);
    NDArray targets = manager.create(batch.targets(), column);
    NDArray weights =
        manager
            .create(batch.mask(), column)
            .toType(logits.getDataType(), false)
            .divi(-batch.tokens());
    return logits.logSoftmax(1).gather(targets, 1).mul(weights).sum();
  }
}
