package org.microgptrom.train.vector;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.io.InputException;
import org.microgptrom.train.code.CodedWeights;
import org.microgptrom.train.code.RoundedWeights;
import org.microgptrom.train.engine.FlatParameters;
import org.microgptrom.train.engine.TrainableModel;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.state.Floats;
import org.microgptrom.train.state.ModelState;
import org.microgptrom.train.vector.kernel.VectorTransformer;
import org.microgptrom.train.vector.kernel.Workers;

/** A model trained in plain Java with the Vector API, in 32-bit floating point. */
public final class VectorModel implements TrainableModel {
  private static final String MODULE = "jdk.incubator.vector";

  /**
   * The most parameters of a model; with more, arrays of intermediate values come near the longest
   * that Java allows.
   */
  private static final long MOST_PARAMETERS = 100_000_000;

  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final ModelConfig config;
  private final CodedWeights coded;
  private final float[] parameters; // all in their order, each row-major
  private final float[] gradient;
  private final Workers workers;
  private final VectorTransformer transformer;
  private final VectorAdam adam;
  private @Nullable RoundedWeights measured; // null until the weights of a step are asked for

  /** Starts from a copy of {@code state}, without codes. */
  public VectorModel(ModelConfig config, ModelState state, Recipe recipe, int threads) {
    this(config, state, new CodedWeights(config, TrainedCodes.NONE), recipe, threads);
  }

  /**
   * Starts from a copy of {@code state}.
   *
   * @param coded what the parameters of the state stand for; belongs to this model from now on
   * @throws InputException if the Vector API is missing or the shape is too large
   */
  public VectorModel(
      ModelConfig config, ModelState state, CodedWeights coded, Recipe recipe, int threads) {
    requireVectorApi();
    if (config.parameterCount() > MOST_PARAMETERS) {
      throw new InputException(
          "training engine",
          "vector is for at most "
              + MOST_PARAMETERS
              + " parameters, not "
              + config.parameterCount(),
          "use --engine djl");
    }
    if (VectorTransformer.longestArray(config) > LONGEST_ARRAY) {
      throw new InputException(
          "training engine",
          "vector keeps "
              + VectorTransformer.longestArray(config)
              + " values of one kind at this context and width, more than an array of Java holds",
          "use --engine djl, or choose a smaller --context or --hidden");
    }
    this.config = config;
    this.coded = coded;
    this.parameters = flat(state.weights());
    this.gradient = new float[parameters.length];
    this.workers = new Workers(threads);
    this.transformer = new VectorTransformer(config, workers);
    this.adam =
        new VectorAdam(
            state.step(),
            flat(state.first()),
            flat(state.second()),
            flat(state.average()),
            recipe.adam(),
            workers);
  }

  private static void requireVectorApi() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      throw new InputException(
          "training engine",
          "vector needs the Java module " + MODULE + ", which is not loaded",
          "start it with ./microgpt-rom, or java --add-modules "
              + MODULE
              + ", or use --engine djl");
    }
  }

  @Override
  public double step(List<int[]> batch, double rate) {
    double loss = transformer.loss(coded.decode(parameters), batch, gradient);
    coded.complete(gradient);
    adam.step(parameters, gradient, rate);
    measured = null;
    return loss;
  }

  @Override
  public double measure(List<int[]> batch) {
    return transformer.loss(measured().weights(), batch, null);
  }

  private RoundedWeights measured() {
    if (measured == null) {
      measured = coded.rounded(adam.average());
    }
    return measured;
  }

  @Override
  public Map<String, double[]> weights() {
    return FlatParameters.view(config.parameters(), measured().weights());
  }

  @Override
  public TrainedCodes codes() {
    return measured().codes();
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

  private float[] flat(Map<String, double[]> byName) {
    return Floats.floats(FlatParameters.flat(coded.parameters(), byName));
  }

  private Map<String, double[]> byName(float[] all) {
    return FlatParameters.view(coded.parameters(), all);
  }

  @Override
  public void close() {
    workers.close();
  }
}
