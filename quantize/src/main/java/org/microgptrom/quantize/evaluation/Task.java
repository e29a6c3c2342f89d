package org.microgptrom.quantize.evaluation;

import java.util.Arrays;
import java.util.List;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;

/** A task that a model is judged by, on given texts. */
public sealed interface Task permits LossTask, LabelTask, PairTask {
  /** The name of the task: {@code loss}, {@code labels} or {@code pairs}. */
  String name();

  /** The number of documents or pairs to judge. */
  int size();

  /**
   * The number of documents or pairs that were left out because they are too long for the model's
   * context.
   */
  int tooLong();

  /** The same task with at most {@code count} documents or pairs, the first ones. */
  Task first(int count);

  /** The token sequences that are judged, as {@link Vocabulary#sequence} makes them. */
  List<int[]> sequences();

  /** The inputs that a model is given: of each of {@code #sequences} all tokens but the last. */
  default List<int[]> inputs() {
    return sequences().stream().map(s -> Arrays.copyOf(s, s.length - 1)).toList();
  }

  /**
   * Judges the logits of {@link #inputs}.
   *
   * @param by the name of what computes the logits
   */
  Result judge(String by, LogitSource source);

  /**
   * The token sequence of all symbols of a text with its end.
   *
   * @throws InputException if the vocabulary lacks a symbol
   */
  static int[] sequence(Object where, Vocabulary vocabulary, String text) {
    try {
      return vocabulary.sequence(text, Integer.MAX_VALUE - 1);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          where, e.getMessage() + " of the model", "leave it out, or train with such texts", e);
    }
  }

  /** Requires at least one document or pair to judge. */
  static void requireSome(Object where, String what, int count, int tooLong) {
    if (count == 0) {
      throw new InputException(
          where,
          "no " + what + " to judge" + (tooLong > 0 ? ", all are longer than the context" : ""),
          tooLong > 0 ? "train with a larger --context" : "");
    }
  }
}
