package org.microgptrom.cli.stage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.Interruption;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.option.CodeTrainingOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.ShapeOptions;
import org.microgptrom.cli.text.CheckpointFacts;
import org.microgptrom.cli.text.SummaryText;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.train.Trainer;
import org.microgptrom.train.TrainingResult;
import org.microgptrom.train.recipe.CodeTraining;
import org.microgptrom.train.recipe.DeviceKind;
import org.microgptrom.train.recipe.EngineKind;
import org.microgptrom.train.recipe.GivenWeights;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.StopRule;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.CodeStart;
import org.microgptrom.train.state.Metrics;
import org.microgptrom.train.state.Start;
import org.microgptrom.train.state.TrainingFolder;
import org.microgptrom.train.torch.EngineStatus;
import org.microgptrom.train.torch.TorchEngine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains a model on a corpus and writes the folder {@code checkpoint/}, with the options that steer
 * it.
 */
public final class TrainStage {
  @Mixin private TrainingData data;
  @Mixin private ShapeOptions shape;
  @Mixin private CodeTrainingOptions codeTraining;

  @Option(
      names = "--recipe",
      paramLabel = "RECIPE",
      defaultValue = "fast",
      description =
          "fast: batches, warm-up and cosine, a tenth of the documents held out, the weights averaged"
              + " over the last tenth of the steps and the best average kept. microgpt: exactly what"
              + " Karpathy's microgpt.py computes, the same losses and the same 20 samples, in double"
              + " precision, one document a step, nothing held out (default: ${DEFAULT-VALUE}).")
  private Recipe recipe;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "djl",
      description =
          "djl: PyTorch, for every shape and recipe. vector: plain Java with the Vector API, several"
              + " times faster on small shapes (default: ${DEFAULT-VALUE}).")
  private EngineKind engine;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description =
          "cpu, or gpu: the first GPU, with --engine djl in a build for CUDA: ./mvnw -P app,gpu"
              + " package (default: ${DEFAULT-VALUE}).")
  private DeviceKind device;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Optimizer steps (default: by the size of the corpus, without an end if --minutes is"
              + " given; 1000 in recipe microgpt).")
  @Range(from = "1", to = "10000000")
  private @Nullable Integer steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Documents per step (default: by the size of corpus and model).")
  @Range(from = "1", to = "65536")
  private @Nullable Integer batch;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description =
          "Highest learning rate (default: by the width of the model; 0.01 in recipe microgpt).")
  @Range(from = "0.000000001", to = "1000")
  private @Nullable Double learningRate;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description =
          "Stop after this time at the latest; the learning rate falls by the clock if the steps"
              + " would take longer.")
  @Range(from = "0.0001", to = "1000000")
  private @Nullable Double minutes;

  @Option(
      names = "--target-loss",
      paramLabel = "NATS",
      description = "Stop as soon as the validation loss is this or less.")
  @Range(from = "0", to = "1000")
  private @Nullable Double targetLoss;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop when N measurements of the validation loss in a row brought nothing better.")
  @Range(from = "1", to = "10000000")
  private @Nullable Integer patience;

  @Option(
      names = "--resume",
      description =
          "Go on where a training into the same folder was killed, given the same options (--lr,"
              + " --device and --threads may differ); from the first step if nothing was saved.")
  private boolean resume;

  @Option(
      names = "--save-seconds",
      paramLabel = "S",
      defaultValue = "10",
      description =
          "Save the state after every S seconds in DIR.training, for --resume; it is removed at the"
              + " end (default: ${DEFAULT-VALUE}).")
  @Range(from = "0", to = "1000000000")
  private double saveSeconds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description =
          "Seed of the split, the initial weights, the batches and the samples (default:"
              + " ${DEFAULT-VALUE}).")
  @Range(from = "-9223372036854775808", to = "9223372036854775807")
  private long seed;

  @Option(
      names = "--split-seed",
      paramLabel = "N",
      description =
          "Seed of the split alone, so that trainings with other seeds hold out the same documents"
              + " (default: --seed).")
  @Range(from = "-9223372036854775808", to = "9223372036854775807")
  private @Nullable Long splitSeed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the training engine (default: by the size of the model).")
  @Range(from = "1", to = "256")
  private @Nullable Integer threads;

  /** The result of a training, which the next stage needs when it runs at once. */
  public record Trained(Checkpoint checkpoint, Split split, CheckpointFacts.Training measured) {}

  public long seed() {
    return seed;
  }

  /** The shape of the model to train. */
  public ModelConfig config() {
    TrainingData.Loaded loaded = data();
    return shape.config(loaded.context(), loaded.vocabulary().size());
  }

  /** The codes that will stand in ROM for the weights of that model. */
  public Codes codes() {
    return codeTraining.inRom(config());
  }

  private TrainingData.Loaded data() {
    if (recipe == Recipe.MICROGPT) {
      refuseWithMicrogpt("--split-seed", splitSeed, "it holds no documents out");
    }
    return data.load(recipe, splitSeed == null ? seed : splitSeed);
  }

  /** How many of some texts stand in what the model was trained on, to the letter. */
  public int memorised(List<String> texts) {
    return data.trained(data()).count(texts);
  }

  public Trained run(Path folder, Console console) {
    TrainingData.Loaded loaded = data();
    ModelConfig config = config();
    data.requireKept(loaded);
    Split split = loaded.split();
    TrainingOptions options = options(config, split, console);
    data.tell(loaded, config, console);
    // microgpt.py shuffles the documents itself, from the order of the file.
    List<String> documents =
        recipe == Recipe.MICROGPT ? loaded.corpus().documents() : split.training();
    Start start = resume ? Start.RESUMED : Start.AFRESH;
    Duration interval = CommonOptions.saveInterval(saveSeconds);
    try (TrainingFolder place = TrainingFolder.open(folder, start, interval)) {
      return run(place, config, split, documents, options, console);
    }
  }

  private Trained run(
      TrainingFolder place,
      ModelConfig config,
      Split split,
      List<String> documents,
      TrainingOptions options,
      Console console) {
    Vocabulary vocabulary = data().vocabulary();
    List<int[]> validation =
        split.validation().stream().map(d -> vocabulary.sequence(d, config.context())).toList();
    TrainingResult result;
    if (engine == EngineKind.DJL) {
      provideEngine(console);
    }
    Interruption.advise("the same command with --resume goes on");
    try (TrainingProgress progress = new TrainingProgress(console, options)) {
      result =
          Trainer.train(
              config,
              documents.stream().map(d -> vocabulary.sequence(d, config.context())).toList(),
              validation,
              options,
              place.store(),
              progress);
    }
    Checkpoint checkpoint =
        new Checkpoint(
            config,
            vocabulary,
            result.weights(),
            new Provenance(
                ToolVersion.current(),
                recipe.toString(),
                seed,
                result.metrics().size(),
                split.id(),
                result.metrics().size() - floatSteps(result),
                options.init().map(GivenWeights::sha256).orElse("")),
            result.codes());
    place.finish(checkpoint, result.metrics());
    Interruption.advise("");
    Optional<Double> loss = result.validationLoss().stream().boxed().findFirst();
    Optional<Double> perByte = loss.flatMap(nats -> vocabulary.natsPerByte(nats, validation));
    loss.ifPresent(
        nats ->
            console.progress(
                String.format(
                    Locale.ROOT,
                    "  validation loss %.4f nats per token%s after step %d%s",
                    nats,
                    perByte
                        .map(bytes -> String.format(Locale.ROOT, ", %.4f per byte,", bytes))
                        .orElse(""),
                    result.step(),
                    result
                        .codeStart()
                        .map(start -> ", " + TrainingProgress.before(start))
                        .orElse(""))));
    List<String> samples = result.samples().stream().map(vocabulary::decode).toList();
    for (int i = 0; i < samples.size(); i++) {
      console.result(
          String.format(Locale.ROOT, "sample %2d: %s", i + 1, VisibleText.of(samples.get(i))));
    }
    if (!samples.isEmpty()) {
      console.progress(SummaryText.inCorpus(memorised(samples), samples.size()));
    }
    return new Trained(checkpoint, split, measured(result, perByte, samples));
  }

  /** The number of steps without codes. */
  private static int floatSteps(TrainingResult result) {
    return result.codeStart().map(CodeStart::step).orElse(result.metrics().size());
  }

  /** Makes sure that the engine djl is there. */
  static void provideEngine(Console console) {
    EngineStatus status = EngineStatus.of();
    if (status.toFetch()) {
      console.progress(
          "train: fetching the training engine, once, from Maven Central into " + status.folder());
    }
    try (StageProgress progress = new StageProgress(console)) {
      TorchEngine.provide(progress);
    }
  }

  private CheckpointFacts.Training measured(
      TrainingResult result, Optional<Double> perByte, List<String> samples) {
    Metrics last = result.metrics().get(result.metrics().size() - 1);
    return new CheckpointFacts.Training(
        engine.toString(),
        result.step(),
        last.loss(),
        result.validationLoss().isPresent() ? result.validationLoss().getAsDouble() : null,
        perByte.orElse(null),
        last.tokens(),
        last.seconds(),
        samples,
        result.codeStart().map(CodeStart::step).orElse(null),
        result
            .codeStart()
            .map(CodeStart::floatLoss)
            .filter(loss -> !Double.isNaN(loss))
            .orElse(null));
  }

  private TrainingOptions options(ModelConfig config, Split split, Console console) {
    codeTraining.require(recipe, config);
    if (recipe == Recipe.MICROGPT) {
      refuseWithMicrogpt("--batch", batch, "it trains on one document a step");
      refuseWithMicrogpt("--minutes", minutes, "its learning rate falls by the steps");
      refuseWithMicrogpt("--target-loss", targetLoss, "it holds no documents out");
      refuseWithMicrogpt("--patience", patience, "it holds no documents out");
      if (device == DeviceKind.GPU) {
        refuseWithMicrogpt("--device gpu", device, "its digits are those of a processor");
      }
      if (engine == EngineKind.VECTOR) {
        refuseWithMicrogpt("--engine vector", engine, "it needs 64-bit numbers, which djl has");
      }
    }
    if (device == DeviceKind.GPU && engine == EngineKind.VECTOR) {
      throw new InputException(
          "--device gpu",
          "does not go with --engine vector, which computes on the processor",
          "leave out one of the two");
    }
    TrainingOptions defaults =
        TrainingOptions.defaults(recipe, engine, config, split.training().size(), seed);
    Optional<GivenWeights> init = codeTraining.init(config, data().vocabulary(), split, console);
    Optional<CodeTraining> codes = codeTraining.codes(config, split.training().size(), console);
    int unlimited = minutes == null ? defaults.steps() : TrainingOptions.MOST_STEPS;
    int defaultSteps = codes.isPresent() && init.isPresent() ? 0 : unlimited;
    return CommonOptions.checked(
        "training options",
        () ->
            new TrainingOptions(
                recipe,
                engine,
                steps == null ? defaultSteps : steps,
                batch == null ? defaults.batch() : batch,
                learningRate == null ? defaults.learningRate() : learningRate,
                seed,
                threads == null ? defaults.threads() : threads,
                new StopRule(
                    minutes == null ? StopRule.NEVER.minutes() : minutes,
                    targetLoss == null ? StopRule.NEVER.targetLoss() : targetLoss,
                    patience == null ? StopRule.NEVER.patience() : patience),
                device,
                codes,
                init));
  }

  private static void refuseWithMicrogpt(String option, @Nullable Object value, String why) {
    if (value != null) {
      throw new InputException(
          option, "does not go with --recipe microgpt: " + why, "leave out one of the two");
    }
  }
}
