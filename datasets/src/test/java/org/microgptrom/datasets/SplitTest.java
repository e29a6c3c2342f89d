package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ExternalTool;

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

  @Test
  void theShuffleIsPythons() throws Exception {
    String script =
        """
        import random
        for seed in [0, 1, 42, -1, -2**63, 2**47]:
            random.seed(seed)
            order = [str(i) for i in range(1000)]
            random.shuffle(order)
            print(*order)
        """;
    List<String> lines =
        ExternalTool.named("python3")
            .runOk(Path.of("").toAbsolutePath(), "-c", script)
            .lines()
            .toList();
    int cases = 0;
    for (long seed : new long[] {0, 1, 42, -1, Long.MIN_VALUE, 1L << 47}) {
      List<String> expected = List.of(lines.get(cases).split(" "));
      Split split = Split.of(numbers(1000), seed);
      assertEquals(expected.subList(0, 900), split.training());
      assertEquals(expected.subList(900, 1000), split.validation());
      cases++;
    }
    assertEquals(6, cases);
  }

  @Test
  void theOrderIsFrozen() {
    Split split = Split.of(numbers(12), 42);
    assertEquals("7 5 2 8 9 6 11 3 4 0 1", String.join(" ", split.training()));
    assertEquals(List.of("10"), split.validation());
    String heldOut = Digests.sha256("10\n".getBytes(StandardCharsets.UTF_8));
    assertEquals(new CorpusId("numbers", Digests.sha256(text(12)), 12, 42, 1, heldOut), split.id());
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
    String digest = recorded.heldOutSha256();
    CorpusId sixHeldOut = new CorpusId("numbers", recorded.sha256(), 50, 9, 6, digest);
    e = assertThrows(InputException.class, () -> Split.again(numbers(50), sixHeldOut));
    assertTrue(e.getMessage().contains("expected: 6 documents, SHA-256 " + digest));
    String other = Split.of(numbers(50), 8).id().heldOutSha256();
    CorpusId othersHeldOut = new CorpusId("numbers", recorded.sha256(), 50, 9, 5, other);
    e = assertThrows(InputException.class, () -> Split.again(numbers(50), othersHeldOut));
    assertEquals(
        "corpus numbers: this version holds out other documents than the model was trained with\n"
            + "  expected: 5 documents, SHA-256 "
            + other
            + "\n  actual:   5 documents, SHA-256 "
            + digest
            + "\n  train again with this version",
        e.getMessage());
  }

  private static Corpus numbers(int count) {
    return new Corpus("numbers", IntStream.range(0, count).mapToObj(Integer::toString).toList());
  }

  private static byte[] text(int count) {
    return (String.join("\n", numbers(count).documents()) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
