package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Json;

/** Scores, against sums that are made here from the logits of the plain models. */
class ScoreCommandTest {
  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path out;
  private static Path data;
  private static List<String> words;

  @BeforeAll
  static void train() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append("ab".repeat(i % 5)).append("cde".substring(i % 3)).append(i % 7).append('\n');
    }
    data = Files.writeString(shared.resolve("data.txt"), text);
    words = text.toString().lines().toList();
    out = shared.resolve("out");
    Cli.ok(
        "run", "--data", data, "--steps", 30, "--context", 8, "--embd", 8, "--heads", 2, "-o", out);
  }

  private JsonNode facts(Object... arguments) {
    Path json = folder.resolve("facts.json");
    List<Object> all = new ArrayList<>(List.of("score", "--json", json));
    all.addAll(List.of(arguments));
    Cli.ok(all.toArray());
    return Json.read(json, JsonNode.class);
  }

  /** The logits after a token, in the order of positions. */
  private interface Logits {
    double[] after(int token);
  }

  private static void requireScore(
      String text, Vocabulary vocabulary, Logits model, JsonNode told) {
    List<Integer> tokens = new ArrayList<>();
    Arrays.stream(vocabulary.encode(text)).forEach(tokens::add);
    tokens.add(vocabulary.bos());
    double[] logits = model.after(vocabulary.bos());
    double product = 1;
    for (int i = 0; i < tokens.size(); i++) {
      double sum = Arrays.stream(logits).map(Math::exp).sum();
      JsonNode symbol = told.path("symbols").path(i);
      int token = tokens.get(i);
      double probability = Math.exp(logits[token]) / sum;
      assertEquals(probability, symbol.path("probability").doubleValue(), 1e-12, text);
      String name = token == vocabulary.bos() ? "BOS" : vocabulary.decode(token);
      assertEquals(name, symbol.path("symbol").textValue());
      logits[token] = Double.NEGATIVE_INFINITY;
      double most = Arrays.stream(logits).max().orElseThrow();
      assertEquals(Math.exp(most) / sum, symbol.path("other_probability").doubleValue(), 1e-12);
      String other = symbol.path("other").textValue();
      int otherToken = other.equals("BOS") ? vocabulary.bos() : vocabulary.encode(other)[0];
      assertEquals(most, logits[otherToken]);
      product *= probability;
      if (i + 1 < tokens.size()) {
        logits = model.after(token);
      }
    }
    assertEquals(tokens.size(), told.path("symbols").size());
    assertEquals(tokens.size(), told.path("tokens").intValue());
    double nats = -Math.log(product) / tokens.size();
    assertEquals(nats, told.path("nats_per_token").doubleValue(), 1e-12, text);
    assertEquals(Math.exp(nats), told.path("perplexity").doubleValue(), 1e-9, text);
  }

  @Test
  void fixedPointScoresAsTheGoldenLogitsSay() {
    QuantizedModel model = QuantizedCodec.read(out.resolve("quantized")).model();
    requireScores(
        out,
        "fixed",
        model.vocabulary(),
        i -> {
          GoldenSimulator golden = new GoldenSimulator(model);
          return token ->
              Arrays.stream(golden.step(token))
                  .mapToDouble(word -> word * Math.pow(2, -model.formats().logits().fractionBits()))
                  .toArray();
        });
  }

  @Test
  void aCheckpointScoresAsItsFloatLogitsSay() {
    var checkpoint = CheckpointCodec.read(out.resolve("checkpoint"));
    requireScores(
        out.resolve("checkpoint"),
        "float",
        checkpoint.vocabulary(),
        i -> new FloatModel(checkpoint)::step);
  }

  private void requireScores(Path path, String by, Vocabulary vocabulary, IntFunction<Logits> of) {
    List<Object> arguments = new ArrayList<>(List.of(path, "--verbose", ""));
    List<String> texts = words.stream().filter(word -> word.length() < 8).distinct().toList();
    arguments.addAll(texts);
    JsonNode facts = facts(arguments.toArray());
    assertEquals(by, facts.path("by").textValue());
    assertEquals(texts.size() + 1, facts.path("texts").size());
    requireScore("", vocabulary, of.apply(0), facts.path("texts").path(0));
    double sum = 0;
    long tokens = 0;
    for (int i = 0; i <= texts.size(); i++) {
      JsonNode told = facts.path("texts").path(i);
      if (i > 0) {
        assertEquals(texts.get(i - 1), told.path("text").textValue());
        requireScore(texts.get(i - 1), vocabulary, of.apply(i), told);
      }
      sum += told.path("nats_per_token").doubleValue() * told.path("tokens").intValue();
      tokens += told.path("tokens").intValue();
    }
    assertEquals(sum / tokens, facts.at("/total/nats_per_token").doubleValue(), 1e-12);
    assertEquals(tokens, facts.at("/total/tokens").longValue());
    assertTrue(texts.size() > 20, texts.size() + " texts");
  }

  @Test
  void theTotalIsTheLossOfEvaluateToTheBit() throws IOException {
    Path json = folder.resolve("evaluation.json");
    Path messy =
        Files.writeString(folder.resolve("messy.txt"), "\r\n  " + String.join(" \r\n\r\n", words));
    int compared = 0;
    for (Path model : List.of(out.resolve("bundle"), out.resolve("checkpoint"))) {
      for (Path file : List.of(data, messy)) {
        Cli.ok("evaluate", model, "--data", file, "--split", "all", "--loss", "--json", json);
        JsonNode results = Json.read(json, JsonNode.class).path("results");
        JsonNode loss = results.path(results.size() - 1).path("loss");
        Path scores = folder.resolve("scores.json");
        Cli cli = Cli.typed(Files.readString(file), "score", model, "--truncate", "--json", scores);
        assertEquals(0, cli.exitCode(), cli::err);
        assertTrue(cli.err().contains("did not fit the context of 8 tokens"), cli.err());
        JsonNode total = Json.read(scores, JsonNode.class).path("total");
        assertEquals(words.size(), total.path("texts").intValue());
        for (String figure : List.of("tokens", "nats_per_token", "perplexity")) {
          assertEquals(loss.path(figure), total.path(figure), figure);
        }
        assertEquals(words.size() + 3, cli.out().lines().count());
        compared++;
      }
    }
    assertEquals(4, compared);
  }

  /** More lines than are held at once. */
  @Test
  void aLongStreamIsScoredLineByLine() {
    int lines = 9_000;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(words.get(i % words.size()).substring(0, 1)).append('\n');
    }
    Cli cli = Cli.typed(text.toString(), "score", out, "-");
    List<String> printed = cli.out().lines().toList();
    assertEquals(lines + 3, printed.size());
    assertTrue(
        printed.get(lines + 2).startsWith("total: 9,000 texts, 18,000 symbols, "), cli.err());
    for (int i = 1; i <= lines; i++) {
      assertEquals(printed.get(1 + (i - 1) % words.size()), printed.get(i));
    }
  }

  @Test
  void theTextShowsEachSymbol() {
    String brief = Cli.ok("score", out, "ab0", "ab1").out();
    assertTrue(brief.startsWith(" nats/symbol  perplexity  symbols  text\n"), brief);
    assertFalse(brief.contains("BOS"), brief);
    assertTrue(brief.contains("\n\ntotal: 2 texts, 8 symbols, "), brief);
    String full = Cli.ok("score", out, "ab0", "--verbose").out();
    assertTrue(full.contains("symbol  probability  most probable other  its probability"), full);
    assertTrue(full.contains("\n BOS "), full);
    assertEquals(full, Cli.ok("score", out, "ab0", "--verbose").out());
  }

  @Test
  void whatCannotBeScoredIsRefused() {
    Map<List<Object>, String> faults = new LinkedHashMap<>();
    faults.put(List.of("ab", "abababab"), "text 2: has 8 symbols, at most 7 expected");
    faults.put(List.of("ab", "x"), "text 2: \"x\": U+0078 is not in the vocabulary of the model");
    faults.put(List.of(), "standard input: is empty, a text on each line expected");
    faults.put(List.of("a", "-"), "standard input: is empty, a text on each line expected");
    faults.forEach(
        (texts, message) -> {
          List<Object> arguments = new ArrayList<>(List.of("score", out));
          arguments.addAll(texts);
          Cli cli = Cli.typed("", arguments.toArray());
          assertEquals(2, cli.exitCode());
          assertTrue(cli.err().startsWith(message), cli.err());
        });
    assertEquals(4, faults.size());
    Cli blank = Cli.typed(" \n\n", "score", out);
    assertTrue(blank.err().startsWith("standard input: has blank lines only"), blank.err());
    Cli late = Cli.typed("ab\n\nabababab\n", "score", out);
    assertTrue(late.err().startsWith("standard input, line 3: has 8 symbols"), late.err());
    assertEquals(2, late.out().lines().count(), "what comes before is scored");
    String none = Cli.refused("score", folder.resolve("nowhere"), "ab");
    assertTrue(none.contains("no such file or folder"), none);
  }
}
