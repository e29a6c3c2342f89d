package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class CorpusTest {
  /** By {@code printf 'new york\n東京\n' | sha256sum}. */
  private static final String SHA256 =
      "11ef97c3ab55c8cb27c200017fa75c76c7c32496f10cec8c0e8b400c0ca33c81";

  @Test
  void theDigestIsThatOfTheCleanedText() {
    assertEquals(SHA256, new Corpus("cities", List.of("new york", "東京")).sha256());
  }

  @Test
  void theVocabularyIsItsCodePoints() {
    Corpus corpus = new Corpus("a", List.of("abc", "\uD83D\uDE00bc", "abcde"));
    assertEquals(List.of("a", "b", "c", "d", "e", "\uD83D\uDE00"), corpus.vocabulary().symbols());
  }

  @Test
  void whatIsNoDocumentIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Corpus("a", List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Corpus("a", List.of("a", "")));
    assertThrows(IllegalArgumentException.class, () -> new Corpus("a", List.of("a\nb")));
  }
}
