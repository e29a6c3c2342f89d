package org.microgptrom.cli.option;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.datasets.CorpusReader;
import org.microgptrom.datasets.CorpusStore;
import org.microgptrom.datasets.NamedCorpus;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.quantize.correction.Dictionary;
import org.microgptrom.quantize.evaluation.WordPair;
import picocli.CommandLine.Option;

/** The options that say which words are right, and how words are misspelt. */
public final class DictionaryOptions {
  private static final String WORDS = "--words";

  @Option(
      names = WORDS,
      paramLabel = "FILE",
      description =
          "The right words, one per line (default: the named corpus that the model was trained on,"
              + " with the right words of its pairs; a model of your own data needs it).")
  private @Nullable Path words;

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      description =
          "Learn from FILE how words are misspelt. Each line is the right word, a tab, the misspelt"
              + " word (default: the pairs of corpus spelling).")
  private @Nullable Path pairs;

  /**
   * The right words that fit the context with their ends; it is told how many do not.
   *
   * @param training how the model was trained
   * @throws InputException if a word has a symbol that the model does not know, or none fits
   */
  public Dictionary dictionary(
      Vocabulary vocabulary, ModelConfig config, Provenance training, Console console) {
    Preparation spelling = Preparation.of(training.corpus()).ofTexts();
    Corpus corpus =
        words == null ? spelling.prepare(trained(training)) : CorpusReader.read(words, spelling);
    Object where = words == null ? "corpus " + corpus.name() : words;
    for (String word : corpus.documents()) {
      try {
        vocabulary.encode(word);
      } catch (IllegalArgumentException e) {
        throw new InputException(
            where,
            VisibleText.of(String.valueOf(e.getMessage())) + " of the model",
            "leave the word out, or train on words that have it",
            e);
      }
    }
    List<String> fitting =
        corpus.documents().stream()
            .filter(word -> !vocabulary.isTruncated(word, config.context()))
            .toList();
    int tooLong = corpus.documents().size() - fitting.size();
    if (fitting.isEmpty()) {
      throw new InputException(
          where,
          "has no word that fits the context of " + config.context() + " tokens with its end",
          "train with a larger --context");
    }
    if (tooLong > 0) {
      console.warn(
          TableText.count(tooLong, "word")
              + " left out that do not fit the context of "
              + config.context()
              + " tokens with their ends");
    }
    return new Dictionary(fitting);
  }

  private static Corpus trained(Provenance training) {
    String name = training.corpus().name();
    NamedCorpus named =
        NamedCorpus.all().stream()
            .filter(corpus -> corpus.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        WORDS,
                        "is missing: the model was trained on "
                            + name
                            + ", which is no named corpus",
                        "pass the right words, one per line: --words FILE"));
    CorpusStore store = CorpusOptions.store(true);
    Corpus corpus = store.load(named);
    if (named.task() != NamedCorpus.Task.PAIRS) {
      return corpus;
    }
    Corpus pairs = store.pairs(named);
    List<WordPair> parsed = WordPair.parse("corpus " + pairs.name(), pairs.documents());
    Stream<String> right = parsed.stream().map(WordPair::right);
    return new Corpus(name, Stream.concat(corpus.documents().stream(), right).toList());
  }

  /** Misspelt words with the right ones, spelt as the model was trained. */
  public List<WordPair> pairs(Provenance training) {
    Preparation spelling = Preparation.of(training.corpus()).ofTexts();
    Corpus lines =
        pairs == null
            ? spelling.prepare(CorpusOptions.store(true).pairs(NamedCorpus.SPELLING))
            : CorpusReader.read(pairs, spelling);
    return WordPair.parse(pairs == null ? "corpus " + lines.name() : pairs, lines.documents());
  }

  /** Names the pairs in errors. */
  public Object where() {
    return pairs == null ? "--pairs" : pairs;
  }
}
