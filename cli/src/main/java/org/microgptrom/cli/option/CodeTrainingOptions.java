package org.microgptrom.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.io.InputException;
import org.microgptrom.train.recipe.CodeTraining;
import org.microgptrom.train.recipe.GivenWeights;
import org.microgptrom.train.recipe.Recipe;
import picocli.CommandLine.Option;

/** The options for weights of few bits, and for weights to begin with. */
public final class CodeTrainingOptions {
  @Option(
      names = "--weight-bits",
      paramLabel = "BITS",
      description =
          "Then fit the weights to codes of 8, 4, 3 or 2 bits in ROM, and train both. BITS, or"
              + " BITS,TENSOR=BITS,...: 4,wte=8,layer*.mlp_fc2=3 say (default: 16, the words"
              + " themselves).")
  private @Nullable String weightBits;

  @Option(
      names = "--code-steps",
      paramLabel = "N",
      description =
          "Optimizer steps with codes, after the others (default: by the size of the corpus).")
  @Range(from = "1", to = "10000000")
  private @Nullable Integer codeSteps;

  @Option(
      names = "--init",
      paramLabel = "DIR",
      description =
          "Begin with the weights of this checkpoint, of the same shape and symbols; with"
              + " --weight-bits and without --steps, only steps with codes follow (default: weights"
              + " drawn by the seed).")
  private @Nullable Path init;

  /** Refuses what does not go with the recipe, or alone. */
  public void require(Recipe recipe) {
    if (recipe == Recipe.MICROGPT && (weightBits != null || init != null)) {
      throw new InputException(
          weightBits == null ? "--init" : "--weight-bits",
          "does not go with --recipe microgpt: its digits are those of microgpt.py",
          "leave out one of the two");
    }
    if (codeSteps != null && weightBits == null) {
      throw new InputException(
          "--code-steps", "needs --weight-bits, as no codes are trained without", "add it");
    }
  }

  /** The steps with codes; empty if all words have 16 bits. */
  public Optional<CodeTraining> codes(ModelConfig config, int documents) {
    if (weightBits == null) {
      return Optional.empty();
    }
    String text = weightBits;
    WeightBits bits =
        CommonOptions.checked(
            "--weight-bits",
            () ->
                WeightBits.parse(
                    text, config.parameters().stream().map(ParameterSpec::name).toList()));
    int steps = codeSteps == null ? CodeTraining.defaultSteps(documents) : codeSteps;
    return bits.isWide() ? Optional.empty() : Optional.of(new CodeTraining(bits, steps));
  }

  /**
   * The weights to begin with.
   *
   * @throws InputException if the checkpoint has another shape or other symbols
   */
  public Optional<GivenWeights> init(
      ModelConfig config, Vocabulary vocabulary, Split split, Console console) {
    if (init == null) {
      return Optional.empty();
    }
    Checkpoint checkpoint = CheckpointCodec.read(init);
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
