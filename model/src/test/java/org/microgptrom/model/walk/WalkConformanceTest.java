package org.microgptrom.model.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.Temperature;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;

/**
 * Every word of a walk against {@code numerics_model.py}, which was written from the contract
 * alone: all sites in their order, scores and weights of every head, clamps, sampling weights.
 */
@Tag("slow")
class WalkConformanceTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Layers, embd, heads, context, hidden, vocabSize. */
  private static final List<ModelConfig> SHAPES =
      List.of(
          ModelConfig.microgpt(27),
          new ModelConfig(2, 24, 4, 12, 50, 11),
          new ModelConfig(3, 10, 5, 9, 7, 30),
          new ModelConfig(1, 1, 1, 1, 1, 2));

  @TempDir Path folder;

  private long words;
  private long weights;
  private long clamped;
  private final Set<Site> sites = new TreeSet<>();

  @Test
  void everyWordIsThatOfAnIndependentModel() throws Exception {
    ExternalTool python = ExternalTool.named("python3");
    int walks = 0;
    for (ModelConfig shape : SHAPES) {
      for (RandomModels.Weights kind : RandomModels.Weights.values()) {
        Quantized quantized = RandomModels.quantized(shape, kind, 1 + shape.embd());
        walks += compare(python, quantized, "model" + walks);
      }
    }
    assertEquals(2 * (16 + 12 + 9 + 1), walks);
    assertEquals(Set.of(Site.values()), sites);
    // Per walk: 10 vectors of D and the hidden one in each layer, then 3 of D and the logits.
    long perKind =
        16 * (13 * 16 + 64 + 27)
            + 12 * (2 * (10 * 24 + 50) + 3 * 24 + 11)
            + 9 * (3 * (10 * 10 + 7) + 3 * 10 + 30)
            + (13 + 1 + 2);
    assertEquals(2 * perKind, words);
    assertEquals(2 * (4 * 136 + 2 * 4 * 78 + 3 * 5 * 45 + 1), weights);
    assertTrue(clamped > 1000, () -> clamped + " words were clamped");
  }

  /** Walks every position of one text; returns how many. */
  private int compare(ExternalTool python, Quantized quantized, String name) throws Exception {
    Path model = Files.createDirectory(folder.resolve(name));
    QuantizedCodec.writeInto(model, quantized);
    String text = WalkedModels.text(quantized.model(), 3);
    List<Integer> tokens =
        Token.of(quantized.model().vocabulary(), quantized.model().config(), text).stream()
            .map(Token::id)
            .toList();
    StringBuilder requests = new StringBuilder();
    for (int count = 1; count <= tokens.size(); count++) {
      requests
          .append(
              Json.line(Map.of("trace", tokens.subList(0, count), "scale", Temperature.scale(1))))
          .append('\n');
    }
    List<String> answers =
        python
            .runOkWithInput(
                model,
                Files.writeString(model.resolve("requests.jsonl"), requests),
                Path.of("src/test/python/numerics_model.py").toAbsolutePath().toString(),
                model.toString())
            .lines()
            .toList();
    assertEquals(tokens.size(), answers.size());
    Map<String, Integer> clamps = new LinkedHashMap<>();
    for (int position = 0; position < tokens.size(); position++) {
      TokenWalk walk =
          TokenWalk.of(
              quantized.model(),
              Optional.empty(),
              WalkedModels.places(quantized.model()),
              text,
              position);
      compare(walk, MAPPER.readTree(answers.get(position)), clamps);
    }
    return tokens.size();
  }

  private void compare(TokenWalk walk, JsonNode expected, Map<String, Integer> clamps) {
    List<Object> actual = new ArrayList<>();
    for (WalkStep step : walk.steps()) {
      for (AttentionRow row : step.attention()) {
        actual.add(List.of("layer" + step.layer() + ".scores", row.scores()));
        actual.add(List.of("layer" + step.layer() + ".weights", row.weights()));
        weights += row.weights().size();
      }
      actual.add(List.of(step.site().in(step.layer()), step.words()));
      words += step.words().size();
      sites.add(step.site());
      if (step.clamped() > 0) {
        clamps.merge(step.site().in(step.layer()), step.clamped(), Integer::sum);
        clamped += step.clamped();
      }
    }
    assertEquals(expected.path("sites").toString(), Json.line(actual));
    Map<String, Integer> total = new LinkedHashMap<>();
    expected
        .path("saturations")
        .properties()
        .forEach(e -> total.put(e.getKey(), e.getValue().intValue()));
    assertEquals(total, clamps, "clamped up to position " + walk.position());
    for (Candidate candidate : walk.next()) {
      assertEquals(
          expected.path("draw").path(candidate.token().id()).intValue(), candidate.weight());
    }
  }
}
