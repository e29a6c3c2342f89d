package org.microgptrom.pack.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Vectors;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;

@Tag("slow")
class GoldenVectorsTest {
  private static final Path PYTHON_MODEL = Path.of("../model/src/test/python/numerics_model.py");

  @Test
  void everyTokenAndPositionIsReachedWithinTheBudget() {
    for (ModelConfig config :
        List.of(
            ModelConfig.microgpt(27),
            new ModelConfig(1, 4, 1, 300, 4, 513),
            new ModelConfig(1, 4, 1, 1, 4, 40))) {
      GoldenVectors vectors = new GoldenVectors(moderate(config), 4_000);
      List<Vectors.TeacherForced> forced = vectors.teacherForced().toList();
      Set<Integer> tokens = new HashSet<>();
      forced.forEach(sequence -> tokens.addAll(sequence.tokens()));
      assertEquals(config.vocabSize(), tokens.size());
      assertEquals(config.context(), longest(forced));
      assertTrue(size(forced) <= 2_000 && size(forced) > 2_000 - config.context());
      List<Vectors.Sampled> sampled = vectors.sampled().toList();
      assertEquals(
          List.of(5909, 0, 11819, 2955), sampled.stream().map(Vectors.Sampled::scale).toList());
      assertTrue(sampledSize(sampled) <= 2_000, "" + sampledSize(sampled));
      assertEquals(1, sampled.get(1).sequences().size());
    }
  }

  @Test
  void aSmallBudgetLeavesOneSequenceOfEachKind() {
    ModelConfig config = new ModelConfig(1, 4, 1, 64, 4, 27);
    for (int budget : new int[] {1, 32}) {
      GoldenVectors vectors = new GoldenVectors(moderate(config), budget);
      assertEquals(1, vectors.teacherForced().count());
      assertEquals(1, vectors.sampled().toList().get(0).sequences().size());
      assertEquals(1, vectors.sampled().count());
    }
  }

  @Test
  void documentsComeFirstAndEachOnlyOnce() {
    Quantized quantized = moderate(ModelConfig.microgpt(27));
    List<String> documents = List.of("abc", "z", "abc", "abcdefghijklmnopqrstuvwxyz");
    Quantized named = new Quantized(quantized.model(), quantized.lineage(), documents);
    List<List<Integer>> inputs =
        new GoldenVectors(named, 4_000).teacherForced().map(Vectors.TeacherForced::tokens).toList();
    assertEquals(List.of(26, 0, 1, 2), inputs.get(0));
    assertEquals(List.of(26, 25), inputs.get(1));
    assertEquals(List.of(26, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14), inputs.get(2));
    assertEquals(16, inputs.get(3).size());
    Quantized nameless = new Quantized(quantized.model(), quantized.lineage(), List.of());
    assertEquals(1, new GoldenVectors(nameless, 1).teacherForced().count());
  }

  /** The Python model shares no code with the golden simulator. */
  @Test
  void pythonComputesTheSameLogitsAndSamples(@TempDir Path folder) throws Exception {
    int lines = 0;
    for (RandomModels.Weights weights : RandomModels.Weights.values()) {
      Quantized quantized = RandomModels.quantized(ModelConfig.microgpt(27), weights, 5);
      GoldenVectors vectors = new GoldenVectors(quantized, 500);
      QuantizedCodec.writeInto(Files.createDirectories(folder.resolve("model")), quantized);
      List<JsonNode> golden =
          Stream.concat(vectors.teacherForced(), vectors.sampled())
              .map(Json::line)
              .map(GoldenVectorsTest::json)
              .toList();
      List<JsonNode> answers = askPython(folder, golden);
      assertEquals(golden.size(), answers.size());
      for (int i = 0; i < golden.size(); i++) {
        JsonNode expected = answers.get(i);
        JsonNode actual = golden.get(i);
        if (actual.has("tokens")) {
          assertEquals(expected.get("logits"), actual.get("logits"));
          assertEquals(sum(expected.get("saturations")), actual.get("saturations").asLong());
        } else {
          assertEquals(expected.get("sequences"), actual.get("sequences"));
        }
        lines++;
      }
    }
    assertEquals(43, lines);
  }

  private static List<JsonNode> askPython(Path folder, List<JsonNode> golden) throws Exception {
    List<String> requests = new ArrayList<>();
    for (JsonNode line : golden) {
      requests.add(
          Json.line(
              line.has("tokens")
                  ? Map.of("tokens", line.get("tokens"))
                  : Map.of(
                      "scale", line.get("scale"),
                      "state", line.get("seed"),
                      "sequences", line.get("sequences").size())));
    }
    Files.write(folder.resolve("requests"), requests);
    ExternalTool.named("python3");
    String command = "python3 '%s' model < requests".formatted(PYTHON_MODEL.toAbsolutePath());
    return ExternalTool.named("sh")
        .runOk(folder, "-c", command)
        .lines()
        .map(GoldenVectorsTest::json)
        .toList();
  }

  private static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.asLong();
    }
    return sum;
  }

  private static int longest(List<Vectors.TeacherForced> forced) {
    return forced.stream().mapToInt(sequence -> sequence.tokens().size()).max().orElseThrow();
  }

  private static int size(List<Vectors.TeacherForced> forced) {
    return forced.stream().mapToInt(sequence -> sequence.tokens().size()).sum();
  }

  private static int sampledSize(List<Vectors.Sampled> runs) {
    return runs.stream()
        .flatMap(run -> run.sequences().stream())
        .mapToInt(sequence -> sequence.tokens().size())
        .sum();
  }

  private static Quantized moderate(ModelConfig config) {
    return RandomModels.quantized(config, RandomModels.Weights.MODERATE, 3);
  }

  private static JsonNode json(String line) {
    return Json.parse("line", line.getBytes(StandardCharsets.UTF_8), JsonNode.class);
  }
}
