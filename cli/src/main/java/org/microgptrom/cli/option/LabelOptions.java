package org.microgptrom.cli.option;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.datasets.NamedCorpus;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.Label;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.quantize.evaluation.Labels;
import picocli.CommandLine.Option;

/** The option that names the labels of a model. */
public final class LabelOptions {
  private static final String OPTION = "--labels";

  @Option(
      names = OPTION,
      paramLabel = "SYMBOLS",
      description =
          "The symbols that are labels, DEFPS say (default: those of the --label-column or of the"
              + " named corpus that the model was trained on; others need it).")
  private @Nullable String symbols;

  /**
   * The labels, ascending; those without a name have their symbol for one.
   *
   * @param training how the model was trained
   * @throws InputException if they are not known, or the model does not have them
   */
  public List<Label> labels(Vocabulary vocabulary, Provenance training) {
    List<String> given =
        symbols == null
            ? recorded(training)
            : symbols.codePoints().mapToObj(Character::toString).toList();
    TreeSet<Integer> tokens = new TreeSet<>();
    for (String symbol : given) {
      if (!vocabulary.symbols().contains(symbol)) {
        throw new InputException(
            OPTION,
            "the model does not know the label \"" + symbol + "\"",
            "its symbols are " + TableText.symbols(vocabulary));
      }
      if (!tokens.add(CommonOptions.checked(OPTION, () -> vocabulary.single(symbol)))) {
        throw new InputException(OPTION, "\"" + symbol + "\" is there twice", "name it once");
      }
    }
    if (tokens.size() < 2) {
      throw new InputException(
          OPTION, "at least two labels are needed to tell them apart, not " + tokens.size(), "");
    }
    return tokens.stream()
        .map(vocabulary::decode)
        .map(symbol -> new Label(symbol, training.corpus().labelOf(symbol)))
        .toList();
  }

  private static List<String> recorded(Provenance training) {
    List<Label> named = training.corpus().labels();
    return named.isEmpty()
        ? ofCorpus(training).symbols()
        : named.stream().map(Label::symbol).toList();
  }

  private static Labels ofCorpus(Provenance training) {
    String name = training.corpus().name();
    Optional<NamedCorpus> labelled =
        NamedCorpus.all().stream()
            .filter(corpus -> corpus.name().equals(name))
            .filter(corpus -> corpus.task() == NamedCorpus.Task.LABELS)
            .findFirst();
    if (labelled.isEmpty()) {
      throw new InputException(
          OPTION,
          "is missing: a model trained on "
              + name
              + " does not say which of its symbols are labels",
          "name them without blanks between them: --labels DEFPS");
    }
    Corpus corpus = CorpusOptions.store(true).load(labelled.get());
    Preparation preparation = Preparation.of(training.corpus());
    return Labels.of("corpus " + name, preparation.prepare(corpus).documents());
  }
}
