package org.microgptrom.quantize.evaluation;

import java.util.Arrays;
import java.util.List;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;

/**
 * The task of telling the label at the end of a text.
 *
 * @param vocabulary which has all labels
 * @param labels the classes
 * @param documents each of which fits the context with its label
 * @param context of the model
 * @param tooLong number of documents that were left out because their label does not fit
 */
public record LabelTask(
    Vocabulary vocabulary, Labels labels, List<String> documents, int context, int tooLong)
    implements Task {
  /** Copies the list. */
  public LabelTask {
    documents = List.copyOf(documents);
  }

  /**
   * The task on these documents.
   *
   * @param where names the documents in errors
   * @throws InputException if no document fits, or the vocabulary lacks a symbol or label
   */
  public static LabelTask of(
      Object where, Vocabulary vocabulary, int context, Labels labels, List<String> documents) {
    for (String label : labels.symbols()) {
      if (!vocabulary.symbols().contains(label)) {
        throw new InputException(
            where,
            "the model does not know the label \"" + label + "\"",
            "train it on documents with this label, or leave them out");
      }
      try {
        vocabulary.single(label);
      } catch (IllegalArgumentException e) {
        throw InputException.of(where, e, "a label must be a token of its own wherever it stands");
      }
    }
    documents.forEach(document -> Task.sequence(where, vocabulary, document));
    List<String> fitting =
        documents.stream().filter(d -> !vocabulary.isTruncated(d, context + 1)).toList();
    int tooLong = documents.size() - fitting.size();
    Task.requireSome(where, "documents", fitting.size(), tooLong);
    return new LabelTask(vocabulary, labels, fitting, context, tooLong);
  }

  @Override
  public String name() {
    return "labels";
  }

  @Override
  public int size() {
    return documents.size();
  }

  @Override
  public LabelTask first(int count) {
    List<String> first = documents.subList(0, Math.min(count, documents.size()));
    return new LabelTask(vocabulary, labels, first, context, 0);
  }

  @Override
  public List<int[]> sequences() {
    return documents.stream().map(d -> vocabulary.sequence(d, context)).toList();
  }

  @Override
  public Result judge(String by, LogitSource source) {
    return new Result(by, size(), Loss.of(source, vocabulary, sequences()), classify(source), null);
  }

  private Classification classify(LogitSource source) {
    int[] symbols = labels.symbols().stream().mapToInt(vocabulary::single).toArray();
    int[] ends = documents.stream().mapToInt(d -> vocabulary.encode(d).length - 1).toArray();
    int[] answers = new int[ends.length];
    source.run(
        inputs(),
        (i, position, logits) -> {
          if (position == ends[i]) {
            answers[i] = largest(logits, symbols);
          }
        });
    List<Integer> right = documents.stream().map(labels::numberOf).toList();
    return Classification.of(
        labels.symbols().size(), right, Arrays.stream(answers).boxed().toList());
  }

  /**
   * The index among {@code symbols} of the symbol with the largest logit, the first of equal ones.
   */
  private static int largest(double[] logits, int[] symbols) {
    int best = 0;
    for (int i = 1; i < symbols.length; i++) {
      if (logits[symbols[i]] > logits[symbols[best]]) {
        best = i;
      }
    }
    return best;
  }
}
