package org.microgptrom.quantize.correction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.PythonRandom;

/** Words that are near, against sets of all words that edits make, without any distance. */
class DictionaryTest {
  private static final List<String> LETTERS = List.of("a", "b", "\u00e9", "\ud83d\ude00");

  /** A word with the edits so far, and the place of the first letter that was not yet passed. */
  private record Edited(List<String> done, List<String> rest, int edits) {}

  /** All words by at most two edits from left to right, which touch no letter twice. */
  private static Set<String> edited(List<String> word) {
    Set<String> all = new TreeSet<>();
    edit(new Edited(List.of(), word, 0), all);
    return all;
  }

  private static void edit(Edited from, Set<String> all) {
    int edits = from.edits;
    List<String> rest = from.rest;
    if (rest.isEmpty()) {
      all.add(String.join("", from.done));
    } else {
      edit(new Edited(with(from.done, rest.get(0)), rest.subList(1, rest.size()), edits), all);
    }
    if (edits == Dictionary.FARTHEST) {
      return;
    }
    for (String letter : LETTERS) {
      edit(new Edited(with(from.done, letter), rest, edits + 1), all);
      if (!rest.isEmpty()) {
        edit(new Edited(with(from.done, letter), rest.subList(1, rest.size()), edits + 1), all);
      }
    }
    if (!rest.isEmpty()) {
      edit(new Edited(from.done, rest.subList(1, rest.size()), edits + 1), all);
    }
    if (rest.size() > 1) {
      List<String> swapped = with(with(from.done, rest.get(1)), rest.get(0));
      edit(new Edited(swapped, rest.subList(2, rest.size()), edits + 1), all);
    }
  }

  private static List<String> with(List<String> list, String letter) {
    return IntStream.rangeClosed(0, list.size())
        .mapToObj(i -> i < list.size() ? list.get(i) : letter)
        .toList();
  }

  @Test
  void wordsAreNearIfTwoEditsMakeThem() {
    PythonRandom random = new PythonRandom(7);
    List<List<String>> words =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    IntStream.range(0, 1 + i % 7)
                        .mapToObj(j -> LETTERS.get((int) (random.random() * LETTERS.size())))
                        .toList())
            .toList();
    Dictionary dictionary = new Dictionary(words.stream().map(w -> String.join("", w)).toList());
    int found = 0;
    for (List<String> asked : words) {
      Set<String> expected = edited(asked);
      expected.retainAll(Set.copyOf(dictionary.words()));
      Set<String> near =
          dictionary.near(String.join("", asked).codePoints().toArray()).stream()
              .map(dictionary.words()::get)
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(expected, near, () -> String.join("", asked));
      found += near.size();
    }
    assertTrue(found > 2000 && found < 60_000, "found " + found);
  }

  @Test
  void distancesInBitsAreThoseOfTheTable() {
    PythonRandom random = new PythonRandom(8);
    int[] distances = new int[3];
    for (int i = 0; i < 20_000; i++) {
      int[] word = word(random, i % 67);
      int[] other = word(random, i % 67 + (int) (random.random() * 3));
      System.arraycopy(word, 0, other, 0, (int) (random.random() * (word.length + 1)));
      int distance = Edit.distance(other, word);
      assertEquals(distance, new Asked(word).distance(other));
      distances[Math.min(distance, 2)]++;
    }
    assertTrue(distances[0] > 100 && distances[1] > 100 && distances[2] > 100);
  }

  private static int[] word(PythonRandom random, int length) {
    int[] letters = "abc\u00e9".codePoints().toArray();
    return IntStream.range(0, length)
        .map(i -> letters[(int) (random.random() * letters.length)])
        .toArray();
  }

  @Test
  void editsNameWhatWasDone() {
    assertEquals(List.of(new Edit(Edit.Kind.REPLACED, 'i', 'a')), edits("definite", "definate"));
    assertEquals(List.of(new Edit(Edit.Kind.SWAPPED, 'e', 'i')), edits("weird", "wierd"));
    assertEquals(List.of(new Edit(Edit.Kind.UNDOUBLED, 'r', 'r')), edits("embarrass", "embarass"));
    assertEquals(List.of(new Edit(Edit.Kind.DOUBLED, 'm', 'm')), edits("coming", "comming"));
    assertEquals(List.of(new Edit(Edit.Kind.OMITTED, Edit.START, 'h')), edits("hour", "our"));
    assertEquals(List.of(new Edit(Edit.Kind.ADDED, 'u', 'e')), edits("truly", "truely"));
    assertEquals(List.of(), edits("same", "same"));
    assertEquals(3, edits("ab", "").size() + edits("", "a").size());
  }

  private static List<Edit> edits(String right, String wrong) {
    return Edit.between(right.codePoints().toArray(), wrong.codePoints().toArray());
  }
}
