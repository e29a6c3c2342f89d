package org.microgptrom.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.io.InputException;
import org.microgptrom.quantize.WeightOptions;
import org.microgptrom.train.recipe.CodeTraining;
import org.microgptrom.train.recipe.GivenWeights;
import org.microgptrom.train.recipe.Recipe;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for weights of few bits, and for weights to begin with. */
public final class CodeTrainingOptions {
  @Mixin private WeightBitsOptions weightBits;

  @Option(
      names = "--code-steps",
      paramLabel = "N",
      description =
          "Where weights have fewer than 16 bits: optimizer steps after the others, in which weights"
              + " and codebooks are fitted to each other (default: by the size of the corpus).")
  @Range(from = "1", to = "10000000")
  private @Nullable Integer codeSteps;

  @Option(
      names = "--init",
      paramLabel = "DIR",
      description =
          "Begin with the weights of this checkpoint, of the same shape and symbols, and give them as"
              + " many bits as it does unless --weight-bits says otherwise; below 16 bits and without"
              + " --steps, only steps with codes follow (default: weights drawn by the seed).")
  private @Nullable Path init;

  private @Nullable Checkpoint initial; // of init; null until it is needed

  /** Refuses what does not go with the recipe, or alone. */
  public void require(Recipe recipe, ModelConfig config) {
    if (recipe == Recipe.MICROGPT && (weightBits.isGiven() || init != null)) {
      throw new InputException(
          weightBits.isGiven() ? WeightBitsOptions.NAME : "--init",
          "does not go with --recipe microgpt: its digits are those of microgpt.py",
          "leave out one of the two");
    }
    if (codeSteps != null && bits(config).isEmpty()) {
      throw new InputException(
          "--code-steps",
          "needs weights of fewer than 16 bits, as no others have codes to train",
          "add --weight-bits 4, say, or leave it out");
    }
  }

  /** The codes that will stand in ROM for the weights of a model. */
  public Codes inRom(ModelConfig config) {
    return bits(config)
        .map(WeightBits::codes)
        .orElseGet(() -> Codes.words(config.parameterNames()));
  }

  /** The steps with codes; empty if all words have 16 bits. */
  public Optional<CodeTraining> codes(ModelConfig config, int documents, Console console) {
    int steps = codeSteps == null ? CodeTraining.defaultSteps(documents) : codeSteps;
    Optional<WeightBits> bits = bits(config);
    if (bits.isPresent() && !weightBits.isGiven()) {
      console.progress(
          "train: --weight-bits " + bits.get().text() + ", as in " + init + "; 16 trains no codes");
    }
    return bits.map(asked -> new CodeTraining(asked, steps));
  }

  /**
   * The widths that are asked for or, where none are, those of the weights to begin with; empty if
   * all are 16.
   */
  private Optional<WeightBits> bits(ModelConfig config) {
    return weightBits
        .of(config)
        .or(
            () ->
                initial()
                    .filter(checkpoint -> checkpoint.config().equals(config)) // else refused
                    .map(WeightOptions::trained))
        .filter(bits -> !bits.isWide());
  }

  private Optional<Checkpoint> initial() {
    if (initial == null && init != null) {
      initial = CheckpointCodec.read(init);
    }
    return Optional.ofNullable(initial);
  }

  /**
   * The weights to begin with.
   *
   * @throws InputException if the checkpoint has another shape or other symbols
   */
  public Optional<GivenWeights> init(
      ModelConfig config, Vocabulary vocabulary, Split split, Console console) {
    Checkpoint checkpoint = initial().orElse(null);
    if (init == null || checkpoint == null) {
      return Optional.empty();
    }
    requireVocabulary(init, checkpoint.vocabulary(), vocabulary);
    ModelConfig actual = checkpoint.config();
    if (!actual.equals(config)) {
      throw new InputException(
          init,
          "has another shape than the model to train: " + shape(actual) + ", not " + shape(config),
          "give " + shape(actual) + " or another checkpoint");
    }
    if (!checkpoint.provenance().corpus().heldOutSha256().equals(split.id().heldOutSha256())) {
      console.warn(
          init
              + " was trained with other documents held out: the validation loss may be too good to"
              + " be true");
    }
    return Optional.of(new GivenWeights(checkpoint.weights(), CheckpointCodec.tensorsSha256(init)));
  }

  private static void requireVocabulary(Path init, Vocabulary actual, Vocabulary expected) {
    if (!actual.equals(expected)) {
      throw new InputException(
          init,
          "has other symbols than the corpus: "
              + actual.size()
              + " with BOS, not the same "
              + expected.size(),
          "train on the corpus of that checkpoint, or leave --init out");
    }
  }

  private static String shape(ModelConfig config) {
    return "--layers "
        + config.layers()
        + " --embd "
        + config.embd()
        + " --heads "
        + config.heads()
        + " --context "
        + config.context()
        + " --hidden "
        + config.hidden();
  }
}
