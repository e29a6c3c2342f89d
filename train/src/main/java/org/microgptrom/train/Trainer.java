package org.microgptrom.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.io.InputException;
import org.microgptrom.train.code.CodedWeights;
import org.microgptrom.train.engine.FlatParameters;
import org.microgptrom.train.engine.TrainableModel;
import org.microgptrom.train.recipe.Batch;
import org.microgptrom.train.recipe.Batches;
import org.microgptrom.train.recipe.InitialWeights;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.recipe.TrainingPlan;
import org.microgptrom.train.state.CodeStart;
import org.microgptrom.train.state.Floats;
import org.microgptrom.train.state.Metrics;
import org.microgptrom.train.state.ModelState;
import org.microgptrom.train.state.Snapshot;
import org.microgptrom.train.state.TrainingIdentity;
import org.microgptrom.train.state.TrainingState;
import org.microgptrom.train.state.TrainingStore;
import org.microgptrom.train.torch.MicrogptSampler;
import org.microgptrom.train.torch.TorchEngine;
import org.microgptrom.train.torch.TorchModel;
import org.microgptrom.train.vector.VectorModel;

/**
 * Trains a MicroGPT: with seeded initial weights and batches, Adam, and the best weights on the
 * way.
 */
public final class Trainer {
  /** The fewest documents that are measured at once; with fewer, measuring is slow. */
  private static final int LEAST_MEASURED = 64;

  private final TrainingOptions options;
  private final List<List<int[]>> held;
  private final TrainingStore store;
  private final TrainingListener listener;
  private final List<Metrics> metrics = new ArrayList<>();
  private Optional<Snapshot> best = Optional.empty();
  private Optional<CodeStart> codeStart = Optional.empty();
  private int measurementsSinceBest;

  private Trainer(
      TrainingOptions options,
      List<List<int[]>> held,
      TrainingStore store,
      TrainingListener listener) {
    this.options = options;
    this.store = store;
    this.held = held;
    this.listener = listener;
  }

  /**
   * Trains from the first step, or from the step at which a stored training stopped. Equal
   * arguments give equal weights on one machine, bit for bit; another kind of processor may sum in
   * another order, after which the last bits drift. A process can run one training at a time, as
   * the engine collects gradients for one only.
   *
   * @param training token sequences as {@code Vocabulary.sequence} makes them for this context; for
   *     {@link Recipe#MICROGPT} in the order of the file
   * @param validation token sequences of the validation split, made in the same way; may be empty
   * @param store where the state is kept on the way, {@link TrainingStore#NONE} for nowhere
   * @param listener which is told of every step
   * @throws InputException if there is nothing to train on, the engine can't be loaded, the weights
   *     leave the range of numbers, options need a validation split and there is none, or tensors
   *     have too few weights for codes
   */
  public static TrainingResult train(
      ModelConfig config,
      List<int[]> training,
      List<int[]> validation,
      TrainingOptions options,
      TrainingStore store,
      TrainingListener listener) {
    requireFit(config, training);
    requireFit(config, validation);
    requireDocuments(training, validation, options);
    FlatParameters.requireFit(config);
    TrainingPlan plan = TrainingPlan.of(training, options);
    List<List<int[]>> held = Batches.once(validation, measured(config, options));
    TrainingIdentity identity = TrainingIdentity.of(config, training, validation, options);
    return new Trainer(options, held, store, listener).train(config, plan, identity);
  }

  private TrainingResult train(ModelConfig config, TrainingPlan plan, TrainingIdentity identity) {
    ModelState state = start(config, plan, identity);
    List<int[]> samples = List.of();
    if (codeStart.isEmpty()) {
      CodedWeights none = new CodedWeights(config, TrainedCodes.NONE);
      try (TrainableModel model = model(config, state, none)) {
        if (options.steps() > 0) {
          run(model, Phase.withoutCodes(options, plan.schedule()), plan, identity);
        } else {
          best = Optional.of(snapshot(model, held.isEmpty() ? Double.NaN : meanLoss(model), 0));
        }
        if (options.recipe() == Recipe.MICROGPT) {
          samples = MicrogptSampler.sample(config, (TorchModel) model, plan.random());
        }
      }
      if (options.codes().isPresent()) {
        beginCodes(config, plan, identity);
      }
    } else {
      CodedWeights coded = new CodedWeights(config, codeStart.get().codes());
      try (TrainableModel model = model(config, state, coded)) {
        runWithCodes(model, plan, identity);
      }
    }
    return result(samples);
  }

