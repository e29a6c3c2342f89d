package org.microgptrom.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;

/** A model trained by DJL with PyTorch; no array of the engine leaves this class. */
final class TorchModel implements TrainableModel {
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final Transformer transformer;
  private final Adam adam;

  /**
   * Starts from a copy of {@code state}, in the recipe's precision.
   *
   * @param manager will own all arrays and be closed with this model
   */
  TorchModel(ModelConfig config, ModelState state, Recipe recipe, NDManager manager) {
    this.manager = manager;
    DataType type = recipe.isDoublePrecision() ? DataType.FLOAT64 : DataType.FLOAT32;
    for (ParameterSpec spec : config.parameters()) {
      Shape shape = new Shape(spec.rows(), spec.columns());
      NDArray parameter = Precision.array(state.weights().get(spec.name()), shape, type, manager);
      parameter.setRequiresGradient(true);
      parameters.put(spec.name(), parameter);
    }
    transformer = new Transformer(config, parameters, manager);
    adam = new Adam(parameters, state, recipe.adam(), manager);
  }

  @Override
  public double step(Batch batch, double rate) {
    // An operation's result stays with the manager of its left operand, often a parameter's, so
    // only a scope frees all that a step makes.
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      double loss;
      try (GradientCollector gradients =
          Engine.getEngine(TorchEngine.NAME).newGradientCollector()) {
        NDArray mean = loss(batch);
        gradients.backward(mean);
        loss = Precision.number(mean);
      }
      adam.step(rate, manager);
      return loss;
    }
  }

  @Override
  public double measure(Batch batch) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return Precision.number(loss(batch));
    }
  }

  /** The logits that follow a prefix of 1..T tokens; (V). */
  double[] logits(int[] prefix) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray tokens =
          manager.create(prefix, new Shape(1, prefix.length)).toType(DataType.INT64, false);
      return Precision.numbers(transformer.logits(tokens).get(0).get(prefix.length - 1));
    }
  }

  @Override
  public Map<String, double[]> weights() {
    Map<String, double[]> weights = new LinkedHashMap<>();
    parameters.forEach((name, values) -> weights.put(name, Precision.numbers(values)));
    return weights;
  }

  @Override
  public ModelState state() {
    return adam.state(weights());
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
