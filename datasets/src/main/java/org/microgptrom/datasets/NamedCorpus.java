package org.microgptrom.datasets;

import java.net.URI;
import java.util.List;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;

/**
 * A corpus that a user can ask for by name. Its file is pinned to the byte, so that a model trained
 * on it can be trained again.
 *
 * @param name in lower case
 * @param description of the corpus in one line
 * @param documents number of documents
 * @param licence SPDX expression
 * @param source the address of the file that is fetched; of a built-in corpus, what it was made
 *     from
 * @param builtIn whether the file is part of the program
 * @param task what models of the corpus are judged by
 * @param bytes the file's size
 * @param sha256 the file's digest (that of the documents is {@link Corpus#sha256})
 */
public record NamedCorpus(
    String name,
    String description,
    int documents,
    String licence,
    URI source,
    boolean builtIn,
    Task task,
    int bytes,
    String sha256) {
  /** The task that models of a corpus are judged by. */
  public enum Task {
    /** To predict the documents, judged by their loss. */
    LOSS,
    /** To predict the last symbol of each document, which is a label. */
    LABELS,
    /** To tell a right from a misspelt word in pairs, which {@link CorpusStore#pairs} knows. */
    PAIRS
  }

  /** Given names that need no network. */
  public static final NamedCorpus NAMES =
      new NamedCorpus(
          "names",
          "English given names, a to z, sorted, from Datafaker 2.7.0",
          5164,
          "Apache-2.0",
          URI.create(
              "https://repo1.maven.org/maven2/net/datafaker/datafaker/2.7.0/datafaker-2.7.0.jar"),
          true,
          Task.LOSS,
          36128,
          "f4fab4b478679351b545a031ce4f41a5e13ef021420946a620301a99887433bc");

  /** The list microgpt.py downloads, for comparison with it and with makemore. */
  public static final NamedCorpus MAKEMORE_NAMES =
      new NamedCorpus(
          "makemore-names",
          "common given names in the USA, the list microgpt.py trains on",
          32033,
          "MIT",
          URI.create(
              "https://raw.githubusercontent.com/karpathy/makemore/"
                  + "988aa59e4d8fefa526d06f3b453ad116258398d4/names.txt"),
          false,
          Task.LOSS,
          228145,
          "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d");

  /** English words, for recognising misspelt ones. */
  public static final NamedCorpus SPELLING =
      new NamedCorpus(
          "spelling",
          "common English words, a to z, and misspelt ones to tell from them",
          10345,
          "LicenseRef-SCOWL AND MPL-2.0",
          URI.create("https://packages.debian.org/bookworm/scowl"),
          true,
          Task.PAIRS,
          86285,
          "5731d3b46587d644fae607a5c4a8735a4c45882fecd64d667675ef40dc665f6c");

  /** Words with the label of their language. */
  public static final NamedCorpus LANGUAGES =
      new NamedCorpus(
          "languages",
          "words of five languages, each with its label: D E F P S",
          7268,
          "Unicode-3.0",
          URI.create(
              "https://registry.npmjs.org/cldr-annotations-full/-/cldr-annotations-full-48.2.0.tgz"),
          true,
          Task.LABELS,
          68694,
          "bcb3f74cd5e8829481f62cd9edcbf0dfc1f8f7b5b69165e474cb8cc31baa5307");

  /** The catalogue, in the order in which a list shows it. */
  public static List<NamedCorpus> all() {
    return List.of(NAMES, SPELLING, LANGUAGES, MAKEMORE_NAMES);
  }

  /**
   * The corpus of this name.
   *
   * @throws InputException if there is none
   */
  public static NamedCorpus of(String name) {
    return all().stream()
        .filter(corpus -> corpus.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "corpus " + name,
                    "there is no corpus of this name",
                    NearestName.advice(name, all().stream().map(NamedCorpus::name).toList())
                        + "; a text file of your own is given by --data FILE"));
  }
}
