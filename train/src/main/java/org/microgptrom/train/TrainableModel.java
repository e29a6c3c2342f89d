package org.microgptrom.train;

import java.util.Map;

/** A model in training, whatever computes it. Plain arrays go in and come out. */
interface TrainableModel extends AutoCloseable {
  /** Takes one optimizer step; the result is the batch's loss before it, in nats per token. */
  double step(Batch batch, double rate);

  /** The batch's loss in nats per token, by the averaged weights. */
  double measure(Batch batch);

  /** A copy of the averaged weights, by parameter name in their order, row-major. */
  Map<String, double[]> weights();

  /** A copy of all that decides how training goes on. */
  ModelState state();

  @Override
  void close();
}
