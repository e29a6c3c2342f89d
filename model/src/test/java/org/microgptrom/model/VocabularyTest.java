package org.microgptrom.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

class VocabularyTest {
  private static final String GRIN = "\uD83D\uDE00"; // U+1F600

  /** U+FF5E sorts after U+1F600 by UTF-16 units and before it by code points. */
  private static final String WIDE_TILDE = "\uFF5E";

  @Test
  void symbolsAreTheSortedDistinctCodePoints() {
    Vocabulary vocabulary = Vocabulary.of(List.of("banana" + GRIN, WIDE_TILDE + "é b", ""));
    assertEquals(List.of(" ", "a", "b", "n", "é", WIDE_TILDE, GRIN), vocabulary.symbols());
    assertEquals(8, vocabulary.size());
    assertEquals(7, vocabulary.bos());
    assertEquals(vocabulary, Vocabulary.ofSymbols(vocabulary.symbols()));
    assertEquals(vocabulary.hashCode(), Vocabulary.ofSymbols(vocabulary.symbols()).hashCode());
    assertNotEquals(vocabulary, Vocabulary.of(List.of("ab")));
  }

  @Test
  void decodesWhatItEncodes() {
    Vocabulary vocabulary = Vocabulary.of(List.of("abc" + GRIN));
    assertArrayEquals(new int[] {3, 0, 2, 2}, vocabulary.encode(GRIN + "acc"));
    assertEquals(GRIN + "acc", vocabulary.decode(4, 3, 0, 2, 2, 4));
    assertArrayEquals(new int[0], vocabulary.encode(""));
    assertEquals("", vocabulary.decode());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> vocabulary.encode("ab\uD83D\uDE01"));
    assertEquals("\"ab\uD83D\uDE01\": U+1F601 is not in the vocabulary", e.getMessage());
  }

  @Test
  void sequencesBeginAndEndWithBosUnlessTheContextCutsThem() {
    Vocabulary vocabulary = Vocabulary.of(List.of("ab" + GRIN)); // 0, 1, 2; BOS is 3
    String document = "ab" + GRIN;
    assertArrayEquals(new int[] {3, 0, 1, 2, 3}, vocabulary.sequence(document, 9));
    assertArrayEquals(new int[] {3, 0, 1, 2, 3}, vocabulary.sequence(document, 4));
    assertArrayEquals(new int[] {3, 0, 1, 2}, vocabulary.sequence(document, 3));
    assertArrayEquals(new int[] {3, 0}, vocabulary.sequence(document, 1));
    assertArrayEquals(new int[] {3, 3}, vocabulary.sequence("", 1));
    assertFalse(vocabulary.isTruncated(document, 4));
    assertTrue(vocabulary.isTruncated(document, 3));
    assertFalse(vocabulary.isTruncated("", 1));
  }

  @Test
  void holdsAtMost512Symbols() {
    String most = letters(512);
    assertEquals(513, Vocabulary.of(List.of(most)).size());
    requireRefused(
        "a vocabulary has 1..512 distinct code points, not 513",
        () -> Vocabulary.of(List.of(letters(513))));
    requireRefused("a vocabulary has 1..512 distinct", () -> Vocabulary.of(List.of("", "")));
    requireRefused("a vocabulary has 1..512 distinct", () -> Vocabulary.ofSymbols(List.of()));
  }

  private static String letters(int count) {
    return IntStream.range(0x4E00, 0x4E00 + count)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @Test
  void refusesSymbolsThatAreNone() {
    requireRefused("vocabulary symbol 1 must be one code point", "a", "bc");
    requireRefused("vocabulary symbol 0 must be one code point", "", "b");
    requireRefused("vocabulary symbol 1 must be one code point", "a", null);
    requireRefused("vocabulary symbols must ascend: \"a\" at 1", "b", "a");
    requireRefused("vocabulary symbols must ascend: \"a\" at 1", "a", "a");
    requireRefused("vocabulary symbols must ascend", GRIN, WIDE_TILDE);
    requireRefused("U+D83D is half a surrogate pair", "a", "\uD83D");
    requireRefused("U+DE00 is half a surrogate pair", () -> Vocabulary.of(List.of("ab", "\uDE00")));
  }

  @Test
  void jsonIsTheListOfSymbols() {
    Vocabulary vocabulary = Vocabulary.of(List.of("\"\\\u0001é" + GRIN));
    String json = Json.line(vocabulary);
    assertEquals("[\"\\u0001\",\"\\\"\",\"\\\\\",\"é\",\"" + GRIN + "\"]", json);
    assertEquals(vocabulary, parse(json));
    for (String bad : List.of("[\"b\",\"a\"]", "[]", "[1]", "[null]", "\"ab\"", "[\"\\ud83d\"]")) {
      assertThrows(InputException.class, () -> parse(bad), bad);
    }
  }

  @Test
  void mergesMakeSymbolsOfSymbols() {
    Vocabulary vocabulary =
        Vocabulary.ofMerges(
            List.of("b", " ", "a", "ab", " ab", "aa"),
            List.of(new Merge("a", "b"), new Merge(" ", "ab"), new Merge("a", "a")),
            true);
    assertEquals(7, vocabulary.size());
    assertEquals(6, vocabulary.bos());
    assertArrayEquals(new int[] {3, 4, 5, 2, 1, 0}, vocabulary.encode("ab abaaa b"));
    assertEquals("ab abaaa b", vocabulary.decode(6, 3, 4, 5, 2, 1, 0, 6));
    assertArrayEquals(new int[] {6, 5, 3, 6}, vocabulary.sequence("aaab", 3));
    assertEquals(5, vocabulary.bytes(vocabulary.sequence("aaab", 3)));
    assertEquals(4, vocabulary.bytes(vocabulary.sequence("aaab", 2)));
    assertEquals(3, Vocabulary.of(List.of("é")).bytes(1, 0, 1));
    assertEquals(
        2.0 * 5 / 9,
        vocabulary
            .natsPerByte(2, List.of(vocabulary.sequence("aaab", 3), vocabulary.sequence("aaab", 2)))
            .orElseThrow());
    assertFalse(Vocabulary.of(List.of("aé")).isOfBytes());
    assertEquals(Optional.empty(), Vocabulary.of(List.of("ab")).natsPerByte(2, List.of()));
    assertFalse(vocabulary.isTruncated("aaab", 3));
    assertTrue(vocabulary.isTruncated("aaab", 2));
    String json = Json.line(vocabulary);
    assertEquals(
        "{\"symbols\":[\"b\",\" \",\"a\",\"ab\",\" ab\",\"aa\"],\"merges\":[[\"a\",\"b\"],"
            + "[\" \",\"ab\"],[\"a\",\"a\"]],\"split_at_spaces\":true}",
        json);
    assertEquals(vocabulary, parse(json));
    assertNotEquals(vocabulary, parse(json.replace("true", "false")));
    for (String bad :
        List.of(
            json.replace(",\"split_at_spaces\":true", ""),
            json.replace("true", "1"),
            json.replace("true", "true,\"more\":1"),
            json.replace("[\"a\",\"a\"]", "[\"a\"]"),
            json.replace("[\"a\",\"a\"]", "[\"a\",null]"),
            "{\"symbols\":[\"a\"],\"merges\":[],\"split_at_spaces\":true}")) {
      assertThrows(InputException.class, () -> parse(bad), bad);
    }
  }

  @Test
  void refusesMergesThatDoNotFitTheSymbols() {
    requireMergesRefused(
        "vocabulary symbol \"ab\" is made by no merge", List.of("a", "b", "ab"), "aa");
    requireMergesRefused("vocabulary symbol \"a\" is there twice", List.of("a", "a", "aa"), "aa");
    requireMergesRefused("vocabulary symbol \"\" is empty", List.of("", "a", "aa"), "aa");
    requireMergesRefused("merge 0 has \"aa\", which is no symbol", List.of("a"), "aa");
    requireMergesRefused("merge 0 has \"b\", which is no symbol", List.of("a", "ab"), "ab");
    requireMergesRefused("merge 1, [a, a], is there twice", List.of("a", "aa"), "aa", "aa");
    requireMergesRefused("a vocabulary has 1..4096 symbols, not 0", List.of(), "aa");
    requireMergesRefused(
        "vocabulary symbol \"BOS\" reads like the mark", List.of("B", "O", "S", "BOS"), "aa");
    requireMergesRefused("U+D83D is half a surrogate pair", List.of("a", "\uD83D", "aa"), "aa");
  }

  private static void requireMergesRefused(String message, List<String> symbols, String... merges) {
    List<Merge> pairs =
        Arrays.stream(merges).map(m -> new Merge(m.substring(0, 1), m.substring(1))).toList();
    requireRefused(message, () -> Vocabulary.ofMerges(symbols, pairs, false));
  }

  private static Vocabulary parse(String json) {
    return Json.parse("x", json.getBytes(StandardCharsets.UTF_8), Vocabulary.class);
  }

  private static void requireRefused(String message, String... symbols) {
    requireRefused(message, () -> Vocabulary.ofSymbols(Arrays.asList(symbols)));
  }

  private static void requireRefused(String message, Runnable make) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, make::run);
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }
}
