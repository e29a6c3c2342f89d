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
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.train.code.CodedWeights;
import org.microgptrom.train.code.RoundedWeights;
import org.microgptrom.train.engine.FlatParameters;
import org.microgptrom.train.engine.TrainableModel;
import org.microgptrom.train.recipe.Batch;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.state.ModelState;

/** A model trained by DJL with PyTorch; no array of the engine leaves this class. */
public final class TorchModel implements TrainableModel {
  private final ModelConfig config;
  private final NDManager manager;
  private final CodedWeights coded;
  private final NDArray parameters; // all in their order, each row-major
  private final NDArray weights; // that codes make of the parameters, or they themselves
  private final NDArray zero;
  private final TorchTransformer transformer;
  private final TorchAdam adam;
  private @Nullable RoundedWeights rounded; // null until the weights of a step are asked for

  /** Starts from a copy of {@code state}, without codes. */
  public TorchModel(ModelConfig config, ModelState state, Recipe recipe, NDManager manager) {
    this(config, state, new CodedWeights(config, TrainedCodes.NONE), recipe, manager);
  }

  /**
   * Starts from a copy of {@code state}, in the recipe's precision, which is 32 bits with codes.
   *
   * @param coded what the parameters of the state stand for; belongs to this model from now on
   * @param manager will own all arrays and be closed with this model
   */
  public TorchModel(
      ModelConfig config, ModelState state, CodedWeights coded, Recipe recipe, NDManager manager) {
    this.config = config;
    this.manager = manager;
    this.coded = coded;
    DataType type = recipe.isDoublePrecision() ? DataType.FLOAT64 : DataType.FLOAT32;
    double[] values = FlatParameters.flat(coded.parameters(), state.weights());
    parameters = TorchArrays.array(values, new Shape(values.length), type, manager);
    weights = coded.isNone() ? parameters : manager.zeros(new Shape(config.parameterCount()), type);
    weights.setRequiresGradient(true);
    zero = TorchArrays.scalar(0, type, manager);
    transformer = new TorchTransformer(config, type, manager);
    adam =
        new TorchAdam(
            parameters,
            state.step(),
            FlatParameters.flat(coded.parameters(), state.first()),
            FlatParameters.flat(coded.parameters(), state.second()),
            FlatParameters.flat(coded.parameters(), state.average()),
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
      if (!coded.isNone()) {
        weights.muli(zero).addi(manager.create(coded.decode(parameters.toFloatArray())));
      }
      double loss;
      try (GradientCollector gradients =
          Engine.getEngine(TorchEngine.NAME).newGradientCollector()) {
        NDArray mean = TorchCrossEntropy.of(transformer.logits(weights, batch), batch);
        gradients.backward(mean);
        loss = TorchArrays.number(mean);
      }
      NDArray gradient = weights.getGradient();
      adam.step(coded.isNone() ? gradient : completed(gradient), rate, manager);
      gradient.muli(zero);
      rounded = null;
      return loss;
    }
  }

  /** The gradient by all parameters for that by the weights. */
  private NDArray completed(NDArray gradient) {
    float[] all = Arrays.copyOf(gradient.toFloatArray(), (int) parameters.size());
    coded.complete(all);
    return manager.create(all);
  }

  @Override
  public double measure(List<int[]> sequences) {
    Batch batch = Batch.of(sequences);
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return TorchArrays.number(TorchCrossEntropy.of(transformer.logits(measured(), batch), batch));
    }
  }

  /** The weights that are measured, for the scope that is open. */
  private NDArray measured() {
    return coded.isNone() ? adam.average() : manager.create(rounded().weights());
  }

  private RoundedWeights rounded() {
    if (rounded == null) {
      rounded = coded.rounded(adam.average().toFloatArray());
    }
    return rounded;
  }

  /** The logits that follow a prefix of 1..T tokens; (V). */
  double[] logits(int[] prefix) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      int[] sequence = Arrays.copyOf(prefix, prefix.length + 1); // the last one's target is unused
      Batch batch = Batch.of(List.of(sequence));
      return TorchArrays.numbers(transformer.logits(measured(), batch).get(prefix.length - 1));
    }
  }

  @Override
  public Map<String, double[]> weights() {
    return coded.isNone()
        ? byName(adam.average())
        : FlatParameters.view(config.parameters(), rounded().weights());
  }

  @Override
  public TrainedCodes codes() {
    return coded.isNone() ? TrainedCodes.NONE : rounded().codes();
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
        ? FlatParameters.byName(coded.parameters(), values.toDoubleArray())
        : FlatParameters.view(coded.parameters(), values.toFloatArray());
  }

  @Override
  public void close() {
    manager.close();
  }
}
