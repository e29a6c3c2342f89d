package org.microgptrom.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.train.recipe.DeviceKind;
import org.microgptrom.train.recipe.EngineKind;
import org.microgptrom.train.recipe.InitialWeights;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.StopRule;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.Floats;
import org.microgptrom.train.state.Metrics;
import org.microgptrom.train.state.TrainingStore;

class TrainerTest {
  private static final TrainingListener NOBODY = (metrics, steps) -> {};

  /** Documents in which every a is followed by b or c, every b by a, and c ends. */
  private static final List<String> PATTERN = pattern();

  private static final Vocabulary ABC = Vocabulary.of(PATTERN);
  private static final ModelConfig SHAPE = new ModelConfig(1, 8, 2, 10, 16, ABC.size());
  private static final List<int[]> TRAINING = sequences(ABC, PATTERN.subList(0, 180));
  private static final List<int[]> VALIDATION = sequences(ABC, PATTERN.subList(180, 200));

  @Test
  void learnsMoreThanSymbolFrequencies() {
    TrainingOptions options = fast(200, 32, 0.03, 42);
    TrainingResult result =
        Trainer.train(SHAPE, TRAINING, VALIDATION, options, TrainingStore.NONE, NOBODY);
    double unigram = unigramEntropy(VALIDATION);
    double loss = result.validationLoss().orElseThrow();
    assertTrue(unigram > 1.2, "unigram entropy " + unigram);
    assertTrue(loss < 0.4 * unigram, "loss " + loss + ", unigram entropy " + unigram);
    assertEquals(
        new ReferenceModel(SHAPE, result.weights()).loss(VALIDATION),
        loss,
        1e-5,
        "the loss belongs to the weights and covers the whole split");
  }

  @Test
  void reportsEveryStepAndKeepsTheBestWeights() {
    List<int[]> held = VALIDATION.subList(0, 8);
    List<Metrics> heard = new ArrayList<>();
    // Two documents, learnt by heart: the loss on others first falls, then rises.
    TrainingResult result =
        Trainer.train(
            SHAPE,
            TRAINING.subList(0, 2),
            held,
            fast(100, 2, 0.03, 1),
            TrainingStore.NONE,
            (metrics, steps) -> {
              assertEquals(100, steps);
              heard.add(metrics);
            });
    assertEquals(heard, result.metrics());
    assertEquals(100, heard.size());
    int tokens = TRAINING.get(0).length + TRAINING.get(1).length - 2;
    for (int i = 0; i < 100; i++) {
      assertEquals(i + 1, heard.get(i).step());
      assertEquals((long) tokens * (i + 1), heard.get(i).tokens());
      assertEquals((i + 1) % 5 == 0, heard.get(i).validationLoss() != null, "step " + (i + 1));
    }
    double least =
        heard.stream()
            .map(Metrics::validationLoss)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .min()
            .orElseThrow();
    assertEquals(least, result.validationLoss().orElseThrow());
    assertEquals(least, heard.get(result.step() - 1).validationLoss());
    assertTrue(result.step() < 100, "the last step is not the best");
    assertEquals(least, new ReferenceModel(SHAPE, result.weights()).loss(held), 1e-5);
  }

  @Test
  void theFirstLossIsThatOfTheInitialWeights() {
    TrainingOptions options = fast(1, TRAINING.size(), 0.03, 9);
    TrainingResult result =
        Trainer.train(SHAPE, TRAINING, List.of(), options, TrainingStore.NONE, NOBODY);
    ReferenceModel initial = new ReferenceModel(SHAPE, initialWeights(9));
    assertEquals(initial.loss(TRAINING), result.metrics().get(0).loss(), 1e-5);
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    TrainingOptions options = fast(60, 32, 0.03, 42);
    TrainingResult first =
        Trainer.train(SHAPE, TRAINING, VALIDATION, options, TrainingStore.NONE, NOBODY);
    TrainingResult second =
        Trainer.train(SHAPE, TRAINING, VALIDATION, options, TrainingStore.NONE, NOBODY);
    int compared = 0;
    for (String name : first.weights().keySet()) {
      assertArrayEquals(first.weights().get(name), second.weights().get(name), name);
      compared++;
    }
    assertEquals(SHAPE.parameters().size(), compared);
    TrainingResult other =
        Trainer.train(
            SHAPE, TRAINING, VALIDATION, fast(60, 32, 0.03, 43), TrainingStore.NONE, NOBODY);
    assertFalse(Arrays.equals(first.weights().get("wte"), other.weights().get("wte")));
  }

