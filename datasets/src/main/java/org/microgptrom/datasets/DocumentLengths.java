package org.microgptrom.datasets;

import java.util.Arrays;
import java.util.Collection;
import org.microgptrom.model.Vocabulary;

/**
 * How many tokens documents have, each with its end: the context that a model needs to hold the
 * document whole.
 */
public final class DocumentLengths {
  private final int[] lengths; // ascending

  private DocumentLengths(int[] lengths) {
    this.lengths = lengths;
  }

  /** The lengths of these documents, at least one, in the tokens of a vocabulary. */
  public static DocumentLengths of(Collection<String> documents, Vocabulary vocabulary) {
    return new DocumentLengths(
        documents.stream().mapToInt(d -> vocabulary.encode(d).length + 1).sorted().toArray());
  }

  /** The number of documents. */
  public int documents() {
    return lengths.length;
  }

  /** The tokens of all documents, their ends included. */
  public long tokens() {
    return Arrays.stream(lengths).asLongStream().sum();
  }

  /** The number of documents that a context does not hold whole. */
  public int cut(int context) {
    return (int) Arrays.stream(lengths).filter(length -> length > context).count();
  }

  /** The number of tokens that a context cuts from the ends of documents. */
  public long lost(int context) {
    return Arrays.stream(lengths).mapToLong(length -> Math.max(0, length - context)).sum();
  }

  /**
   * The smallest context that holds this many percent of the documents whole, at least.
   *
   * @param percent 1..100
   */
  public int contextFor(int percent) {
    return lengths[(int) (((long) percent * lengths.length + 99) / 100) - 1];
  }
}
