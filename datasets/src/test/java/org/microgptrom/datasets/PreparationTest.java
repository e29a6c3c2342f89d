package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.datasets.Preparation.Form;
import org.microgptrom.datasets.Preparation.Rare;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ExternalTool;

class PreparationTest {
  private static final List<Preparation> ALL =
      List.of(
          Preparation.NONE,
          new Preparation(Form.NONE, true, Rare.KEEP, 0),
          new Preparation(Form.NFC, false, Rare.KEEP, 0),
          new Preparation(Form.NFC, true, Rare.DROP, 2),
          new Preparation(Form.NFKC, false, Rare.REPLACE, 17),
          new Preparation(Form.NFKC, true, Rare.KEEP, 0));

  @TempDir Path folder;

  /** On all letters of Europe with their accents, and on those of Japan in all widths. */
  @Test
  void pythonSpellsTheSame() throws Exception {
    int[] letters =
        IntStream.concat(
                IntStream.concat(IntStream.range(0x20, 0x590), IntStream.range(0x1E00, 0x2200)),
                IntStream.concat(IntStream.range(0x3041, 0x3100), IntStream.range(0xFF01, 0xFFEF)))
            .filter(Character::isDefined)
            .filter(c -> !Character.isISOControl(c) && c != 0x2028 && c != 0x2029)
            .toArray();
    Random random = new Random(5);
    List<String> texts = new ArrayList<>();
    texts.add("\u0130\u0327"); // the small letter's dot, a mark of its own, goes behind the cedilla
    for (int letter : letters) {
      texts.add(Character.toString(letter));
    }
    for (int i = 0; i < 3000; i++) {
      int[] text = random.ints(1 + random.nextInt(9), 0, letters.length).toArray();
      texts.add(
          IntStream.of(text)
              .mapToObj(at -> Character.toString(letters[at]))
              .collect(Collectors.joining()));
    }
    Files.writeString(folder.resolve("texts"), String.join("\n", texts));
    String script =
        """
        import unicodedata
        texts = open('texts', encoding='utf-8', newline='\\n').read().split('\\n')
        def same(text): return text
        def nfc(text): return unicodedata.normalize('NFC', text)
        def nfkc(text): return unicodedata.normalize('NFKC', text)
        for form, fold in ((same, 0), (same, 1), (nfc, 0), (nfc, 1), (nfkc, 0), (nfkc, 1)):
            for text in texts:
                print(form(form(text).lower()) if fold else form(text))
        """;
    String[] expected =
        ExternalTool.named("python3").runOk(folder, "-X", "utf8", "-c", script).split("\n", -1);
    int cases = 0;
    for (Preparation preparation : ALL) {
      for (String text : texts) {
        assertEquals(expected[cases], preparation.spell(text), text + " " + preparation);
        cases++;
      }
    }
    assertEquals(ALL.size() * texts.size(), cases);
    assertTrue(texts.size() > 5000, texts.size() + " texts");
  }

  @Test
  void documentsWithRareSymbolsAreDroppedOrSpeltWithOne() {
    Corpus corpus = new Corpus("c", List.of("aab", "Ba", "xa", " \u00A8", "yb"));
    assertEquals(
        List.of("aab", "ba"),
        new Preparation(Form.NONE, true, Rare.DROP, 2).prepare(corpus).documents());
    assertEquals(
        List.of("aab", "ba", "\uFFFDa", "\uFFFD", "\uFFFDb"),
        new Preparation(Form.NONE, true, Rare.REPLACE, 2).prepare(corpus).documents());
    assertEquals(
        List.of("aab", "ba", "xa", "\u0308", "yb"), // the space before the accent is stripped
        new Preparation(Form.NFKC, true, Rare.KEEP, 0).prepare(corpus).documents());
    InputException none =
        assertThrows(
            InputException.class,
            () -> new Preparation(Form.NONE, false, Rare.DROP, 6).prepare(corpus));
    assertTrue(none.getMessage().contains("fewer than 6 times"), none.getMessage());
  }

  @Test
  void tooManySymbolsBecomeFewer() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 700; i++) {
      text.append(Character.toString(0x4E00 + i).repeat(1 + i / 100)).append('\n');
    }
    Path file = Files.writeString(folder.resolve("many.txt"), text);
    String told = assertThrows(InputException.class, () -> CorpusReader.read(file)).getMessage();
    assertTrue(told.contains("--rare replace"), told);
    Preparation little = new Preparation(Form.NONE, false, Rare.REPLACE, 2);
    told = assertThrows(InputException.class, () -> CorpusReader.read(file, little)).getMessage();
    assertTrue(told.contains("has 601 distinct characters"), told);
    assertTrue(told.contains("--rare replace --rare-below 3"), told);
    Preparation enough = new Preparation(Form.NONE, false, Rare.REPLACE, 3);
    assertEquals(501, CorpusReader.read(file, enough).vocabulary().symbols().size());
    Preparation all = new Preparation(Form.NONE, false, Rare.REPLACE, 8);
    told = assertThrows(InputException.class, () -> CorpusReader.read(file, all)).getMessage();
    assertTrue(told.contains("has no symbol that occurs 8 times"), told);
  }

  @Test
  void theStepsAreRecordedAndUnderstood() {
    Corpus corpus = new Corpus("c", List.of("ab", "Ab", "aB").stream().map(s -> s + s).toList());
    int cases = 0;
    for (Preparation preparation : ALL) {
      Preparation smaller =
          new Preparation(
              preparation.form(),
              preparation.foldCase(),
              preparation.rare(),
              Math.min(2, preparation.rareBelow()));
      Split split = Split.of(smaller.prepare(corpus), 1);
      assertEquals(smaller, Preparation.of(split.id()));
      assertEquals(split, Split.again(smaller.prepare(corpus), split.id()));
      assertEquals(smaller.equals(Preparation.NONE), split.id().preparation().isEmpty());
      cases++;
    }
    assertEquals(6, cases);
    for (String step : List.of("rot13", "normalize nfd", "rare drop below 1", "")) {
      CorpusId unknown = new CorpusId("c", "", 1, 1, 0, "", List.of("fold-case", step), List.of());
      String told = assertThrows(InputException.class, () -> Preparation.of(unknown)).getMessage();
      assertTrue(told.contains("does not know"), told);
    }
  }
}
