package org.microgptrom.quantize.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.RandomModels;

/** Answers, scores and figures against plain second computations, on models of random weights. */
class EvaluationTest {
  // 11 symbols: a to j and BOS.
  private static final ModelConfig CONFIG = new ModelConfig(1, 16, 4, 8, 24, 11);
  private static final List<String> LABELS = List.of("g", "h", "j");

  private final QuantizedModel model =
      RandomModels.quantized(CONFIG, RandomModels.Weights.MODERATE, 7).model();
  private final Vocabulary vocabulary = model.vocabulary();
  private final LogitSource fixed = LogitSource.of(model, Progress.NONE);

  private static String text(Random random, int shortest, int longest) {
    int length = shortest + random.nextInt(longest - shortest + 1);
    return random
        .ints(length, 0, 6)
        .mapToObj(i -> Character.toString('a' + i))
        .reduce("", String::concat);
  }

  private static List<String> labelled(int count) {
    Random random = new Random(3);
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      documents.add(text(random, 0, 8) + LABELS.get(random.nextInt(3)));
    }
    return documents;
  }

  /** The words of the golden simulator after BOS and a text. */
  private int[] golden(String text) {
    GoldenSimulator simulator = new GoldenSimulator(model);
    int[] logits = simulator.step(vocabulary.bos());
    for (int token : vocabulary.encode(text)) {
      logits = simulator.step(token);
    }
    return logits.clone();
  }

  @Test
  void aPerplexityIsANumber() {
    assertEquals(StrictMath.exp(2), Loss.perplexity(2));
    assertEquals(Double.MAX_VALUE, Loss.perplexity(1e6)); // of a training that has diverged
  }

  @Test
  void theAnswerIsTheLabelWithTheLargestLogit() {
    List<String> documents = labelled(300);
    Labels labels = Labels.of("d", documents);
    assertEquals(LABELS, labels.symbols());
    LabelTask task = LabelTask.of("d", vocabulary, CONFIG.context(), labels, documents);
    int[][] confusion = new int[3][3];
    int tooLong = 0;
    int correct = 0;
    for (String document : documents) {
      if (document.length() > CONFIG.context()) {
        tooLong++;
        continue;
      }
      int[] words = golden(document.substring(0, document.length() - 1));
      int best = 0;
      for (int i = 1; i < 3; i++) {
        best = words["ghj".charAt(i) - 'a'] > words["ghj".charAt(best) - 'a'] ? i : best;
      }
      int right = "ghj".indexOf(document.charAt(document.length() - 1));
      confusion[right][best]++;
      correct += right == best ? 1 : 0;
    }
    Result result = task.judge("fixed", fixed);
    assertTrue(tooLong > 10, "some are too long");
    assertEquals(tooLong, task.tooLong());
    assertEquals(300 - tooLong, result.judged());
    assertEquals(correct, result.labels().correct());
    assertEquals((double) correct / (300 - tooLong), result.labels().accuracy());
    for (int right = 0; right < 3; right++) {
      for (int answer = 0; answer < 3; answer++) {
        assertEquals(confusion[right][answer], result.labels().confusion().get(right).get(answer));
      }
    }
    int most = Collections.max(result.labels().perLabel());
    assertEquals((double) most / result.judged(), result.labels().chance());
  }

  @Test
  void pairsAreRankedByTheMeanLogLikelihood() {
    Random random = new Random(4);
    List<WordPair> pairs = new ArrayList<>();
    Set<String> words = new HashSet<>(); // distinct, so that no two scores are equal
    while (pairs.size() < 60) {
      WordPair pair = new WordPair(text(random, 1, 8), text(random, 1, 8));
      if (!pair.right().equals(pair.wrong()) && words.add(pair.right())) {
        pairs.add(pair);
      }
    }
    PairTask task = PairTask.of("p", vocabulary, CONFIG.context(), pairs, 5);
    PairRanking ranking = task.judge("fixed", fixed).pairs();
    List<WordPair> fitting =
        pairs.stream().filter(p -> p.right().length() < 8 && p.wrong().length() < 8).toList();
    assertEquals(60 - fitting.size(), task.tooLong());
    assertTrue(task.tooLong() > 3 && fitting.size() > 30, "some are too long");
    assertEquals(fitting.size(), task.size());
    double[] right = fitting.stream().mapToDouble(p -> score(p.right())).toArray();
    double[] wrong = fitting.stream().mapToDouble(p -> score(p.wrong())).toArray();
    int preferred = 0;
    double inOrder = 0;
    Map<Double, String> worst = new TreeMap<>();
    for (int i = 0; i < right.length; i++) {
      preferred += right[i] > wrong[i] ? 1 : 0;
      if (right[i] <= wrong[i]) {
        worst.put(right[i] - wrong[i], fitting.get(i).right());
      }
      for (double other : wrong) {
        inOrder += right[i] > other ? 1 : right[i] == other ? 0.5 : 0;
      }
    }
    assertEquals(preferred, ranking.rightPreferred());
    assertEquals((double) preferred / right.length, ranking.share());
    assertEquals(inOrder / right.length / wrong.length, ranking.auc(), 1e-12);
    assertEquals(
        worst.values().stream().limit(5).toList(),
        ranking.worst().stream().map(PairRanking.Scored::right).toList());
    assertEquals(4, ranking.thresholds().size());
    double[] alarms = {0.01, 0.05, 0.1, 0.2};
    for (int i = 0; i < alarms.length; i++) {
      PairRanking.Threshold threshold = ranking.thresholds().get(i);
      assertEquals(share(right, threshold.score()), threshold.falseAlarms());
      assertEquals(share(wrong, threshold.score()), threshold.found());
      assertTrue(threshold.falseAlarms() <= alarms[i], threshold::toString);
      assertTrue(threshold.falseAlarms() > alarms[i] - 1.0 / right.length, threshold::toString);
    }
  }

  @Test
  void equalScoresAreHalfRightAndOfEqualLogitsTheFirstLabelIsTheAnswer() {
    List<WordPair> pairs = List.of(new WordPair("a", "b"), new WordPair("c", "d"));
    PairRanking ranking = PairRanking.of(pairs, new double[] {-1, -2, -1, -3}, 9);
    assertEquals(1, ranking.rightPreferred());
    assertEquals(2.5 / 4, ranking.auc());
    assertEquals(List.of(new PairRanking.Scored("a", "b", -1, -1)), ranking.worst());
    List<String> documents = List.of("abh", "ag", "aj");
    LabelTask task = LabelTask.of("d", vocabulary, 8, Labels.of("d", documents), documents);
    LogitSource constant =
        (sequences, visitor) -> {
          for (int i = 0; i < sequences.size(); i++) {
            for (int position = 0; position < sequences.get(i).length; position++) {
              visitor.logits(i, position, new double[CONFIG.vocabSize()]);
            }
          }
        };
    assertEquals(
        List.of(List.of(1, 0, 0), List.of(1, 0, 0), List.of(1, 0, 0)),
        task.judge("constant", constant).labels().confusion());
  }

  private static double share(double[] scores, double threshold) {
    int below = 0;
    for (double score : scores) {
      below += score < threshold ? 1 : 0;
    }
    return (double) below / scores.length;
  }

  private double score(String word) {
    double sum = 0;
    int[] tokens = vocabulary.encode(word);
    for (int i = 0; i <= tokens.length; i++) {
      int[] words = golden(word.substring(0, i));
      double[] logits = new double[words.length];
      for (int v = 0; v < words.length; v++) {
        logits[v] = model.formats().logits().real(words[v]);
      }
      sum += Loss.logSoftmax(logits)[i == tokens.length ? vocabulary.bos() : tokens[i]];
    }
    return sum / (tokens.length + 1);
  }

  @Test
  void theLossIsTheMeanOverAllTokensAndOfLongTextsTheStartCounts() {
    List<String> documents = List.of("abc", "fedcbafedcba", "a");
    Loss loss =
        LossTask.of("d", vocabulary, CONFIG.context(), documents).judge("fixed", fixed).loss();
    assertEquals(4 + 8 + 2, loss.tokens());
    double[] natural = new double[] {4 * score("abc"), 0, 2 * score("a")};
    for (int i = 0; i < 8; i++) {
      int[] words = golden("fedcbafe".substring(0, i));
      double[] logits = new double[words.length];
      for (int v = 0; v < words.length; v++) {
        logits[v] = model.formats().logits().real(words[v]);
      }
      natural[1] += Loss.logSoftmax(logits)["fedcbafe".charAt(i) - 'a'];
    }
    double mean = -(natural[0] + natural[1] + natural[2]) / 14;
    assertEquals(mean, loss.natsPerToken(), 1e-12);
    assertEquals(Math.exp(mean), loss.perplexity(), 1e-9);
  }

  @Test
  void aCircuitIsJudgedOnTheFirstDocumentsAndEveryWrongLogitCounts() {
    List<String> documents =
        labelled(300).stream().filter(d -> d.length() <= CONFIG.context()).toList();
    Labels labels = Labels.of("d", documents);
    LabelTask task = LabelTask.of("d", vocabulary, CONFIG.context(), labels, documents);
    EvaluationReport.Circuit same = EvaluationReport.Circuit.of(task, 9, "circuit", fixed, fixed);
    assertEquals(9, same.result().judged());
    assertEquals("circuit", same.result().by());
    assertEquals(same.fixed().labels(), same.result().labels());
    long positions = documents.stream().limit(9).mapToLong(d -> Math.min(8, d.length() + 1)).sum();
    assertEquals(positions * CONFIG.vocabSize(), same.logits());
    assertEquals(0, same.mismatches());
    LogitSource faulty =
        (sequences, visitor) ->
            fixed.run(
                sequences,
                (i, position, logits) -> {
                  logits[4] += i == 2 && position <= 1 ? 0.25 : 0;
                  visitor.logits(i, position, logits);
                });
    int wrong = Math.min(2, Math.min(8, documents.get(2).length() + 1));
    assertEquals(
        wrong, EvaluationReport.Circuit.of(task, 9, "circuit", faulty, fixed).mismatches());
  }

  @Test
  void whatCannotBeJudgedIsRefused() {
    int context = CONFIG.context();
    Labels labels = new Labels(LABELS);
    Map<String, Executable> faults = new TreeMap<>();
    faults.put(
        "\"abg\" ends with \"g\", which is no label, as it stands within \"gah\"",
        () -> Labels.of("d", List.of("abg", "gah")));
    faults.put("all lines end with \"g\"", () -> Labels.of("d", List.of("abg", "cdg")));
    faults.put(
        "the model does not know the label \"X\"",
        () -> LabelTask.of("d", vocabulary, context, new Labels(List.of("X", "g")), List.of("ag")));
    faults.put(
        "\"aQg\": U+0051 is not in the vocabulary of the model",
        () -> LabelTask.of("d", vocabulary, context, labels, List.of("aQg")));
    faults.put(
        "no documents to judge, all are longer than the context",
        () -> LabelTask.of("d", vocabulary, context, labels, List.of("abcdefabg")));
    faults.put("no documents to judge", () -> LossTask.of("d", vocabulary, context, List.of()));
    faults.put("U+00E9", () -> LossTask.of("d", vocabulary, context, List.of("é")));
    faults.put(
        "\"right wrong\" is not two words with one tab",
        () -> WordPair.parse("p", List.of("a\tb", "right wrong")));
    faults.put(
        "b\\tc\" is not two words with one tab", () -> WordPair.parse("p", List.of("a\tb\tc")));
    faults.put("\\t\" is not two words with one tab", () -> WordPair.parse("p", List.of("a\t")));
    faults.put(
        "the misspelt word of \"a\" is that word itself",
        () -> WordPair.parse("p", List.of("a\ta")));
    faults.put(
        "no pairs to judge, all are longer",
        () -> PairTask.of("p", vocabulary, 2, List.of(new WordPair("ab", "a")), 1));
    faults.put(
        "U+007A", () -> PairTask.of("p", vocabulary, 9, List.of(new WordPair("ab", "z")), 1));
    assertEquals(13, faults.size());
    faults.forEach(
        (message, fault) -> {
          InputException e = assertThrows(InputException.class, fault, message);
          assertTrue(e.getMessage().contains(message), e::getMessage);
        });
  }
}
