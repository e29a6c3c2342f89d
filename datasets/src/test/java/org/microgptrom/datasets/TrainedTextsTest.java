package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainedTextsTest {
  @Test
  void documentsAreKnownAsTheModelSawThem() {
    List<String> documents = new ArrayList<>();
    for (int i = 100; i < 200; i++) {
      documents.add("n" + i);
    }
    Corpus corpus = new Corpus("n", documents);
    Split split = Split.of(corpus, 5);
    TrainedTexts whole = TrainedTexts.of(split, corpus.vocabulary(), 8);
    assertEquals(90, whole.count(split.training()));
    assertEquals(0, whole.count(split.validation()));
    assertEquals(0, whole.count(List.of("n1", "", "n200", "n1000")));
    String first = split.training().get(0);
    assertEquals(2, whole.count(List.of(first, first)));
    TrainedTexts cut = TrainedTexts.of(split, corpus.vocabulary(), 2);
    assertEquals(1, cut.count(List.of("n1", "n100", "n"))); // all begin with n1
  }

  @Test
  void runningTextIsKnownWhereverItStands() {
    List<String> lines = new ArrayList<>();
    for (int i = 100; i < 200; i++) {
      lines.add("line " + i);
    }
    RunningText text = RunningText.of(new Corpus("t", lines));
    TrainedTexts trained = TrainedTexts.of(text);
    assertEquals(3, trained.count(List.of("e 100\nli", "line 188\n", "1", "2line", "")));
    assertEquals(0, trained.count(List.of("line 191", "line 199")));
    assertTrue(text.training().endsWith("line 189"), text.training());
  }
}