  @Test
  void oneDocumentOfOneSymbolIsEnough() {
    Vocabulary a = Vocabulary.of(List.of("aaa"));
    ModelConfig config = ModelConfig.microgpt(a.size());
    TrainingOptions options = TrainingOptions.defaults(Recipe.FAST, EngineKind.DJL, config, 1, 42);
    TrainingResult result =
        Trainer.train(
            config, sequences(a, List.of("aaa")), List.of(), options, TrainingStore.NONE, NOBODY);
    assertTrue(result.validationLoss().isEmpty());
    assertEquals(options.steps(), result.step());
    result.metrics().forEach(metrics -> assertNull(metrics.validationLoss()));
    double loss = new ReferenceModel(config, result.weights()).loss(sequences(a, List.of("aaa")));
    assertTrue(loss < 0.05, "learnt by heart: " + loss);
  }

  @Test
  void anEmptyCorpusIsRefused() {
    TrainingOptions options = fast(1, 1, 0.03, 42);
    InputException e =
        assertThrows(
            InputException.class,
            () -> Trainer.train(SHAPE, List.of(), VALIDATION, options, TrainingStore.NONE, NOBODY));
    assertTrue(e.getMessage().startsWith("corpus: holds no document"), e.getMessage());
  }

  @Test
  void sequencesOfAnotherModelAreRefused() {
    TrainingOptions options = fast(1, 1, 0.03, 42);
    for (int[] sequence :
        List.of(new int[] {0}, new int[12], new int[] {3, 4}, new int[] {3, -1})) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              Trainer.train(
                  SHAPE, List.of(sequence), List.of(), options, TrainingStore.NONE, NOBODY));
    }
  }

  @Test
  void divergenceStopsWithAdvice() {
    TrainingOptions options = fast(100, 32, 1e20, 42);
    InputException e =
        assertThrows(
            InputException.class,
            () -> Trainer.train(SHAPE, TRAINING, VALIDATION, options, TrainingStore.NONE, NOBODY));
    assertTrue(
        e.getMessage().matches("(?s)training step [0-9]+: .*1\\.0E20.*1\\.0E19.*"), e.getMessage());
  }

  @Test
  void divergenceInTheLastStepIsNoticed() {
    TrainingOptions options = fast(1, 32, Double.MAX_VALUE, 42);
    assertThrows(
        InputException.class,
        () -> Trainer.train(SHAPE, TRAINING, List.of(), options, TrainingStore.NONE, NOBODY));
  }

  private static TrainingOptions fast(int steps, int batch, double rate, long seed) {
    return new TrainingOptions(
        Recipe.FAST, EngineKind.DJL, steps, batch, rate, seed, 1, StopRule.NEVER, DeviceKind.CPU);
  }

  private static Map<String, float[]> initialWeights(long seed) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    InitialWeights.draw(SHAPE, new PythonRandom(seed))
        .forEach((name, values) -> weights.put(name, Floats.floats(values)));
    return weights;
  }

  private static double unigramEntropy(List<int[]> sequences) {
    double[] counts = new double[ABC.size()];
    double total = 0;
    for (int[] sequence : sequences) {
      for (int i = 1; i < sequence.length; i++) {
        counts[sequence[i]]++;
        total++;
      }
    }
    double entropy = 0;
    for (double count : counts) {
      entropy -= count == 0 ? 0 : count / total * Math.log(count / total);
    }
    return entropy;
  }

  private static List<int[]> sequences(Vocabulary vocabulary, List<String> documents) {
    return documents.stream().map(document -> vocabulary.sequence(document, 10)).toList();
  }

  private static List<String> pattern() {
    Random random = new Random(1);
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      documents.add("ab".repeat(random.nextInt(4)) + "ac");
    }
    return documents;
  }
}
