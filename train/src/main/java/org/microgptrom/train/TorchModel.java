package org.microgptrom.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;

/**
 * A model in training. Plain arrays go in and come out; no array of the engine leaves this class.
 */
final class TorchModel implements AutoCloseable {
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final Transformer transformer;
  private final Adam adam;

  /**
   * Starts from a copy of {@code weights}, by parameter name and row-major.
   *
   * @param manager will own all arrays and be closed with this model
   */
  TorchModel(ModelConfig config, Map<String, float[]> weights, NDManager manager) {
    this.manager = manager;
    for (ParameterSpec spec : config.parameters()) {
      Shape shape = new Shape(spec.rows(), spec.columns());
      NDArray parameter = manager.create(weights.get(spec.name()), shape);
      parameter.setRequiresGradient(true);
      parameters.put(spec.name(), parameter);
    }
    transformer = new Transformer(config, parameters, manager);
    adam = new Adam(parameters.values(), manager);
  }

  /** Takes one optimizer step; the result is the batch's loss before it, in nats per token. */
  double step(Batch batch, double rate) {
    // An operation's result stays with the manager of its left operand, often a parameter's, so
    // only a scope frees all that a step makes.
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      double loss;
      try (GradientCollector gradients =
          Engine.getEngine(TorchEngine.NAME).newGradientCollector()) {
        NDArray mean = loss(batch);
        gradients.backward(mean);
        loss = mean.getFloat();
      }
      adam.step(rate, manager);
      return loss;
    }
  }

  /** The batch's loss in nats per token. */
  double measure(Batch batch) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return loss(batch).getFloat();
    }
  }

  /** A copy of the weights, by parameter name and row-major. */
  Map<String, float[]> weights() {
    Map<String, float[]> weights = new LinkedHashMap<>();
    parameters.forEach((name, values) -> weights.put(name, values.toFloatArray()));
    return weights;
  }

  @Override
  public void close() {
    manager.close();
  }

  private NDArray loss(Batch batch) {
    Shape shape = new Shape(batch.rows(), batch.length());
    return CrossEntropy.of(transformer.logits(manager.create(batch.inputs(), shape)), batch);
  }
}
