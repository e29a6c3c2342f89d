package org.microgptrom.quantize.evaluation;

import java.util.Arrays;
import java.util.List;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;

/** What a model is judged by, on texts that are given. */
public sealed interface Task permits LossTask, LabelTask, PairTask {
  /** {@code loss}, {@code labels} or {@code pairs}. */
  String name();

  /** How many documents or pairs there are to judge. */
  int size();

  /** How many more there would be, were they not too long for the model's context. */
  int tooLong();

  /** The same task with at most {@code count} documents or pairs, the first ones. */
  Task first(int count);

  /** The token sequences that are judged, as {@link Vocabulary#sequence} makes them. */
  List<int[]> sequences();

  /** What a model has to be given for them: all tokens but the last of each. */
  default List<int[]> inputs() {
    return sequences().stream().map(s -> Arrays.copyOf(s, s.length - 1)).toList();
  }

  /**
   * Judges the logits of {@link #inputs}.
   *
   * @param by whose they are
   */
  Result judge(String by, LogitSource source);

  /**
   * A sequence of all symbols of a text with its end.
   *
   * @throws InputException if the vocabulary lacks one
   */
  static int[] sequence(Object where, Vocabulary vocabulary, String text) {
    try {
      return vocabulary.sequence(text, Integer.MAX_VALUE - 1);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          where, e.getMessage() + " of the model", "leave it out, or train with such texts", e);
    }
  }

  /** Refuses to judge nothing. */
  static void requireSome(Object where, String what, int count, int tooLong) {
    if (count == 0) {
      throw new InputException(
          where,
          "no " + what + " to judge" + (tooLong > 0 ? ", all are longer than the context" : ""),
          tooLong > 0 ? "train with a larger --context" : "");
    }
  }
}
