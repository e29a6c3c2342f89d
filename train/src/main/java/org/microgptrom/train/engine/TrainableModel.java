package org.microgptrom.train.engine;

import java.util.List;
import java.util.Map;
import org.microgptrom.train.state.ModelState;

/** A model in training, whatever computes it. Plain arrays go in and come out. */
public interface TrainableModel extends AutoCloseable {
  /**
   * Takes one optimizer step.
   *
   * @param batch sequences of at least two tokens each; element i + 1 is the target of element i
   * @return the batch's loss before the step, in nats per token
   */
  double step(List<int[]> batch, double rate);

  /** The loss of such a batch in nats per token, by the averaged weights. */
  double measure(List<int[]> batch);

  /** A copy of the averaged weights, by parameter name in their order, row-major. */
  Map<String, double[]> weights();

  /** A copy of all that decides how training goes on. */
  ModelState state();

  @Override
  void close();
}
