package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;

class RunningTextTest {
  /** Every character of the text is another one, so that a window tells where it is from. */
  @Test
  void whatIsHeldOutIsInNoTrainingWindow() {
    Random random = new Random(7);
    int heldOut = 0;
    int cases = 0;
    for (int round = 0; round < 400; round++) {
      int context = 1 + random.nextInt(40);
      int size = context + random.nextInt(3) * random.nextInt(20);
      int length = size + random.nextInt(20 * size);
      RunningText text = RunningText.of(new Corpus("t", List.of(distinct(length))));
      Split split = text.split(random.nextLong(), new RunningText.Windows(size, context));
      BitSet trained = places(split.training(), size);
      BitSet measured = places(split.validation(), size);
      int tenth = (int) ((length + 5L) / 10);
      int border = tenth < size ? length : length - tenth;
      assertEquals(border, trained.cardinality());
      assertEquals(border, trained.length()); // all of 0..border
      assertEquals(length - border, measured.cardinality());
      assertTrue(measured.isEmpty() || measured.nextSetBit(0) == border);
      assertEquals(split.training().size() + split.validation().size(), split.id().documents());
      assertEquals(split, Split.again(new Corpus("x", List.of(distinct(length))), split.id()));
      heldOut += split.validation().isEmpty() ? 0 : 1;
      cases++;
    }
    assertEquals(400, cases);
    assertTrue(heldOut > 100 && heldOut < 300, heldOut + " of 400 held something out");
  }

