package org.microgptrom.quantize.correction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.quantize.evaluation.LogitSource;
import org.microgptrom.quantize.evaluation.WordPair;

/** The order of corrections, with a model whose probabilities are plain. */
class CorrectorTest {
  private static final Vocabulary LETTERS = Vocabulary.letters();

  private final List<List<int[]>> asked = new ArrayList<>();

  /** Finds z a thousand times as improbable as every other symbol. */
  private final LogitSource source =
      (sequences, visitor) -> {
        asked.add(sequences);
        double[] logits = new double[LETTERS.size()];
        logits['z' - 'a'] = -Math.log(1000);
        for (int i = 0; i < sequences.size(); i++) {
          for (int position = 0; position < sequences.get(i).length; position++) {
            visitor.logits(i, position, logits);
          }
        }
      };

  private static List<String> words(List<Correction> corrections) {
    return corrections.stream().map(Correction::word).toList();
  }

  @Test
  void theModelDecidesBetweenEqualEdits() {
    Corrector corrector =
        new Corrector(LETTERS, source, new Dictionary(List.of("bat", "bzt", "bet", "xyzxyz")));
    EditCosts none = EditCosts.learn(List.of());
    List<List<Correction>> found = corrector.correct(List.of("bit", "bzt", "qqqqqq"), none);
    assertEquals(List.of("bat", "bet", "bzt"), words(found.get(0)));
    double difference = found.get(0).get(2).cost() - found.get(0).get(0).cost();
    assertEquals(0.2 * Math.log(1000), difference, 1e-12);
    assertEquals("bzt", found.get(1).get(0).word(), "no edit costs less than any");
    assertEquals(0, found.get(1).get(0).edits());
    assertEquals(List.of(), found.get(2));
    assertEquals(3, asked.get(0).size(), "only words that are near are asked for");
    corrector.correct(List.of("bot"), none);
    assertEquals(1, asked.size(), "and once");
  }

  @Test
  void whatPairsTeachDecidesBetweenEqualWords() {
    Corrector corrector = new Corrector(LETTERS, source, new Dictionary(List.of("bat", "bet")));
    List<WordPair> pairs = List.of(new WordPair("pen", "pin"), new WordPair("get", "git"));
    List<Correction> found = corrector.correct(List.of("bit"), EditCosts.learn(pairs)).get(0);
    assertEquals(List.of("bet", "bat"), words(found));
    // two edits, both e replaced by i; alphabet e g i n p t of six letters
    double letter = (1.0 + 2) / (2 + 6);
    double kind = (2.0 + 1) / (2 + 6);
    double seen = (2 + 30 * letter / 6) / (2 + 30) * kind;
    double surprise = 4 * Math.log(26 + 0.001);
    assertEquals(-Math.log(seen) + 0.2 * surprise, found.get(0).cost(), 1e-12);
  }

  /** Each pair alone teaches its own odd edit; what is corrected must not have taught it. */
  @Test
  void noPairTeachesItsOwnCorrection() {
    List<String> rights = List.of("aab", "ccd", "eef", "ggh", "iij");
    List<String> wrongs = List.of("aaq", "ccr", "ees", "ggt", "iiu");
    List<WordPair> pairs =
        IntStream.range(0, 5).mapToObj(i -> new WordPair(rights.get(i), wrongs.get(i))).toList();
    Dictionary dictionary = new Dictionary(rights);
    Corrector corrector = new Corrector(LETTERS, source, dictionary);
    List<CorrectionAccuracy.Measured> measured = CorrectionAccuracy.crossFitted(corrector, pairs);
    for (int i = 0; i < 5; i++) {
      List<WordPair> others = new ArrayList<>(pairs);
      others.remove(i);
      assertEquals(
          corrector.correct(List.of(wrongs.get(i)), EditCosts.learn(others)).get(0),
          measured.get(i).corrections());
      assertTrue(
          measured.get(i).corrections().get(0).cost()
              > corrector
                  .correct(List.of(wrongs.get(i)), EditCosts.learn(pairs))
                  .get(0)
                  .get(0)
                  .cost());
    }
    assertEquals(
        new CorrectionAccuracy(5, 5, 5, 5, 5, 5),
        CorrectionAccuracy.of(measured, corrector, dictionary, EditCosts.learn(pairs)));
    List<WordPair> few = pairs.subList(0, 4);
    assertThrows(
        IllegalArgumentException.class, () -> CorrectionAccuracy.crossFitted(corrector, few));
  }
}
