package org.microgptrom.quantize.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * How well a model tells the label at the end of a document from the text before it: the label with
 * the largest logit, of equal ones the first, is its answer.
 *
 * @param correct number of documents that got the right label
 * @param accuracy share of documents that got the right label, 0..1
 * @param confusion number of documents by right label, then by answer, in the order of the labels
 */
public record Classification(int correct, double accuracy, List<List<Integer>> confusion) {
  /** Copies the lists. */
  public Classification {
    confusion = confusion.stream().map(List::copyOf).toList();
  }

  /**
   * Counts answers.
   *
   * @param classes number of labels
   * @param right the number of each document's label, 0..classes-1
   * @param answers the number of the label that each document got
   */
  static Classification of(int classes, List<Integer> right, List<Integer> answers) {
    Integer[][] confusion = new Integer[classes][classes];
    Arrays.stream(confusion).forEach(row -> Arrays.fill(row, 0));
    int correct = 0;
    for (int i = 0; i < right.size(); i++) {
      confusion[right.get(i)][answers.get(i)]++;
      correct += right.get(i).equals(answers.get(i)) ? 1 : 0;
    }
    return new Classification(
        correct, (double) correct / right.size(), Arrays.stream(confusion).map(List::of).toList());
  }

  /** The number of documents with each label, in the order of the labels. */
  public List<Integer> perLabel() {
    return confusion.stream().map(row -> row.stream().mapToInt(n -> n).sum()).toList();
  }

  /** The accuracy of always answering the most frequent label, 0..1. */
  public double chance() {
    List<Integer> counts = perLabel();
    int most = counts.stream().mapToInt(n -> n).max().orElseThrow();
    return (double) most / counts.stream().mapToInt(n -> n).sum();
  }
}