  private static String distinct(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(0x10000 + i);
    }
    return text.toString();
  }

  private static BitSet places(List<String> windows, int size) {
    BitSet places = new BitSet();
    for (String window : windows) {
      int first = window.codePointAt(0) - 0x10000;
      assertEquals(size, window.codePointCount(0, window.length()));
      places.set(first, first + size);
    }
    return places;
  }

  @Test
  void pythonCutsAndShufflesTheSameWindows() throws Exception {
    String script =
        """
        import random
        def shuffled(windows):
            random.seed(42)
            random.shuffle(windows)
            return windows
        def cut(text, size, apart):
            starts = list(range(0, len(text) - size, apart)) + [len(text) - size]
            return shuffled([text[s:s + size] for s in starts])
        text = '\\n'.join('line %d of all é' % i for i in range(60))
        border = len(text) - (len(text) + 5) // 10
        for window in cut(text[:border], 21, 11) + cut(text[border:], 21, 21):
            print(window.replace('\\n', '|'))
        """;
    List<String> expected =
        ExternalTool.named("python3")
            .runOk(Path.of("").toAbsolutePath(), "-X", "utf8", "-c", script)
            .lines()
            .toList();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add("line " + i + " of all é");
    }
    RunningText text = RunningText.of(new Corpus("t", lines));
    Split split = text.split(42, RunningText.Windows.of(text.vocabulary(), 21));
    List<String> actual = new ArrayList<>(split.training());
    actual.addAll(split.validation());
    assertEquals(expected, actual.stream().map(w -> w.replace('\n', '|')).toList());
    assertEquals(82 + 5, actual.size()); // 908 code points, 101 held out
    assertEquals(List.of("text in windows of 21 for a context of 21"), split.id().preparation());
    assertTrue(text.vocabulary().symbols().contains("\n"));
    assertTrue(lines.subList(0, 54).containsAll(text.trainingLines().subList(0, 54)));
  }

  private static final Preparation PARAGRAPHS =
      new Preparation(true, Preparation.Form.NONE, false, Preparation.Rare.KEEP, 0);

  private static Corpus read(String text, Preparation preparation) {
    return DataFiles.read(
            List.of(DataFiles.STANDARD_INPUT),
            Columns.NONE,
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            List.of(),
            preparation)
        .corpus();
  }

  private static String whole(Corpus corpus) {
    RunningText text = RunningText.of(corpus);
    return text.all(new RunningText.Windows(text.length(), text.length())).get(0);
  }

  @Test
  void pythonKeepsTheSameParagraphs() throws Exception {
    String script =
        """
        import json, random, re
        random.seed(5)
        pieces = ['a', 'b c', ' ', '\\t', '\\u00a0', '\\n', '\\n', '\\n\\n', '\\r\\n', '\\r', '\\u00e9']
        for _ in range(500):
            text = ''.join(random.choices(pieces, k=random.randrange(1, 30))) + 'z'
            lines = [line.strip() for line in re.split('\\r\\n|\\r|\\n', text)]
            print(json.dumps([text, re.sub('\\n\\n+', '\\n\\n', '\\n'.join(lines)).strip('\\n')]))
        """;
    int cases = 0;
    int paragraphs = 0;
    for (String line :
        ExternalTool.named("python3")
            .runOk(Path.of("").toAbsolutePath(), "-c", script)
            .lines()
            .toList()) {
      String[] pair = Json.parse("case", line.getBytes(StandardCharsets.UTF_8), String[].class);
      Corpus corpus = read(pair[0], PARAGRAPHS);
      assertEquals(pair[1], whole(corpus));
      assertEquals(pair[1].replaceAll("\n+", "\n"), whole(read(pair[0], Preparation.NONE)));
      assertEquals(corpus, read(pair[1], PARAGRAPHS)); // read again, it stays
      paragraphs += pair[1].contains("\n\n") ? 1 : 0;
      cases++;
    }
    assertEquals(500, cases);
    assertTrue(paragraphs > 200 && paragraphs < 500, paragraphs + " with paragraphs");
  }

  @Test
  void whatIsRecordedFindsTheTextAgain() {
    String text = "one two\n\n\nthree four\nfive\n\nsix seven eight nine ten\n\n".repeat(9);
    RunningText.Windows windows = new RunningText.Windows(7, 7);
    Preparation all = new Preparation(true, Preparation.Form.NFC, true, Preparation.Rare.DROP, 3);
    int found = 0;
    for (Preparation preparation : List.of(PARAGRAPHS, all, Preparation.NONE)) {
      Split split = RunningText.of(read(text, preparation)).split(3, windows);
      assertEquals(preparation.paragraphs(), split.id().preparation().contains("keep blank lines"));
      assertTrue(split.id().ofRunningText());
      assertEquals("windows", split.id().parts());
      assertEquals(preparation, Preparation.of(split.id()));
      assertEquals(split, Split.again(read(text, Preparation.of(split.id())), split.id()));
      found++;
    }
    assertEquals(3, found);
    Corpus other = read(text, Preparation.NONE);
    CorpusId recorded = RunningText.of(read(text, PARAGRAPHS)).split(3, windows).id();
    assertThrows(InputException.class, () -> Split.again(other, recorded));
    assertEquals("documents", Split.of(other, 3).id().parts());
  }

  /** A line that is left out ends no paragraph. */
  @Test
  void paragraphsOutliveWhatIsLeftOut() {
    Preparation drop = new Preparation(true, Preparation.Form.NONE, true, Preparation.Rare.DROP, 2);
    assertEquals("aa\nbb\n\nba", whole(read("aa\nx\nbb\n\ny\n\nBA\n\nz", drop)));
    assertThrows(IllegalArgumentException.class, () -> new Corpus("list", List.of("a", "", "b")));
    for (List<String> wrong :
        List.of(List.of("", "b"), List.of("a", ""), List.of("a", "", "", "b"))) {
      assertThrows(
          IllegalArgumentException.class, () -> new Corpus("t", wrong, List.of(), PARAGRAPHS));
    }
  }

  /** A window of long symbols holds as many as the context at least. */
  @Test
  void windowsOfSubwordsFillTheContext() {
    List<String> lines = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      lines.add(List.of("the cat", "a dog", "the dog and the cat").get(random.nextInt(3)));
    }
    RunningText text = RunningText.of(new Corpus("t", lines));
    Vocabulary vocabulary = SubwordLearner.learn(text.vocabulary(), text.trainingLines(), 30);
    RunningText.Windows windows = RunningText.Windows.of(vocabulary, 8);
    assertTrue(windows.size() > 8, windows.toString());
    List<String> all = text.all(windows);
    all.forEach(window -> assertTrue(vocabulary.isTruncated(window, 8), window));
    assertTrue(all.size() > 100);
  }

  @Test
  void whatCannotBeCutIsRefused() {
    RunningText text = RunningText.of(new Corpus("tale", List.of("once upon", "a time")));
    RunningText.Windows large = new RunningText.Windows(17, 17);
    assertEquals(
        "corpus tale: has a text of 16 characters, at least 17 expected for a context of 17 tokens"
            + "\n  give a smaller --context or a longer text",
        assertThrows(InputException.class, () -> text.split(1, large)).getMessage());
    assertEquals(1, text.split(1, new RunningText.Windows(16, 16)).training().size());
    Corpus manySymbols = new Corpus("many", List.of(distinct(511), "ab"));
    assertThrows(InputException.class, () -> RunningText.of(manySymbols).vocabulary());
    CorpusId recorded = text.split(1, new RunningText.Windows(4, 4)).id();
    Corpus other = new Corpus("tale", List.of("once upon", "a dime"));
    assertThrows(InputException.class, () -> Split.again(other, recorded));
  }
}
