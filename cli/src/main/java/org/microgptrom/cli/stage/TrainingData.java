package org.microgptrom.cli.stage;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.option.ContextOptions;
import org.microgptrom.cli.option.CorpusOptions;
import org.microgptrom.cli.option.PreparationOptions;
import org.microgptrom.cli.option.VocabularyOptions;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.datasets.DataFiles;
import org.microgptrom.datasets.DocumentLengths;
import org.microgptrom.datasets.RunningText;
import org.microgptrom.datasets.Split;
import org.microgptrom.datasets.TrainedTexts;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.train.recipe.Recipe;
import picocli.CommandLine.Mixin;

/** What a model is trained on: the options for its corpus, and what they make of it. */
final class TrainingData {
  @Mixin private CorpusOptions corpusOptions;
  @Mixin private PreparationOptions preparation;
  @Mixin private ContextOptions contextOptions;
  @Mixin private VocabularyOptions symbols;

  private @Nullable Loaded loaded; // null until it is needed
  private List<String> notes = List.of(); // of how the corpus was read

  /**
   * A corpus as a training needs it.
   *
   * @param context in tokens
   * @param lengths of the documents; null for running text, which has none
   */
  record Loaded(
      Corpus corpus,
      Split split,
      Vocabulary vocabulary,
      int context,
      @Nullable DocumentLengths lengths) {}

  /** The corpus that the options name, which is read once. */
  Loaded load(Recipe recipe, long splitSeed) {
    if (loaded == null) {
      symbols.require(recipe);
      if (recipe == Recipe.MICROGPT && preparation.isGiven()) {
        throw new InputException(
            "--recipe microgpt",
            "takes a list of documents as it is: not --text, --fold-case, --normalize, --rare",
            "leave out one of the two");
      }
      DataFiles.Read read = corpusOptions.read(preparation.preparation());
      notes = read.notes();
      Corpus corpus = read.corpus();
      if (preparation.isText() && !corpus.labels().isEmpty()) {
        throw new InputException(
            "--text", "does not go with labels: running text has none", "leave out one of the two");
      }
      loaded = preparation.isText() ? text(corpus, splitSeed) : list(corpus, recipe, splitSeed);
    }
    return loaded;
  }

  private Loaded list(Corpus corpus, Recipe recipe, long seed) {
    Split split = recipe == Recipe.MICROGPT ? Split.whole(corpus, seed) : Split.of(corpus, seed);
    Vocabulary vocabulary = symbols.of(corpus.vocabulary(), split.training());
    DocumentLengths lengths = DocumentLengths.of(corpus.documents(), vocabulary);
    return new Loaded(corpus, split, vocabulary, contextOptions.of(lengths), lengths);
  }

  private Loaded text(Corpus corpus, long seed) {
    RunningText text = RunningText.of(corpus);
    int context = contextOptions.ofText();
    Vocabulary vocabulary = symbols.of(text.vocabulary(), text.trainingLines());
    Split split = text.split(seed, RunningText.Windows.of(vocabulary, context));
    return new Loaded(corpus, split, vocabulary, context, null);
  }

  /** What the model will be trained on. */
  TrainedTexts trained(Loaded data) {
    return data.lengths == null
        ? TrainedTexts.of(RunningText.of(data.corpus))
        : TrainedTexts.of(data.split, data.vocabulary, data.context);
  }

  /** Refuses a context that cuts off most of the text. */
  void requireKept(Loaded data) {
    if (data.lengths != null) {
      contextOptions.require(data.corpus, data.lengths);
    }
  }

  /** Tells of the corpus and of what the context does to it. */
  void tell(Loaded data, ModelConfig config, Console console) {
    notes.forEach(note -> console.progress("train: " + note));
    console.progress(
        String.format(
            Locale.ROOT,
            "train: corpus %s, %s%,d %s (%,d held out), %d symbols with BOS; %,d parameters",
            VisibleText.of(data.corpus.name()),
            data.lengths == null ? "running text in " : "",
            data.split.id().documents(),
            data.lengths == null ? "windows" : "documents",
            data.split.id().heldOut(),
            config.vocabSize(),
            config.parameterCount()));
    if (data.lengths != null) {
      contextOptions.tell(data.lengths, console);
    }
  }
}
