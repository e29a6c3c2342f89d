package org.microgptrom.quantize;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.Checkpoint;

/**
 * The documents that something is measured on: the first documents of a split, whose order is
 * drawn.
 *
 * @param split {@code training} or {@code validation}
 * @param of number of documents in the split
 * @param documents of the sample, at least one
 */
public record Sample(String split, int of, List<String> documents) {
  /**
   * The number of multiplications that a sample may cost in one pass unless the user asks for more:
   * some seconds.
   */
  private static final long DEFAULT_WORK = 10_000_000_000L;

  private static final int MOST_DOCUMENTS = 10_000;

  private static final String ALL = "all of the split";

  private static final String FIRST = "the first ones of the split, whose order is drawn";

  /**
   * The facts about a sample in a report.
   *
   * @param split {@code training} or {@code validation}
   * @param choice how the documents were chosen
   * @param documents number of documents in the sample
   * @param of number of documents in the split
   * @param tokens number of predictions in the documents, the one of each document's end included
   */
  public record Id(String split, String choice, int documents, int of, long tokens) {}

  /** Copies the list. */
  public Sample {
    documents = List.copyOf(documents);
    if (documents.isEmpty()) {
      throw new IllegalArgumentException("a sample of at least one document expected");
    }
  }

  /**
   * The first {@code count} documents.
   *
   * @throws IllegalArgumentException if the result is empty
   */
  public static Sample first(String split, List<String> all, int count) {
    return new Sample(split, all.size(), all.subList(0, Math.min(Math.max(0, count), all.size())));
  }

  /**
   * The first documents, as many as a model of this size passes in some seconds: 10,000 for a small
   * one.
   */
  public static Sample first(String split, List<String> all, Checkpoint checkpoint) {
    long tokens = DEFAULT_WORK / checkpoint.config().parameterCount();
    List<String> documents = new ArrayList<>();
    for (String document : all) {
      tokens -= tokens(checkpoint, document);
      if (documents.size() == MOST_DOCUMENTS || (tokens < 0 && !documents.isEmpty())) {
        break;
      }
      documents.add(document);
    }
    return new Sample(split, all.size(), documents);
  }

  /** The facts about the sample in a report. */
  Id id(Checkpoint checkpoint) {
    long tokens = documents.stream().mapToLong(document -> tokens(checkpoint, document)).sum();
    return new Id(split, documents.size() == of ? ALL : FIRST, documents.size(), of, tokens);
  }

  private static int tokens(Checkpoint checkpoint, String document) {
    return checkpoint.vocabulary().sequence(document, checkpoint.config().context()).length - 1;
  }
}
