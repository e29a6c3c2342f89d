package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.Vocabulary;

class DocumentLengthsTest {
  @Test
  void documentsThatDoNotFitAreCounted() {
    List<String> documents = List.of("abc", "\uD83D\uDE00bc", "abcd", "abcde");
    DocumentLengths lengths = DocumentLengths.of(documents, Vocabulary.of(documents));
    assertEquals(4, lengths.documents());
    assertEquals(4 + 4 + 5 + 6, lengths.tokens());
    assertEquals(
        List.of(4, 2, 1, 0), List.of(3, 4, 5, 6).stream().map(lengths::cut).toList()); // and lost:
    assertEquals(List.of(7L, 3L, 1L, 0L), List.of(3, 4, 5, 6).stream().map(lengths::lost).toList());
  }

  /** The model's own sequences say what is cut. */
  @Test
  void theContextIsTheSmallestThatHoldsTheShare() {
    Random random = new Random(1);
    Vocabulary vocabulary = Vocabulary.of(List.of("a"));
    int cases = 0;
    for (int round = 0; round < 300; round++) {
      List<String> documents = new ArrayList<>();
      int count = 1 + random.nextInt(250);
      for (int i = 0; i < count; i++) {
        documents.add("a".repeat(1 + random.nextInt(1 + random.nextInt(40))));
      }
      DocumentLengths lengths = DocumentLengths.of(documents, vocabulary);
      for (int percent : new int[] {1, 50, 99, 100}) {
        int context = lengths.contextFor(percent);
        assertTrue(100L * whole(documents, vocabulary, context) >= (long) percent * count);
        assertTrue(
            context == 1
                || 100L * whole(documents, vocabulary, context - 1) < (long) percent * count);
        assertEquals(count - whole(documents, vocabulary, context), lengths.cut(context));
        long kept =
            documents.stream().mapToLong(d -> vocabulary.sequence(d, context).length - 1).sum();
        assertEquals(lengths.tokens() - kept, lengths.lost(context));
        cases++;
      }
    }
    assertEquals(1200, cases);
  }

  private static long whole(List<String> documents, Vocabulary vocabulary, int context) {
    return documents.stream().filter(d -> !vocabulary.isTruncated(d, context)).count();
  }
}
