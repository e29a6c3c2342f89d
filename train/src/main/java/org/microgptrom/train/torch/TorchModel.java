package org.microgptrom.train.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.train.engine.FlatParameters;
import org.microgptrom.train.engine.TrainableModel;
import org.microgptrom.train.recipe.Batch;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.state.ModelState;

/** A model trained by DJL with PyTorch; no array of the engine leaves this class. */
public final class TorchModel implements TrainableModel {
  private final ModelConfig config;
  private final NDManager manager;
  private final NDArray parameters; // all in their order, each row-major
  private final TorchTransformer transformer;
  private final TorchAdam adam;

  /**
   * Starts from a copy of {@code state}, in the recipe's precision.
   *
   * @param manager will own all arrays and be closed with this model
   */
  public TorchModel(ModelConfig config, ModelState state, Recipe recipe, NDManager manager) {
    this.config = config;
    this.manager = manager;
    DataType type = recipe.isDoublePrecision() ? DataType.FLOAT64 : DataType.FLOAT32;
    double[] weights = FlatParameters.flat(config, state.weights());
    parameters = TorchArrays.array(weights, new Shape(weights.length), type, manager);
    parameters.setRequiresGradient(true);
    transformer = new TorchTransformer(config, type, manager);
    adam =
        new TorchAdam(
            parameters,
            state.step(),
            FlatParameters.flat(config, state.first()),
            FlatParameters.flat(config, state.second()),
            FlatParameters.flat(config, state.average()),
            recipe.adam(),
            manager);
  }

  @Override
  public double step(List<int[]> sequences, double rate) {
    Batch batch = Batch.of(sequences);
    // An operation's result stays with the manager of its left operand, often the parameters', so
    // only a scope frees all that a step makes.
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      double loss;
      try (GradientCollector gradients =
          Engine.getEngine(TorchEngine.NAME).newGradientCollector()) {
        NDArray mean = TorchCrossEntropy.of(transformer.logits(parameters, batch), batch);
        gradients.backward(mean);
        loss = TorchArrays.number(mean);
      }
      adam.step(rate, manager);
      return loss;
    }
  }

  @Override
  public double measure(List<int[]> sequences) {
    Batch batch = Batch.of(sequences);
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return TorchArrays.number(
          TorchCrossEntropy.of(transformer.logits(adam.average(), batch), batch));
    }
  }

  /** The logits that follow a prefix of 1..T tokens; (V). */
  double[] logits(int[] prefix) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      int[] sequence = Arrays.copyOf(prefix, prefix.length + 1); // the last one's target is unused
      Batch batch = Batch.of(List.of(sequence));
      return TorchArrays.numbers(transformer.logits(adam.average(), batch).get(prefix.length - 1));
    }
  }

  @Override
  public Map<String, double[]> weights() {
    return byName(adam.average());
  }

  @Override
  public ModelState state() {
    return new ModelState(
        adam.stepsTaken(),
        byName(parameters),
        byName(adam.first()),
        byName(adam.second()),
        byName(adam.average()));
  }

  private Map<String, double[]> byName(NDArray values) {
    return values.getDataType() == DataType.FLOAT64
        ? FlatParameters.byName(config, values.toDoubleArray())
        : FlatParameters.view(config, values.toFloatArray());
  }

  @Override
  public void close() {
    manager.close();
  }
}
