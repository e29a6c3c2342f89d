package org.microgptrom.datasets;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.io.InputException;

/**
 * A corpus cut into what a model is trained on and what it is measured on.
 *
 * <p>The documents are shuffled by Fisher and Yates' method: for i = n-1 down to 1, documents i and
 * {@code random.nextInt(i + 1)} change places. The generator is {@link Random}, because its Javadoc
 * fixes the sequence of every seed for all Java versions (a 48-bit linear congruence, so only the
 * seed's low 48 bits count); {@link java.util.SplittableRandom} and {@link Collections#shuffle}
 * promise no such thing. The last tenth, rounded half up, is held out for validation: none of fewer
 * than five documents. Equal documents are not kept together, so one may be on both sides.
 *
 * @param training in shuffled order, never empty
 * @param validation in shuffled order, held out
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
    List<String> shuffled = new ArrayList<>(corpus.documents());
    Random random = new Random(seed);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, random.nextInt(i + 1));
    }
    int trained = shuffled.size() - heldOut;
    return new Split(
        shuffled.subList(0, trained),
        shuffled.subList(trained, shuffled.size()),
        new CorpusId(corpus.name(), corpus.sha256(), shuffled.size(), seed, heldOut));
  }

  /**
   * Splits a corpus as it was split when a model was trained. Its documents must be the same; its
   * name need not, for a file can be renamed, and the result keeps the recorded one.
   *
   * @throws InputException if it is another corpus, or this version splits it in another way
   */
  public static Split again(Corpus corpus, CorpusId recorded) {
    Split split =
        recorded.heldOut() == 0
            ? whole(corpus, recorded.splitSeed())
            : of(corpus, recorded.splitSeed());
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
    if (actual.heldOut() != recorded.heldOut()) {
      throw new InputException(
          "corpus " + corpus.name(),
          "the model was trained with "
              + recorded.heldOut()
              + " documents held out, this version holds out "
              + actual.heldOut(),
          "train again with this version");
    }
    return new Split(split.training, split.validation, recorded);
  }

  private static String describe(CorpusId id) {
    return id.name() + ", " + id.documents() + " documents, SHA-256 " + id.sha256();
  }
}
