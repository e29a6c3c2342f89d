package org.microgptrom.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.train.CheckpointWriter;
import org.microgptrom.train.Trainer;
import org.microgptrom.train.TrainingOptions;
import org.microgptrom.train.TrainingResult;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Corpus to {@code checkpoint/}, with the options that steer it. */
final class TrainStage {
  @Mixin private CorpusOptions corpusOptions;
  @Mixin private ShapeOptions shape;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Optimizer steps (default: by the size of model and corpus).")
  private Integer steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Documents per step (default: by the size of the corpus).")
  private Integer batch;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "Peak learning rate (default: by the width of the model).")
  private Double learningRate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description =
          "Seed of the split, the initial weights, the batches and the samples (default:"
              + " ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the training engine (default: by the size of the model).")
  private Integer threads;

  /** What the next stage needs, also when it runs at once. */
  record Trained(Checkpoint checkpoint, Split split, OptionalDouble validationLoss) {}

  long seed() {
    return seed;
  }

  Trained run(Path folder, Console console) {
    Corpus corpus = corpusOptions.load();
    Vocabulary vocabulary = corpus.vocabulary();
    ModelConfig config = shape.config(vocabulary.size());
    Split split = Split.of(corpus, seed);
    report(corpus, config, split, console);
    TrainingOptions options = options(config, split);
    TrainingResult result;
    try (TrainingProgress progress = new TrainingProgress(console, options.steps())) {
      result =
          Trainer.train(
              config,
              split.training().stream().map(d -> vocabulary.sequence(d, config.context())).toList(),
              split.validation().stream()
                  .map(d -> vocabulary.sequence(d, config.context()))
                  .toList(),
              options,
              progress);
    }
    Checkpoint checkpoint =
        new Checkpoint(
            config,
            vocabulary,
            result.weights(),
            new Provenance(
                ToolVersion.current(), TrainingOptions.RECIPE, seed, options.steps(), split.id()));
    CheckpointWriter.write(folder, checkpoint, result.metrics());
    result
        .validationLoss()
        .ifPresent(
            loss ->
                console.progress(
                    String.format(
                        Locale.ROOT,
                        "  validation loss %.4f nats per token after step %d",
                        loss,
                        result.step())));
    return new Trained(checkpoint, split, result.validationLoss());
  }

  private TrainingOptions options(ModelConfig config, Split split) {
    TrainingOptions defaults = TrainingOptions.defaults(config, split.training().size(), seed);
    return CommonOptions.checked(
        "training options",
        () ->
            new TrainingOptions(
                steps == null ? defaults.steps() : steps,
                batch == null ? defaults.batch() : batch,
                learningRate == null ? defaults.learningRate() : learningRate,
                seed,
                threads == null ? defaults.threads() : threads));
  }

  private static void report(Corpus corpus, ModelConfig config, Split split, Console console) {
    console.progress(
        String.format(
            Locale.ROOT,
            "train: corpus %s, %,d documents (%,d held out), %d symbols with BOS; %,d parameters",
            corpus.name(),
            corpus.documents().size(),
            split.validation().size(),
            config.vocabSize(),
            config.parameterCount()));
    int truncated = corpus.truncated(config.context());
    if (truncated > 0) {
      console.warn(
          String.format(
              Locale.ROOT,
              "%,d of %,d documents do not fit the context of %d tokens with their end; they are cut"
                  + " (--context)",
              truncated,
              corpus.documents().size(),
              config.context()));
    }
  }
}
