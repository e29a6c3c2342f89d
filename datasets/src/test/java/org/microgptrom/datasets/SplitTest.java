package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;

class SplitTest {
  @Test
  void aTenthIsHeldOutRoundedHalfUp() {
    int cases = 0;
    for (int documents = 1; documents <= 1000; documents++) {
      Split split = Split.of(numbers(documents), documents);
      int expected = (int) Math.floor(documents / 10.0 + 0.5);
      assertEquals(expected, split.validation().size());
      assertEquals(documents - expected, split.training().size());
      assertTrue(split.training().size() >= 1);
      List<String> all = new ArrayList<>(split.training());
      all.addAll(split.validation());
      assertEquals(
          numbers(documents).documents().stream().sorted().toList(),
          all.stream().sorted().toList());
      cases++;
    }
    assertEquals(1000, cases);
    assertEquals(List.of(), Split.of(numbers(1), 7).validation());
  }

  /** The generator written out from the Javadoc of java.util.Random. */
  @Test
  void theShuffleIsTheDocumentedOne() {
    int cases = 0;
    for (long seed : new long[] {0, 1, 42, -1, Long.MIN_VALUE, 1L << 47}) {
      Corpus corpus = numbers(1000);
      String[] expected = corpus.documents().toArray(String[]::new);
      long[] state = {(seed ^ 0x5DEECE66DL) & ((1L << 48) - 1)};
      for (int i = expected.length - 1; i > 0; i--) {
        int j = draw(state, i + 1);
        String other = expected[i];
        expected[i] = expected[j];
        expected[j] = other;
      }
      Split split = Split.of(corpus, seed);
      assertEquals(List.of(expected).subList(0, 900), split.training());
      assertEquals(List.of(expected).subList(900, 1000), split.validation());
      cases++;
    }
    assertEquals(6, cases);
  }

  @Test
  void theOrderIsFrozen() {
    Split split = Split.of(numbers(12), 42);
    assertEquals("0 1 6 7 3 5 10 11 9 8 4", String.join(" ", split.training()));
    assertEquals(List.of("2"), split.validation());
    assertEquals(new CorpusId("numbers", Digests.sha256(text(12)), 12, 42, 1), split.id());
    assertNotEquals(split.training(), Split.of(numbers(12), 43).training());
  }

  @Test
  void aSplitIsFoundAgain() {
    Split split = Split.of(numbers(50), 9);
    assertEquals(split, Split.again(numbers(50), split.id()));
    Corpus renamed = new Corpus("renamed", numbers(50).documents());
    assertEquals(split, Split.again(renamed, split.id()));
    Split whole = Split.whole(numbers(50), 9);
    assertEquals(List.of(), whole.validation());
    assertEquals(split.training(), whole.training().subList(0, 45));
    assertEquals(whole, Split.again(numbers(50), whole.id()));
  }

  @Test
  void anotherCorpusIsRefused() {
    CorpusId recorded = Split.of(numbers(50), 9).id();
    InputException e = assertThrows(InputException.class, () -> Split.again(numbers(49), recorded));
    assertEquals(
        "corpus numbers: is not the one the model was trained on\n"
            + "  expected: numbers, 50 documents, SHA-256 "
            + Digests.sha256(text(50))
            + "\n  actual:   numbers, 49 documents, SHA-256 "
            + Digests.sha256(text(49))
            + "\n  give the corpus the model was trained on, or train again on this one",
        e.getMessage());
    List<String> swapped = new ArrayList<>(numbers(50).documents());
    swapped.add(swapped.remove(0));
    assertThrows(InputException.class, () -> Split.again(new Corpus("numbers", swapped), recorded));
    CorpusId otherRule = new CorpusId("numbers", recorded.sha256(), 50, 9, 6);
    e = assertThrows(InputException.class, () -> Split.again(numbers(50), otherRule));
    assertTrue(e.getMessage().contains("6 documents held out, this version holds out 5"));
  }

  private static int draw(long[] state, int bound) {
    while (true) {
      state[0] = (state[0] * 0x5DEECE66DL + 0xBL) & ((1L << 48) - 1);
      int bits = (int) (state[0] >>> 17);
      if ((bound & -bound) == bound) {
        return (int) ((bound * (long) bits) >> 31);
      }
      int value = bits % bound;
      if (bits - value + (bound - 1) >= 0) {
        return value;
      }
    }
  }

  private static Corpus numbers(int count) {
    return new Corpus("numbers", IntStream.range(0, count).mapToObj(Integer::toString).toList());
  }

  private static byte[] text(int count) {
    return (String.join("\n", numbers(count).documents()) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
