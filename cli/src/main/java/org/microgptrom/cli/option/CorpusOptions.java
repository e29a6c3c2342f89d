package org.microgptrom.cli.option;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.datasets.CorpusStore;
import org.microgptrom.datasets.DataFiles;
import org.microgptrom.datasets.NamedCorpus;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.Label;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.io.InputException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that choose the corpus of a command: a named one or files. */
public final class CorpusOptions {
  private static final String FORMAT = "--data-format";

  @Option(
      names = "--corpus",
      paramLabel = "NAME",
      completionCandidates = Candidates.Corpora.class,
      description = "A named corpus, see 'datasets list' (default: names).")
  private @Nullable String corpus;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Your own corpus: UTF-8 text, one document per line, or a table that ends with .csv, .tsv"
              + " or .jsonl, plain or in gzip, bzip2, xz or zip; - for standard input, see --data-format."
              + " Given again, the files are one corpus, in this order.")
  private List<Path> data = List.of();

  @Option(
      names = FORMAT,
      paramLabel = "FORMAT",
      description =
          "What standard input holds, plain or compressed: lines with a document each, or a table,"
              + " csv, tsv or jsonl (default: lines).")
  private DataFiles.@Nullable Format format;

  @Mixin private ColumnOptions columns;

  @Option(names = "--offline", description = "Never use the network; a corpus must be cached.")
  private boolean offline;

  /** Whether an option names a corpus. */
  public boolean isNamed() {
    return corpus != null || !data.isEmpty();
  }

  /**
   * Requires that none of the options is given.
   *
   * @param where what needs no corpus
   */
  public void requireNone(String where) {
    if (isNamed() || format != null || !columns.arguments().isEmpty()) {
      throw new InputException(
          "the corpus" + arguments(), "does not go with " + where, "leave one of them out");
    }
  }

  /**
   * Refuses standard input, which can be read once.
   *
   * @param why in words
   */
  public void requireFiles(String why) {
    if (data.contains(DataFiles.STANDARD_INPUT)) {
      throw new InputException("--data -", "is standard input, and " + why, "save it as a file");
    }
  }

  /**
   * The named corpus or the file, as {@link #name} takes it, that says all; empty where several
   * files or columns do.
   */
  public Optional<String> only() {
    if (data.isEmpty()) {
      return Optional.of(corpus == null ? NamedCorpus.NAMES.name() : corpus);
    }
    return data.size() == 1 && columns.arguments().isEmpty()
        ? Optional.of(data.get(0).toString())
        : Optional.empty();
  }

  /** The files of the corpus; empty for a named one. */
  public List<Path> files() {
    return data;
  }

  /** Takes a named corpus or a file in the place of options that name none. */
  public void name(String corpusOrFile) {
    if (NamedCorpus.all().stream().anyMatch(named -> named.name().equals(corpusOrFile))) {
      corpus = corpusOrFile;
    } else {
      data = List.of(Path.of(corpusOrFile));
    }
  }

  /**
   * The options as a shell takes them, each with a space before it; empty for the built-in corpus.
   */
  public String arguments() {
    StringBuilder arguments = new StringBuilder();
    if (corpus != null) {
      arguments.append(" --corpus ").append(ShellText.quoted(corpus));
    }
    data.forEach(file -> arguments.append(" --data ").append(ShellText.quoted(file.toString())));
    return arguments + columns.arguments();
  }

  /**
   * The corpus that the options name, or the built-in corpus if they name none, and what people
   * should know of how it was read.
   */
  public DataFiles.Read read(Preparation preparation) {
    return read(List.of(), preparation);
  }

  /**
   * The corpus that the options name, for a model.
   *
   * @param trained what the model was trained on; labels have the symbols that they have there
   */
  public Corpus load(CorpusId trained, Preparation preparation) {
    return read(trained.labels(), preparation).corpus();
  }

  private DataFiles.Read read(List<Label> known, Preparation preparation) {
    if (corpus != null && !data.isEmpty()) {
      throw new InputException("--corpus and --data", "both name a corpus", "give one of the two");
    }
    if (format != null && !data.contains(DataFiles.STANDARD_INPUT)) {
      throw new InputException(
          FORMAT,
          "says what standard input holds, and no --data is -",
          "leave it out: the end of a file's name tells its format");
    }
    if (!data.isEmpty()) {
      DataFiles.Input input =
          new DataFiles.Input(System.in, format == null ? DataFiles.Format.LINES : format);
      return DataFiles.read(data, columns.columns(), input, known, preparation);
    }
    columns.columns().requireNone();
    Corpus named = store().load(corpus == null ? NamedCorpus.NAMES : NamedCorpus.of(corpus));
    return new DataFiles.Read(preparation.prepare(named), List.of());
  }

  /**
   * The split that a model was trained with; for a model that was trained elsewhere, any corpus
   * that the options name.
   *
   * @param training what its checkpoint records; it names the corpus if no option does
   */
  public Split loadAgain(Provenance training) {
    if (training.wasImported()) {
      if (!isNamed()) {
        throw new InputException(
            "--data",
            "the model was trained elsewhere, text like that of its training is needed",
            "pass it with --data FILE or --corpus NAME");
      }
      return Split.of(load(training.corpus(), Preparation.NONE), training.seed());
    }
    CorpusId trained = training.corpus();
    if (!isNamed()) {
      corpus =
          NamedCorpus.all().stream()
              .map(NamedCorpus::name)
              .filter(trained.name()::equals)
              .findFirst()
              .orElseThrow(
                  () ->
                      new InputException(
                          "corpus " + trained.name(),
                          "the model was trained on this data, which is needed again",
                          "pass it with --data FILE, and its columns as for the training"));
    }
    return Split.again(load(trained, Preparation.of(trained)), trained);
  }

  /**
   * The named corpus that the options name or, if they name none, that a model was trained on.
   *
   * @param training what the model's checkpoint records
   */
  public Optional<NamedCorpus> named(Provenance training) {
    String name = corpus != null ? corpus : data.isEmpty() ? training.corpus().name() : "";
    return NamedCorpus.all().stream().filter(named -> named.name().equals(name)).findFirst();
  }

  /** The pairs of words that come with a named corpus. */
  public Corpus pairs(NamedCorpus named) {
    return store().pairs(named);
  }

  private CorpusStore store() {
    return store(offline);
  }

  /** The store of named corpora, with the user's cache folder. */
  public static CorpusStore store(boolean offline) {
    Path home = Path.of(System.getProperty("user.home"));
    return new CorpusStore(
        CorpusStore.defaultFolder(System.getenv(), home),
        offline ? CorpusStore.Network.FORBIDDEN : CorpusStore.Network.ALLOWED);
  }
}
