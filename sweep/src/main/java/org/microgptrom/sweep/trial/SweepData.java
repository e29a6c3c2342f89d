package org.microgptrom.sweep.trial;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.datasets.DocumentLengths;
import org.microgptrom.datasets.Split;
import org.microgptrom.datasets.SubwordLearner;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;

/**
 * The corpus of all trials, and what of it models are measured on: the same documents whatever the
 * model, so that losses can be compared.
 *
 * <p>Several threads may use one; vocabularies are learned when they are first asked for.
 */
public final class SweepData {
  /**
   * The characters and ends of a sample: enough for a loss of three digits, few enough for a
   * second.
   */
  private static final int SAMPLE_CHARACTERS = 20_000;

  /** The percentage of documents that contexts must hold whole where there are several models. */
  private static final int WHOLE_PERCENT = 99;

  private final Sample sample;
  private final Map<Vocabulary, DocumentLengths> lengths = new ConcurrentHashMap<>();
  private final Map<Integer, Vocabulary> subwords = new ConcurrentHashMap<>();

  /**
   * What processes need to run trials on the same data.
   *
   * @param split of the documents, with some held out
   * @param characters of all documents
   * @param calibration number of training documents that ranges are measured on
   * @param evaluation number of held out documents that losses are measured on
   */
  public record Sample(Split split, Vocabulary characters, int calibration, int evaluation) {}

  /** The data of a sample. */
  public SweepData(Sample sample) {
    this.sample = sample;
  }

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
    Vocabulary characters = corpus.vocabulary();
    return new SweepData(
        new Sample(
            split,
            characters,
            count(split.training(), characters),
            count(split.validation(), characters)));
  }

  private static int count(List<String> documents, Vocabulary vocabulary) {
    long tokens = 0;
    int count = 0;
    while (count < documents.size() && tokens < SAMPLE_CHARACTERS) {
      tokens += vocabulary.encode(documents.get(count++)).length + 1;
    }
    return count;
  }

  /** What processes need to run trials on the same data. */
  public Sample sample() {
    return sample;
  }

  /** The documents, with some held out. */
  public Split split() {
    return sample.split;
  }

  /** The characters of all documents. */
  public Vocabulary characters() {
    return sample.characters;
  }

  /**
   * A vocabulary of the documents.
   *
   * @param tokens of a byte-pair vocabulary, learned as {@code train} does; null for the characters
   * @throws IllegalArgumentException if the documents have no vocabulary of so many tokens
   */
  public Vocabulary vocabulary(@Nullable Integer tokens) {
    return tokens == null
        ? characters()
        : subwords.computeIfAbsent(
            tokens, count -> SubwordLearner.learn(characters(), split().training(), count));
  }

  /** The lengths of all documents in the tokens of {@link #vocabulary}. */
  public DocumentLengths lengths(@Nullable Integer tokens) {
    return lengths.computeIfAbsent(
        vocabulary(tokens),
        vocabulary ->
            DocumentLengths.of(
                Stream.of(split().training(), split().validation()).flatMap(List::stream).toList(),
                vocabulary));
  }

  /**
   * The ratio by which a loss per token, on the documents that losses are measured on, becomes one
   * per byte.
   *
   * @param context in tokens
   */
  public double tokensPerByte(@Nullable Integer tokens, int context) {
    Vocabulary vocabulary = vocabulary(tokens);
    List<int[]> sequences =
        split().validation().stream()
            .limit(sample.evaluation)
            .map(document -> vocabulary.sequence(document, context))
            .toList();
    return vocabulary.natsPerByte(1, sequences).orElse(1.0);
  }

  /** The smallest context that holds nearly all documents whole. */
  public int usualContext(@Nullable Integer tokens) {
    return lengths(tokens).contextFor(WHOLE_PERCENT);
  }

  /**
   * Why losses of a model with this context would tell little; empty if they are of nearly all the
   * text.
   *
   * @param isCompared whether other models have other contexts or symbols
   */
  public Optional<String> fault(@Nullable Integer tokens, int context, boolean isCompared) {
    String whole = usualContext(tokens) + " holds 99 of 100 documents whole";
    if (isCompared && context < usualContext(tokens)) {
      return Optional.of(
          "context "
              + context
              + " cuts off the ends of more documents than that of other models, so that their"
              + " losses would be of different texts; "
              + whole);
    }
    return 2 * lengths(tokens).lost(context) > lengths(tokens).tokens()
        ? Optional.of("context " + context + " cuts off more than half of the text; " + whole)
        : Optional.empty();
  }
}
