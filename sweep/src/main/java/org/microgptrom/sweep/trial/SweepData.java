package org.microgptrom.sweep.trial;

import java.util.List;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.datasets.DocumentLengths;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;

/**
 * The corpus of all trials, and what of it models are measured on: the same documents whatever the
 * model, so that losses can be compared.
 *
 * @param split of the documents, with some held out
 * @param lengths of all documents
 * @param calibration number of training documents that ranges are measured on
 * @param evaluation number of held out documents that losses are measured on
 */
public record SweepData(
    Split split, Vocabulary vocabulary, DocumentLengths lengths, int calibration, int evaluation) {
  /** The tokens of a sample: enough for a loss of three digits, few enough for a second. */
  private static final int SAMPLE_TOKENS = 20_000;

  /** The percentage of documents that each of several contexts must hold whole. */
  private static final int WHOLE_PERCENT = 99;

  /**
   * Splits a corpus.
   *
   * @throws InputException if so few documents leave none to hold out
   */
  public static SweepData of(Corpus corpus, long splitSeed) {
    Split split = Split.of(corpus, splitSeed);
    if (split.validation().isEmpty()) {
      throw new InputException(
          "corpus " + VisibleText.of(corpus.name()),
          "has so few documents that none is held out, and nothing tells which model is better",
          "five documents or more are expected, some hundreds are useful");
    }
    Vocabulary vocabulary = corpus.vocabulary();
    return new SweepData(
        split,
        vocabulary,
        DocumentLengths.of(corpus.documents(), vocabulary),
        sample(split.training(), vocabulary),
        sample(split.validation(), vocabulary));
  }

  private static int sample(List<String> documents, Vocabulary vocabulary) {
    long tokens = 0;
    int count = 0;
    while (count < documents.size() && tokens < SAMPLE_TOKENS) {
      tokens += vocabulary.encode(documents.get(count++)).length + 1;
    }
    return count;
  }

  /** The smallest context that holds nearly all documents whole. */
  public int usualContext() {
    return lengths.contextFor(WHOLE_PERCENT);
  }

  /**
   * Requires contexts that can be compared and keep most of the text.
   *
   * @param contexts in tokens
   * @throws InputException if losses would be those of different texts, or of beginnings alone
   */
  public void requireContexts(Object where, List<Integer> contexts) {
    for (int context : contexts) {
      if (contexts.size() > 1 && context < usualContext()) {
        throw new InputException(
            where,
            "context "
                + context
                + " cuts off the ends of more documents than other contexts do, so that their losses"
                + " would be of different texts",
            "give one context, or only such as hold 99 of 100 documents whole: "
                + usualContext()
                + " or more");
      }
      if (2 * lengths.lost(context) > lengths.tokens()) {
        throw new InputException(
            where,
            "context " + context + " cuts off more than half of the text",
            usualContext() + " holds 99 of 100 documents whole");
      }
    }
  }
}
