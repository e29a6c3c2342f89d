package org.microgptrom.sweep.trial;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.quantize.Comparison;
import org.microgptrom.quantize.Quantizer;
import org.microgptrom.quantize.Sample;
import org.microgptrom.train.Trainer;
import org.microgptrom.train.TrainingResult;
import org.microgptrom.train.recipe.CodeTraining;
import org.microgptrom.train.recipe.EngineKind;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.CheckpointWriter;
import org.microgptrom.train.state.CodeStart;
import org.microgptrom.train.state.TrainingStore;

/**
 * Trains for real, each trial on one thread, and keeps the checkpoint: some bytes for each
 * parameter, which spare the best model a second training.
 */
public final class TrialTraining implements TrialRunner {
  /** The folder of the trial's checkpoint in that of the trial. */
  public static final String CHECKPOINT = "checkpoint";

  private final SweepData data;

  public TrialTraining(SweepData data) {
    this.data = data;
  }

  @Override
  public TrialResult run(Trial trial, Path folder) {
    long start = System.nanoTime();
    TrainingResult trained;
    try {
      trained = train(trial);
    } catch (InputException e) {
      return failure(trial, e, start); // weights that left the range of numbers, or no codes
    }
    Path place = folder.resolve(CHECKPOINT);
    Checkpoint checkpoint = checkpoint(trial, trained);
    CheckpointWriter.write(place, checkpoint, trained.metrics());
    try {
      Comparison comparison =
          quantize(trial, checkpoint, CheckpointCodec.tensorsSha256(place)).report().comparison();
      TrialResult.Figures figures =
          new TrialResult.Figures(
              comparison.lossFloat(),
              comparison.lossFixed(),
              comparison.klNatsPerToken(),
              comparison.argmaxAgreement(),
              comparison.saturations());
      return new TrialResult(trial, null, figures, seconds(start));
    } catch (InputException e) {
      return failure(trial, e, start); // values that do not fit 16 bits
    }
  }

  private static TrialResult failure(Trial trial, InputException e, long start) {
    return new TrialResult(
        trial, e.getMessage().lines().findFirst().orElse(""), null, seconds(start));
  }

  private static double seconds(long start) {
    return Math.round((System.nanoTime() - start) / 1e6) / 1e3;
  }

  private TrainingResult train(Trial trial) {
    return Trainer.train(
        trial.shape(),
        sequences(data.split().training(), trial),
        sequences(data.split().validation(), trial),
        options(trial, data.split().training().size()),
        TrainingStore.NONE,
        (metrics, steps) -> {});
  }

  private List<int[]> sequences(List<String> documents, Trial trial) {
    Vocabulary vocabulary = data.vocabulary(trial.tokens());
    return documents.stream()
        .map(document -> vocabulary.sequence(document, trial.shape().context()))
        .toList();
  }

  /** The options of {@code train} that the trial's commands give. */
  static TrainingOptions options(Trial trial, int documents) {
    EngineKind engine = trial.engineKind();
    TrainingOptions defaults =
        TrainingOptions.defaults(Recipe.FAST, engine, trial.shape(), documents, trial.seed());
    return new TrainingOptions(
        defaults.recipe(),
        engine,
        trial.steps(),
        defaults.batch(),
        defaults.learningRate(),
        trial.seed(),
        1,
        defaults.stop(),
        defaults.device(),
        trial.codeSteps() == 0
            ? Optional.empty()
            : Optional.of(new CodeTraining(trial.bits(), trial.codeSteps())),
        Optional.empty());
  }

  private Checkpoint checkpoint(Trial trial, TrainingResult trained) {
    int steps = trained.metrics().size();
    int floatSteps = trained.codeStart().map(CodeStart::step).orElse(steps);
    return new Checkpoint(
        trial.shape(),
        data.vocabulary(trial.tokens()),
        trained.weights(),
        new Provenance(
            ToolVersion.current(),
            Recipe.FAST.toString(),
            trial.seed(),
            steps,
            data.split().id(),
            steps - floatSteps,
            ""),
        trained.codes());
  }

  /** The trial's model in fixed point, the same whenever it is asked for. */
  public Quantizer.Result quantize(Trial trial, Checkpoint checkpoint, String sha256) {
    return Quantizer.quantize(
        new Quantizer.Input(
            checkpoint,
            sha256,
            Sample.first("training", data.split().training(), trial.calibration()),
            Sample.first("validation", data.split().validation(), trial.evaluation())),
        Progress.NONE);
  }
}
