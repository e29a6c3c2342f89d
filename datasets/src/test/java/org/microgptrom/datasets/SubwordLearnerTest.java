package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.Merge;
import org.microgptrom.model.Vocabulary;

class SubwordLearnerTest {
  @Test
  void mergesTheMostFrequentPairFirst() {
    // ab 4 times, then "ca" and "abc" twice each: the one with the lower left id comes first, after
    // which "abc" is there once; d, which only ends documents, is in no merge.
    Vocabulary learnt = learn(8, "abc", "abca", "ab", "abd", "ca");
    assertEquals(List.of(new Merge("a", "b"), new Merge("c", "a")), learnt.merges());
    assertEquals(List.of("a", "b", "c", "d", "ab", "ca"), learnt.symbols());
    assertTrue(learnt.splitsAtSpaces());
    assertEquals(learnt, learn(8, "abc", "abca", "ab", "abd", "ca"));
  }

  @Test
  void noMergeReachesOverASpace() {
    Vocabulary learnt = learn(4096, "to be to be", "to be");
    assertEquals(List.of(" ", "b", "e", "o", "t", " b", "to", " be"), sorted(learnt));
    assertArrayEquals(
        new int[] {id(learnt, "to"), id(learnt, " "), id(learnt, "to"), id(learnt, " be")},
        learnt.encode("to to be"));
  }

  private static List<String> sorted(Vocabulary vocabulary) {
    return vocabulary.symbols().stream()
        .sorted((a, b) -> a.length() == b.length() ? a.compareTo(b) : a.length() - b.length())
        .toList();
  }

  @Test
  void aLabelStaysASymbolOfItsOwn() {
    Vocabulary learnt = learn(4096, "maisonF", "maisonF", "houseE", "houseE", "houseE");
    assertTrue(learnt.symbols().containsAll(List.of("maison", "house")), learnt.toString());
    for (String label : List.of("E", "F")) {
      int[] ids = learnt.encode("house" + label);
      assertEquals(learnt.single(label), ids[1]);
      assertEquals(2, ids.length);
    }
    assertThrows(IllegalArgumentException.class, () -> learnt.single("h"));
  }

  @Test
  void symbolsAreShortAndNeverReadLikeTheMark() {
    Vocabulary learnt = learn(4096, "BOSBOS éééééééééééééééé", "BOS ééééééééééééééé");
    assertTrue(learnt.symbols().containsAll(List.of("éééééééé")), learnt.toString());
    assertTrue(learnt.symbols().stream().allMatch(s -> bytes(s) <= SubwordLearner.MOST_BYTES));
    assertTrue(!learnt.symbols().contains("BOS"), learnt.toString());
  }

  private static int bytes(String symbol) {
    return symbol.getBytes(StandardCharsets.UTF_8).length;
  }

  @Test
  void refusesWhatTeachesNothing() {
    assertEquals(
        "the characters of the corpus and BOS are 4 tokens already, more are expected than that,"
            + " not 4",
        assertThrows(IllegalArgumentException.class, () -> learn(4, "abc")).getMessage());
    assertEquals(
        "no two characters stand together twice in the corpus",
        assertThrows(IllegalArgumentException.class, () -> learn(9, "abc")).getMessage());
  }

  private static Vocabulary learn(int tokens, String... documents) {
    List<String> all = List.of(documents);
    return SubwordLearner.learn(Vocabulary.of(all), all, tokens);
  }

  private static int id(Vocabulary vocabulary, String symbol) {
    return vocabulary.symbols().indexOf(symbol);
  }
}
