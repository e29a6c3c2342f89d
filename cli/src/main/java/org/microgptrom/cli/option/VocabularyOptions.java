package org.microgptrom.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.datasets.SubwordLearner;
import org.microgptrom.exchange.TokenizerReader;
import org.microgptrom.model.TokenizerFile;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.train.recipe.Recipe;
import picocli.CommandLine.Option;

/** The options that say what the symbols of a model are: characters unless told otherwise. */
public final class VocabularyOptions {
  private static final String TOKENS = "--tokens";
  private static final String TOKENIZER = "--tokenizer";

  @Option(
      names = TOKENS,
      paramLabel = "N",
      description =
          "Learn a byte-pair vocabulary of N tokens, BOS among them, from the documents to train on:"
              + " frequent parts of words become symbols (default: the characters are the symbols).")
  @Range(from = "3", to = "4096")
  private @Nullable Integer tokens;

  @Option(
      names = TOKENIZER,
      paramLabel = "FILE",
      description =
          "Take the byte-pair vocabulary of a tokenizer.json, or of the checkpoint or bundle that"
              + " holds one; Hugging Face's tokenizers write it, too.")
  private @Nullable Path tokenizer;

  /** Refuses what does not go with the recipe, or together. */
  public void require(Recipe recipe) {
    if (tokens != null && tokenizer != null) {
      throw new InputException(
          TOKENS + " and " + TOKENIZER, "both give a vocabulary", "leave out one of the two");
    }
    if (recipe == Recipe.MICROGPT && (tokens != null || tokenizer != null)) {
      throw new InputException(
          tokens == null ? TOKENIZER : TOKENS,
          "does not go with --recipe microgpt: the symbols of microgpt.py are characters",
          "leave out one of the two");
    }
  }

  /**
   * The vocabulary of a model.
   *
   * @param characters of its corpus
   * @param training the texts that it is trained on
   */
  public Vocabulary of(Vocabulary characters, List<String> training) {
    if (tokenizer != null) {
      return read(tokenizer, characters);
    }
    if (tokens == null) {
      return characters;
    }
    int count = tokens;
    return CommonOptions.checked(TOKENS, () -> SubwordLearner.learn(characters, training, count));
  }

  private static Vocabulary read(Path path, Vocabulary characters) {
    Path file = Files.isDirectory(path) ? path.resolve(TokenizerFile.NAME) : path;
    Vocabulary vocabulary = TokenizerReader.read(file);
    try {
      characters.symbols().forEach(vocabulary::encode);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          file,
          "lacks a character of the corpus: " + VisibleText.of(String.valueOf(e.getMessage())),
          "learn a vocabulary from the corpus with " + TOKENS + ", or leave such documents out",
          e);
    }
    return vocabulary;
  }
}
