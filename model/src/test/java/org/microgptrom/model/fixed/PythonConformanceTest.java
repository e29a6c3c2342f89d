package org.microgptrom.model.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;

/**
 * The golden simulator and the sampler against {@code numerics_model.py}, which was written from
 * the contract alone: every logit, every saturation count, every sampled token and generator state.
 */
@Tag("slow")
class PythonConformanceTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final List<ModelConfig> SHAPES =
      List.of(
          ModelConfig.microgpt(27),
          new ModelConfig(2, 24, 3, 32, 96, 40),
          new ModelConfig(2, 24, 4, 12, 50, 11),
          new ModelConfig(1, 32, 2, 20, 128, 64),
          new ModelConfig(3, 10, 5, 9, 7, 30),
          new ModelConfig(1, 1, 1, 1, 1, 2),
          new ModelConfig(1, 33, 3, 40, 31, 513));

  @TempDir Path folder;

  private long logits;
  private long tokens;
  private final Set<String> saturatedSites = new TreeSet<>();

  @Test
  void agreesWithThePythonModelWordForWord() throws Exception {
    ExternalTool python = ExternalTool.named("python3");
    Path script = Path.of("src/test/python/numerics_model.py").toAbsolutePath();
    int models = 0;
    for (ModelConfig shape : SHAPES) {
      for (RandomModels.Weights weights : RandomModels.Weights.values()) {
        compare(python, script, RandomModels.quantized(shape, weights, ++models));
      }
    }
    for (int seed = 1; seed <= 10; seed++, models++) {
      ModelConfig shape = RandomModels.shape(seed);
      compare(python, script, RandomModels.quantized(shape, RandomModels.Weights.FULL_SCALE, seed));
    }
    for (int bits : new int[] {8, 4, 3, 2}) {
      compare(python, script, narrow(SHAPES.get(models % 3), List.of(bits), ++models));
    }
    for (ModelConfig shape : SHAPES) {
      compare(python, script, narrow(shape, List.of(8, 4, 3, 16, 2, 4, 3, 8), ++models));
    }
    assertEquals(24 + 4 + 7, models);
    assertTrue(logits > 30_000, () -> logits + " logits compared");
    assertTrue(tokens > 500, () -> tokens + " sampled tokens compared");
    // Full-scale models reach every clamp that weights and formats can provoke.
    for (String site :
        List.of("q", "k", "v", "attention_projection", "hidden", "mlp_projection", "residual")) {
      assertTrue(
          saturatedSites.contains("layer0." + site), () -> saturatedSites + " lacks " + site);
    }
    assertTrue(saturatedSites.contains("logits"), saturatedSites::toString);
  }

  private static Quantized narrow(ModelConfig shape, List<Integer> bits, long seed) {
    return RandomModels.narrowQuantized(shape, RandomModels.Weights.FULL_SCALE, bits, seed);
  }

  private void compare(ExternalTool python, Path script, Quantized quantized) throws Exception {
    QuantizedModel model = quantized.model();
    Path modelFolder = Files.createTempDirectory(folder, "model");
    QuantizedCodec.writeInto(modelFolder, quantized);
    Random random = new Random(7);
    List<int[]> inputs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      inputs.add(
          IntStream.range(0, model.config().context())
              .map(position -> random.nextInt(model.config().vocabSize()))
              .toArray());
    }
    int[] scales = {0, Temperature.scale(0.5), Temperature.scale(1), 0xFFFF};
    StringBuilder requests = new StringBuilder();
    for (int[] input : inputs) {
      requests.append(Json.line(Map.of("tokens", input))).append('\n');
    }
    for (int scale : scales) {
      requests
          .append(Json.line(Map.of("scale", scale, "state", 0x9E3779B9L, "sequences", 4)))
          .append('\n');
    }
    Path requestFile = modelFolder.resolve("requests.jsonl");
    Files.writeString(requestFile, requests, StandardCharsets.UTF_8);
    String answers =
        python.runOkWithInput(modelFolder, requestFile, script.toString(), modelFolder.toString());
    List<String> lines = answers.lines().toList();
    assertEquals(inputs.size() + scales.length, lines.size());
    for (int i = 0; i < inputs.size(); i++) {
      compareForced(model, inputs.get(i), MAPPER.readTree(lines.get(i)));
    }
    for (int i = 0; i < scales.length; i++) {
      compareSampled(model, scales[i], MAPPER.readTree(lines.get(inputs.size() + i)));
    }
  }

  private void compareForced(QuantizedModel model, int[] input, JsonNode answer)
      throws JsonProcessingException {
    GoldenSimulator simulator = new GoldenSimulator(model);
    for (int position = 0; position < input.length; position++) {
      int[] actual = simulator.step(input[position]);
      JsonNode expected = answer.path("logits").path(position);
      assertEquals(expected.size(), actual.length);
      for (int v = 0; v < actual.length; v++) {
        int column = v;
        int row = position;
        assertEquals(
            expected.get(v).intValue(),
            actual[v],
            () -> model.config() + " position " + row + " logit " + column);
      }
      logits += actual.length;
    }
    assertEquals(
        answer.path("saturations"),
        tree(simulator.saturations().bySite()),
        () -> model.config() + " saturations");
    saturatedSites.addAll(simulator.saturations().bySite().keySet());
  }

  private static JsonNode tree(Object value) throws JsonProcessingException {
    return MAPPER.readTree(Json.line(value));
  }

  private void compareSampled(QuantizedModel model, int scale, JsonNode answer)
      throws JsonProcessingException {
    GoldenSimulator simulator = new GoldenSimulator(model);
    Sampler sampler = new Sampler(model, scale, 0x9E3779B9);
    for (JsonNode expected : answer.path("sequences")) {
      Generation actual = Generation.generate(simulator, sampler);
      assertEquals(expected, tree(actual), () -> model.config() + " scale " + scale);
      tokens += actual.tokens().size();
    }
    assertEquals(answer.path("state").longValue(), Integer.toUnsignedLong(sampler.state()));
  }
}
