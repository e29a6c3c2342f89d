package org.microgptrom.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.train.recipe.DeviceKind;
import org.microgptrom.train.recipe.EngineKind;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.StopRule;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.TrainingStore;

/**
 * Losses and samples against those of CPython: {@code src/test/python/microgpt_reference.py} made
 * the fixtures, and microgpt.py itself the figures for its own corpus.
 */
class MicrogptRecipeTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Beside the checkout: may hold microgpt.py's own figures and its corpus, which is not ours. */
  private static final Path SHARED = Path.of("..", "..", "shared", "data");

  @ParameterizedTest
  @CsvSource({"rivers-default-shape.json, 60", "rivers-two-layers.json, 80"})
  void lossesAndSamplesAreThoseOfPython(String fixture, int steps) throws IOException {
    JsonNode expected = MAPPER.readTree(resource(fixture));
    List<String> documents = lines(new String(resource("rivers.txt"), StandardCharsets.UTF_8));
    JsonNode shape = expected.path("config");
    int embd = shape.path(1).intValue();
    Vocabulary vocabulary = Vocabulary.of(documents);
    ModelConfig config =
        new ModelConfig(
            shape.path(0).intValue(),
            embd,
            shape.path(2).intValue(),
            shape.path(3).intValue(),
            4 * embd,
            vocabulary.size());
    long seed = expected.path("seed").longValue();
    assertEquals(
        strings(expected.path("documents")), new PythonRandom(seed).shuffled(documents), "order");
    check(config, documents, seed, steps, expected, steps);
  }

  @Test
  void lossesAndSamplesAreThoseOfMicrogptItself() throws IOException {
    Path figures = SHARED.resolve("microgpt-parity").resolve("microgpt.json");
    if (!Files.exists(figures)) {
      return; // an extra; the fixtures above show the same on every machine
    }
    List<String> documents = lines(Files.readString(SHARED.resolve("names.txt")));
    JsonNode expected = MAPPER.readTree(figures.toFile());
    check(ModelConfig.microgpt(27), documents, 42, 1000, expected, 500);
  }

  private static void check(
      ModelConfig config,
      List<String> documents,
      long seed,
      int steps,
      JsonNode expected,
      int losses) {
    Vocabulary vocabulary = Vocabulary.of(documents);
    TrainingOptions options =
        new TrainingOptions(
            Recipe.MICROGPT,
            EngineKind.DJL,
            steps,
            1,
            0.01,
            seed,
            1,
            StopRule.NEVER,
            DeviceKind.CPU);
    TrainingResult result =
        Trainer.train(
            config,
            documents.stream().map(d -> vocabulary.sequence(d, config.context())).toList(),
            List.of(),
            options,
            TrainingStore.NONE,
            (metrics, all) -> {});
    int compared = 0;
    for (JsonNode loss : expected.path("losses")) {
      assertEquals(
          loss.doubleValue(),
          result.metrics().get(compared).loss(),
          1e-12,
          "step " + (compared + 1));
      compared++;
    }
    assertEquals(losses, compared);
    assertEquals(
        strings(expected.path("samples")),
        result.samples().stream().map(vocabulary::decode).toList());
    assertEquals(20, result.samples().size());
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(node -> strings.add(node.textValue()));
    return strings;
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = MicrogptRecipeTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