  /** Fits codes to the best weights, and trains both. */
  private void beginCodes(ModelConfig config, TrainingPlan plan, TrainingIdentity identity) {
    Snapshot of = best.orElseThrow();
    CodeStart start = new CodeStart(metrics.size(), of.loss(), fitted(config, of.weights()));
    CodedWeights coded = new CodedWeights(config, start.codes());
    codeStart = Optional.of(start);
    best = Optional.empty();
    measurementsSinceBest = 0;
    ModelState state = ModelState.initial(coded.initial(of.weights()));
    try (TrainableModel model = model(config, state, coded)) {
      listener.codesBegin(start, held.isEmpty() ? Double.NaN : meanLoss(model));
      runWithCodes(model, plan, identity);
    }
  }

  private void runWithCodes(TrainableModel model, TrainingPlan plan, TrainingIdentity identity) {
    run(model, Phase.withCodes(options, codeStart.orElseThrow(), metrics), plan, identity);
  }

  private TrainedCodes fitted(ModelConfig config, Map<String, float[]> weights) {
    try {
      return CodedWeights.fit(config, options.codes().orElseThrow().bits(), weights);
    } catch (IllegalArgumentException e) {
      throw InputException.of("weight bits", e, "choose more bits there, or a larger shape");
    }
  }

  /**
   * The number of documents of the validation split that are measured at once: memory allows no
   * more than a batch.
   */
  private static int measured(ModelConfig config, TrainingOptions options) {
    return Math.max(
        options.batch(), Math.min(LEAST_MEASURED, TrainingOptions.mostDocuments(config)));
  }

  private TrainableModel model(ModelConfig config, ModelState state, CodedWeights coded) {
    return switch (options.engine()) {
      case DJL ->
          new TorchModel(
              config,
              state,
              coded,
              options.recipe(),
              TorchEngine.open(options.threads(), options.device()));
      case VECTOR -> new VectorModel(config, state, coded, options.recipe(), options.threads());
    };
  }

  /** The state that is stored, or initial weights. */
  private ModelState start(ModelConfig config, TrainingPlan plan, TrainingIdentity identity) {
    Map<String, double[]> initial = InitialWeights.draw(config, plan.random());
    if (options.init().isPresent()) {
      options.init().get().weights().forEach((name, of) -> initial.put(name, Floats.doubles(of)));
    }
    if (options.codes().isPresent()) {
      Map<String, float[]> weights = new LinkedHashMap<>();
      initial.forEach((name, of) -> weights.put(name, Floats.floats(of)));
      fitted(config, weights); // refuses at once what could not be fitted after a long training
    }
    Optional<TrainingState> stored = store.load(identity);
    stored.ifPresent(this::restore);
    return stored.map(TrainingState::model).orElseGet(() -> ModelState.initial(initial));
  }

  private void restore(TrainingState state) {
    metrics.addAll(state.metrics());
    best = state.best();
    codeStart = state.codes();
    int from = best.map(Snapshot::step).orElse(codeStart.map(CodeStart::step).orElse(0));
    for (Metrics of : metrics) {
      if (of.validationLoss() != null && of.step() > from) {
        measurementsSinceBest++;
      }
    }
  }

