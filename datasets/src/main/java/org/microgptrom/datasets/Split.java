package org.microgptrom.datasets;

import java.util.List;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.model.io.InputException;

/**
 * A corpus cut into the documents that a model is trained on and those that it is measured on.
 *
 * <p>The documents are shuffled as Python's {@code random.seed(seed)} and {@code
 * random.shuffle(documents)} do it, so in microgpt.py's order, and a tool in Python can measure on
 * the same documents. (A seed and its negative are one there.) The last tenth, rounded half up, is
 * held out for validation: of fewer than five documents, none is held out. Equal documents are not
 * kept together, so one may be on both sides.
 *
 * @param training documents in shuffled order, never empty
 * @param validation documents that are held out, in shuffled order
 * @param id what finds and checks the same split again
 */
public record Split(List<String> training, List<String> validation, CorpusId id) {
  /** Copies the lists. */
  public Split {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
  }

  /** Splits a corpus; equal documents and seed give an equal split on every machine. */
  public static Split of(Corpus corpus, long seed) {
    return of(corpus, seed, (int) ((corpus.documents().size() + 5L) / 10));
  }

  /** Shuffles a corpus in the same way but holds nothing out. */
  public static Split whole(Corpus corpus, long seed) {
    return of(corpus, seed, 0);
  }

  private static Split of(Corpus corpus, long seed, int heldOut) {
    List<String> shuffled = new PythonRandom(seed).shuffled(corpus.documents());
    int trained = shuffled.size() - heldOut;
    List<String> validation = shuffled.subList(trained, shuffled.size());
    return new Split(
        shuffled.subList(0, trained),
        validation,
        new CorpusId(
            corpus.name(),
            corpus.sha256(),
            shuffled.size(),
            seed,
            heldOut,
            Corpus.sha256(validation),
            corpus.preparation().steps(),
            corpus.labels()));
  }

  /**
   * Splits a corpus as it was split when a model was trained. Its documents must be the same,
   * prepared in the same way; its name need not, for a file can be renamed, and the result keeps
   * the recorded one. Running text is cut into the same windows.
   *
   * @throws InputException if it is another corpus, or this version holds out other documents
   */
  public static Split again(Corpus corpus, CorpusId recorded) {
    Split split =
        RunningText.Windows.of(recorded)
            .map(windows -> RunningText.of(corpus).split(recorded.splitSeed(), windows))
            .orElseGet(
                () ->
                    recorded.heldOut() == 0
                        ? whole(corpus, recorded.splitSeed())
                        : of(corpus, recorded.splitSeed()));
    CorpusId actual = split.id;
    if (actual.documents() != recorded.documents() || !actual.sha256().equals(recorded.sha256())) {
      throw new InputException(
          "corpus " + corpus.name(),
          "is not the one the model was trained on\n  expected: "
              + describe(recorded)
              + "\n  actual:   "
              + describe(actual),
          "give the corpus the model was trained on, or train again on this one");
    }
    if (actual.heldOut() != recorded.heldOut()
        || !actual.heldOutSha256().equals(recorded.heldOutSha256())) {
      throw new InputException(
          "corpus " + corpus.name(),
          "this version holds out other "
              + recorded.parts()
              + " than the model was trained with\n  expected: "
              + describeHeldOut(recorded)
              + "\n  actual:   "
              + describeHeldOut(actual),
          "train again with this version");
    }
    return new Split(split.training, split.validation, recorded);
  }

  private static String describe(CorpusId id) {
    return id.name() + ", " + id.documents() + " " + id.parts() + ", SHA-256 " + id.sha256();
  }

  private static String describeHeldOut(CorpusId id) {
    return id.heldOut() + " " + id.parts() + ", SHA-256 " + id.heldOutSha256();
  }
}
