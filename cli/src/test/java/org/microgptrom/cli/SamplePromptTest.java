package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.fixed.Temperature;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.model.testing.RandomModels.Weights;

/** Prompts, against draws that are made here from the golden simulator's logits. */
class SamplePromptTest {
  private static final List<String> PROMPTS = List.of("", "a", "ab", "dcba", "aaaaaaa");

  @TempDir Path folder;

  private Path quantized(long seed) throws IOException {
    Path path = folder.resolve("q" + seed);
    if (!Files.exists(path)) {
      ModelConfig config = new ModelConfig(2, 8, 2, 8, 16, 12);
      Quantized quantized = RandomModels.quantized(config, Weights.MODERATE, seed);
      QuantizedCodec.writeInto(Files.createDirectory(path), quantized);
    }
    return path;
  }

  /** Draws as docs/arithmetic.md has it, one token at a time. */
  private static final class Draws {
    private final QuantizedModel model;
    private final int scale;
    private final int most;
    private final String stops;
    private long state = 5;
    private String end = "";

    Draws(QuantizedModel model, double temperature, int most, String stops) {
      this.model = model;
      this.scale = Temperature.scale(temperature);
      this.most = most;
      this.stops = stops;
    }

    String text(String prompt) {
      GoldenSimulator golden = new GoldenSimulator(model);
      int[] logits = golden.step(model.vocabulary().bos());
      for (int token : model.vocabulary().encode(prompt)) {
        logits = golden.step(token);
      }
      StringBuilder text = new StringBuilder(prompt);
      while (true) {
        int token = draw(logits);
        if (token == model.vocabulary().bos()) {
          end = "bos";
          return text.toString();
        }
        String symbol = model.vocabulary().decode(token);
        text.append(symbol);
        if (stops.contains(symbol)) {
          end = "stop";
          return text.toString();
        }
        if (golden.position() == model.config().context()) {
          end = "context";
          return text.toString();
        }
        logits = golden.step(token);
      }
    }

    private int draw(int[] logits) {
      List<Integer> best =
          IntStream.range(0, logits.length)
              .boxed()
              .sorted(Comparator.comparing((Integer v) -> -logits[v]).thenComparing(v -> v))
              .limit(most)
              .toList();
      if (scale == 0) {
        return best.get(0);
      }
      state ^= (state << 13) & 0xFFFF_FFFFL;
      state ^= state >> 17;
      state ^= (state << 5) & 0xFFFF_FFFFL;
      int[] weights = new Sampler(model, scale, 1).weights(logits);
      List<Integer> ascending = best.stream().sorted().toList();
      long sum = ascending.stream().mapToLong(v -> weights[v]).sum();
      long threshold = ((state >> 8) * sum) >> 24;
      for (int v : ascending) {
        threshold -= weights[v];
        if (threshold < 0) {
          return v;
        }
      }
      throw new AssertionError();
    }
  }

  @Test
  void standardInputIsReadOnce() throws IOException {
    assertTrue(
        Cli.refused("sample", quantized(1), "--prompt", "-", "--prompt", "-")
            .contains("read once"));
  }

  @Test
  void textsAreThoseOfTheGoldenLogits() throws IOException {
    Path json = folder.resolve("facts.json");
    Set<String> ends = new HashSet<>();
    int compared = 0;
    for (long seed = 1; seed <= 4; seed++) {
      QuantizedModel model = QuantizedCodec.read(quantized(seed)).model();
      for (double temperature : new double[] {0, 0.5, 3}) {
        for (int most : new int[] {1, 3, 12, 500}) {
          for (String stops : List.of("", "bdf")) {
            Draws draws = new Draws(model, temperature, most, stops);
            List<Object> arguments =
                new ArrayList<>(List.of("sample", quantized(seed), "--seed", 5, "--json", json));
            arguments.addAll(List.of("--temperature", temperature, "--count", 2));
            arguments.addAll(List.of("--top-k", most, "--stop=" + stops));
            PROMPTS.forEach(prompt -> arguments.add("--prompt=" + prompt));
            List<String> printed = Cli.ok(arguments.toArray()).out().lines().toList();
            JsonNode facts = Json.read(json, JsonNode.class);
            assertEquals(2 * PROMPTS.size(), printed.size());
            for (int i = 0; i < printed.size(); i++) {
              String prompt = PROMPTS.get(i / 2);
              assertEquals(draws.text(prompt), printed.get(i), arguments::toString);
              JsonNode told = facts.path("continuations").path(i);
              assertEquals(printed.get(i), told.path("text").textValue());
              assertEquals(prompt, told.path("prompt").textValue());
              assertEquals(draws.end, told.path("end").textValue());
              ends.add(draws.end);
              compared++;
            }
            assertEquals(draws.state, facts.path("state").longValue());
          }
        }
      }
    }
    assertEquals(960, compared);
    assertEquals(Set.of("bos", "stop", "context"), ends);
  }

