package org.microgptrom.cli.stage;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.option.CorpusOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.datasets.CorpusReader;
import org.microgptrom.datasets.NamedCorpus;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.datasets.RunningText;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.Label;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.io.InputException;
import org.microgptrom.quantize.evaluation.LabelTask;
import org.microgptrom.quantize.evaluation.Labels;
import org.microgptrom.quantize.evaluation.LossTask;
import org.microgptrom.quantize.evaluation.PairTask;
import org.microgptrom.quantize.evaluation.Task;
import org.microgptrom.quantize.evaluation.WordPair;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what a model is judged by, and on which texts. */
public final class EvaluationStage {
  /** The options that say what the model is judged by. */
  static final class Wanted {
    @Option(names = "--loss", description = "Judge the loss and the perplexity of the documents.")
    private boolean loss;

    @Option(
        names = "--labels",
        description =
            "Judge how often the model knows the last symbol of a document, its label, from the text"
                + " before it: its answer is the label with the largest logit.")
    private boolean labels;

    @Option(
        names = PAIRS,
        paramLabel = "FILE",
        description =
            "Judge how often a right word has a higher score than a misspelt one. Each line of FILE"
                + " is the right word, a tab, the misspelt word.")
    private @Nullable Path pairs;
  }

  private static final String PAIRS = "--pairs";
  private static final int USUAL_WORST = 10;

  /** The part of the corpus whose documents are judged. */
  enum Part {
    VALIDATION,
    TRAINING,
    ALL
  }

  @Mixin private CorpusOptions corpus;

  @ArgGroup private Wanted wanted = new Wanted();

  @Option(
      names = "--split",
      paramLabel = "PART",
      description =
          "The documents to judge: validation, training, or all of a corpus, which need not be that"
              + " of the training (default: validation).")
  private @Nullable Part part;

  @Option(
      names = "--worst",
      paramLabel = "N",
      description =
          "List the N pairs whose misspelt word has the higher score by most (default: "
              + USUAL_WORST
              + ").")
  @Range(from = "0", to = "1000000")
  private @Nullable Integer worst;

  /**
   * A task with its origin.
   *
   * @param name of the corpus or file
   * @param sha256 digest of the lines of the corpus or file
   * @param split the part of the corpus; empty for pairs
   */
  public record Posed(Task task, String name, String sha256, Optional<String> split) {}

  /** Makes the task from a corpus or file. */
  public Posed pose(EvaluatedModel model) {
    Optional<NamedCorpus> named = corpus.named(model.training());
    NamedCorpus.Task kind = named.map(NamedCorpus::task).orElse(NamedCorpus.Task.LOSS);
    if (wanted.pairs != null) {
      requireNoDocuments();
      Preparation spelling = Preparation.of(model.training().corpus()).ofTexts();
      return pairs(wanted.pairs, CorpusReader.read(wanted.pairs, spelling), model);
    }
    if (!wanted.loss && !wanted.labels && kind == NamedCorpus.Task.PAIRS) {
      Corpus pairs = corpus.pairs(named.orElseThrow());
      return pairs("corpus " + pairs.name(), pairs, model);
    }
    return documents(kind == NamedCorpus.Task.LABELS, model);
  }

  /** Refuses what says which documents are judged. */
  private void requireNoDocuments() {
    corpus.requireNone(PAIRS);
    if (part != null) {
      throw new InputException("--split", "does not go with " + PAIRS, "leave one of them out");
    }
  }

  private Posed pairs(Object where, Corpus lines, EvaluatedModel model) {
    Task task =
        PairTask.of(
            where,
            model.vocabulary(),
            model.config().context(),
            WordPair.parse(where, lines.documents()),
            worst == null ? USUAL_WORST : worst);
    return new Posed(task, lines.name(), lines.sha256(), Optional.empty());
  }

  private Posed documents(boolean hasLabels, EvaluatedModel model) {
    if (worst != null) {
      throw new InputException("--worst", "lists pairs of words", "give " + PAIRS + " with it");
    }
    Part judgedPart = part == null ? Part.VALIDATION : part;
    List<Label> named;
    String name;
    String sha256;
    List<String> all;
    List<String> judged;
    if (judgedPart == Part.ALL && corpus.isNamed()) {
      Provenance.CorpusId trained = model.training().corpus();
      Corpus given = corpus.load(trained, Preparation.of(trained).ofOthers());
      named = given.labels();
      name = given.name();
      sha256 = given.sha256();
      all = RunningText.documents(given, trained);
      judged = all;
    } else {
      Split split = corpus.loadAgain(model.training());
      named = split.id().labels();
      name = split.id().name();
      sha256 = split.id().sha256();
      all = Stream.concat(split.training().stream(), split.validation().stream()).toList();
      judged =
          switch (judgedPart) {
            case VALIDATION -> split.validation();
            case TRAINING -> split.training();
            case ALL -> all;
          };
    }
    if (judged.isEmpty()) {
      throw new InputException(
          "corpus " + name,
          "the model was trained on all of it, no documents were held out",
          "judge the others: --split training, or --split all with another corpus");
    }
    String where = "corpus " + name;
    int context = model.config().context();
    boolean labelled = wanted.labels || (!wanted.loss && (hasLabels || !named.isEmpty()));
    Task task =
        labelled
            ? LabelTask.of(where, model.vocabulary(), context, labels(where, all, named), judged)
            : LossTask.of(where, model.vocabulary(), context, judged);
    return new Posed(task, name, sha256, Optional.of(judgedPart.name().toLowerCase(Locale.ROOT)));
  }

  private static Labels labels(String where, List<String> documents, List<Label> named) {
    return named.isEmpty()
        ? Labels.of(where, documents)
        : new Labels(named.stream().map(Label::symbol).toList());
  }
}