  private void run(
      TrainableModel model, Phase phase, TrainingPlan plan, TrainingIdentity identity) {
    Metrics before =
        metrics.isEmpty()
            ? new Metrics(0, 0, null, 0, 0, 0, false)
            : metrics.get(metrics.size() - 1);
    long start = System.nanoTime() - (long) (before.seconds() * 1e9);
    long tokens = before.tokens();
    boolean last = false;
    for (int step = before.step() + 1; !last; step++) {
      double clock = phase.clock(seconds(start));
      last = phase.isLast(step) || clock == 1;
      List<int[]> batch = plan.batches().of(step);
      double rate = phase.rate(step, clock);
      double loss = requireFinite(model.step(batch, rate), step);
      tokens += Batch.tokens(batch);
      Double validationLoss = null;
      if (!held.isEmpty() && (last || phase.isMeasured(step, held.size()))) {
        validationLoss = requireFinite(meanLoss(model), step);
        last |= isEnough(validationLoss, model, step, phase);
      } else if (last) {
        best = Optional.of(snapshot(model, Double.NaN, step));
      }
      metrics.add(
          new Metrics(
              step, loss, validationLoss, rate, tokens, seconds(start), codeStart.isPresent()));
      listener.stepped(metrics.get(step - 1), phase.all());
      if (!last && store.isDue()) {
        ModelState state = model.state();
        requireFinite(state.weights(), step);
        store.save(identity, new TrainingState(state, best, metrics, codeStart));
      }
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Keeps the weights if they are the best so far, and says whether to stop here. */
  private boolean isEnough(double validationLoss, TrainableModel model, int step, Phase phase) {
    measurementsSinceBest++;
    if (best.isEmpty() || validationLoss < best.get().loss()) {
      best = Optional.of(snapshot(model, validationLoss, step));
      measurementsSinceBest = 0;
    }
    return (phase.isLast() && validationLoss <= options.stop().targetLoss())
        || measurementsSinceBest >= options.stop().patience();
  }

  private TrainingResult result(List<int[]> samples) {
    Snapshot kept = best.orElseThrow();
    return new TrainingResult(
        kept.weights(),
        kept.step(),
        Double.isNaN(kept.loss()) ? OptionalDouble.empty() : OptionalDouble.of(kept.loss()),
        metrics,
        samples,
        kept.codes(),
        codeStart);
  }

  private double meanLoss(TrainableModel model) {
    double sum = 0;
    long tokens = 0;
    for (List<int[]> batch : held) {
      int targets = Batch.tokens(batch);
      sum += model.measure(batch) * targets;
      tokens += targets;
    }
    return sum / tokens;
  }

  private Snapshot snapshot(TrainableModel model, double loss, int step) {
    Map<String, double[]> weights = model.weights();
    requireFinite(weights, step);
    Map<String, float[]> rounded = new LinkedHashMap<>();
    weights.forEach((name, values) -> rounded.put(name, Floats.floats(values)));
    return new Snapshot(step, loss, rounded, model.codes());
  }

  private void requireFinite(Map<String, double[]> weights, int step) {
    for (double[] values : weights.values()) {
      for (double value : values) {
        requireFinite(value, step);
      }
    }
  }

  private double requireFinite(double value, int step) {
    if (!Double.isFinite(value)) {
      throw new InputException(
          "training step " + step,
          "the weights have left the range of numbers ("
              + value
              + ") at learning rate "
              + options.learningRate(),
          "train with a lower learning rate, "
              + options.learningRate() / 10
              + " say"
              + store.advice());
    }
    return value;
  }

  private static void requireDocuments(
      List<int[]> training, List<int[]> validation, TrainingOptions options) {
    if (training.isEmpty()) {
      throw new InputException(
          "corpus", "holds no document to train on", "add documents or hold out fewer");
    }
    if (validation.isEmpty() && options.stop().needsValidation()) {
      throw new InputException(
          "training options",
          "a target loss or patience needs a validation loss, and no document is held out",
          "leave them away, or train on five documents or more");
    }
  }

  private static void requireFit(ModelConfig config, List<int[]> sequences) {
    for (int[] sequence : sequences) {
      if (sequence.length < 2 || sequence.length > config.context() + 1) {
        throw new IllegalArgumentException(
            "a sequence has 2.." + (config.context() + 1) + " tokens, not " + sequence.length);
      }
      for (int token : sequence) {
        if (token < 0 || token >= config.vocabSize()) {
          throw new IllegalArgumentException(
              "a token must be in 0.." + (config.vocabSize() - 1) + ", not " + token);
        }
      }
    }
  }
}
