package org.microgptrom.quantize.evaluation;

import java.util.List;
import org.microgptrom.model.Vocabulary;

/**
 * The task of predicting texts; of a text longer than the context, its start.
 *
 * @param vocabulary of the documents
 * @param sequences the tokens, one sequence per document
 */
public record LossTask(Vocabulary vocabulary, List<int[]> sequences) implements Task {
  /** Copies the list. */
  public LossTask {
    sequences = List.copyOf(sequences);
  }

  /**
   * The task on these documents.
   *
   * @param where names the documents in errors
   * @throws org.microgptrom.model.io.InputException if there are no documents, or the vocabulary
   *     lacks a symbol
   */
  public static LossTask of(
      Object where, Vocabulary vocabulary, int context, List<String> documents) {
    Task.requireSome(where, "documents", documents.size(), 0);
    documents.forEach(document -> Task.sequence(where, vocabulary, document));
    return new LossTask(
        vocabulary, documents.stream().map(d -> vocabulary.sequence(d, context)).toList());
  }

  @Override
  public String name() {
    return "loss";
  }

  @Override
  public int size() {
    return sequences.size();
  }

  @Override
  public int tooLong() {
    return 0;
  }

  @Override
  public LossTask first(int count) {
    return new LossTask(vocabulary, sequences.subList(0, Math.min(count, sequences.size())));
  }

  @Override
  public Result judge(String by, LogitSource source) {
    return new Result(by, size(), Loss.of(source, vocabulary, sequences), null, null);
  }
}