  @Test
  void oneOfManyIsTheMostProbable() throws IOException {
    String greedy = Cli.ok("sample", quantized(1), "--temperature", 0, "--count", 3).out();
    assertEquals(greedy, Cli.ok("sample", quantized(1), "--top-k", 1, "--count", 3).out());
    String all = Cli.ok("sample", quantized(1), "--temperature", 2).out();
    assertEquals(all, Cli.ok("sample", quantized(1), "--temperature", 2, "--top-k", 12).out());
    assertEquals(
        all,
        Cli.typed("\n", "sample", quantized(1), "--temperature", 2, "--prompt", "-", "--count", 20)
            .out(),
        "an empty prompt is none");
  }

  @Test
  void linesArePromptsAsTheyAre() throws IOException {
    String given =
        Cli.ok(
                "sample",
                quantized(2),
                "--prompt",
                "a",
                "--prompt",
                "",
                "--prompt",
                "cd",
                "--prompt",
                "b")
            .out();
    for (String lines : List.of("a\n\ncd\nb", "a\r\n\r\ncd\r\nb\r\n", "\uFEFFa\r\rcd\rb\r")) {
      assertEquals(given, Cli.typed(lines, "sample", quantized(2), "--prompt", "-").out());
    }
    assertEquals(
        given,
        Cli.typed(
                "\ncd\n", "sample", quantized(2), "--prompt", "a", "--prompt", "-", "--prompt", "b")
            .out());
  }

  @Test
  void whatCannotBeContinuedIsRefused() throws IOException {
    Map<String, List<Object>> faults = new LinkedHashMap<>();
    faults.put(
        "prompt 2: \"a\u00e9\": U+00E9 is not in the vocabulary of the model\n  its symbols"
            + " are abcdefghijk",
        List.of("--prompt", "a", "--prompt", "a\u00e9"));
    faults.put("prompt 1: has 8 symbols, at most 7 expected", List.of("--prompt", "abcdabcd"));
    faults.put("standard input: is empty", List.of("--prompt", "-"));
    faults.put("--stop: \"az\": U+007A is not in the vocabulary", List.of("--stop", "az"));
    faults.put("--top-k: must be in 1..4097, not 0", List.of("--top-k", 0));
    faults.put(
        "--prompt: does not go with --target talos-v2",
        List.of("--prompt", "a", "--target", "talos-v2"));
    int refused = 0;
    for (Map.Entry<String, List<Object>> fault : faults.entrySet()) {
      List<Object> arguments = new ArrayList<>(List.of("sample", quantized(3)));
      arguments.addAll(fault.getValue());
      Cli cli = Cli.typed("", arguments.toArray());
      assertEquals(2, cli.exitCode());
      assertTrue(cli.err().startsWith(fault.getKey()), cli.err());
      refused++;
    }
    assertEquals(6, refused);
    Cli late = Cli.typed("a\nb\nxyz\nc\n", "sample", quantized(3), "--prompt", "-");
    assertEquals(2, late.exitCode());
    assertTrue(late.err().startsWith("standard input, line 3: \"xyz\": U+0078"), late.err());
    assertEquals(2, late.out().lines().count(), "what comes before is continued");
    Cli bytes = Cli.typed("a\n\uFFFD\n", "sample", quantized(3), "--prompt", "-");
    assertTrue(bytes.err().contains("line 2: has bytes that are no characters"), bytes.err());
  }
}
