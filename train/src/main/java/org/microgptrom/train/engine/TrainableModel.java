package org.microgptrom.train.engine;

import java.util.List;
import java.util.Map;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.train.state.ModelState;

/** A model in training, computed by any engine. It takes and returns plain arrays. */
public interface TrainableModel extends AutoCloseable {
  /**
   * Takes one optimizer step.
   *
   * @param batch the sequences, of at least two tokens each; element i + 1 is the target of element
   *     i
   * @return the batch's loss before the step, in nats per token
   */
  double step(List<int[]> batch, double rate);

  /** The loss of a batch, made as for {@code #step}, in nats per token, by {@link #weights}. */
  double measure(List<int[]> batch);

  /**
   * A copy of the averaged weights, rounded to {@link #codes} if there are any, by parameter name
   * in {@code parameters()} order, row-major.
   */
  Map<String, double[]> weights();

  /** The codes of {@link #weights}; {@link TrainedCodes#NONE} in a training without. */
  TrainedCodes codes();

  /** A copy of everything that decides how the training goes on. */
  ModelState state();

  @Override
  void close();
}
