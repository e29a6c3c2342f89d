package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Json;

/** Labels, against probabilities that are made here from the logits of the plain models. */
class ClassifyCommandTest {
  private static final List<String> LABELS = List.of("N", "X", "Y");

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path out;
  private static Path data;
  private static List<String> documents;

  @BeforeAll
  static void train() throws IOException {
    documents = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      String text = "ab".repeat(i % 3) + "cde".charAt(i % 3) + i % 7;
      documents.add(text + LABELS.get(i % 4 == 3 ? 0 : i % 3));
    }
    data = Files.writeString(shared.resolve("data.txt"), String.join("\n", documents));
    out = shared.resolve("out");
    Cli.ok(
        "run", "--data", data, "--steps", 40, "--context", 8, "--embd", 8, "--heads", 2, "-o", out);
  }

  private JsonNode facts(String typed, Object... arguments) {
    Path json = folder.resolve("facts.json");
    List<Object> all = new ArrayList<>(List.of("classify", "--json", json));
    all.addAll(List.of(arguments));
    Cli cli = Cli.typed(typed, all.toArray());
    assertEquals(0, cli.exitCode(), cli::err);
    return Json.read(json, JsonNode.class);
  }

  /**
   * The probabilities of the labels in the order of their symbols, by the logits of all symbols.
   */
  private static void requireAnswer(
      Vocabulary vocabulary, IntToDoubleFunction logit, JsonNode told) {
    double all = 0;
    for (int v = 0; v < vocabulary.size(); v++) {
      all += Math.exp(logit.applyAsDouble(v));
    }
    double labels = 0;
    String best = "";
    double most = Double.NEGATIVE_INFINITY;
    for (String label : LABELS) {
      double value = logit.applyAsDouble(vocabulary.encode(label)[0]);
      labels += Math.exp(value);
      best = value > most ? label : best;
      most = Math.max(most, value);
    }
    double sum = 0;
    for (int i = 0; i < LABELS.size(); i++) {
      double value = logit.applyAsDouble(vocabulary.encode(LABELS.get(i))[0]);
      double probability = told.path("probabilities").path(i).doubleValue();
      assertEquals(Math.exp(value) / labels, probability, 1e-12);
      sum += probability;
    }
    assertEquals(1, sum, 1e-12);
    assertEquals(labels / all, told.path("share").doubleValue(), 1e-12);
    assertEquals(best, told.path("answer").textValue());
  }

  private List<String> texts() {
    return documents.stream().map(d -> d.substring(0, d.length() - 1)).distinct().toList();
  }

  private List<Object> arguments(Path model) {
    List<Object> arguments = new ArrayList<>(List.of(model, "--labels", "YNX", ""));
    arguments.addAll(texts());
    return arguments;
  }

  @Test
  void fixedPointAnswersAsTheGoldenLogitsSay() {
    QuantizedModel model = QuantizedCodec.read(out.resolve("quantized")).model();
    JsonNode facts = facts("", arguments(out).toArray());
    assertEquals("fixed", facts.path("by").textValue());
    List<String> texts = texts();
    for (int i = 0; i <= texts.size(); i++) {
      GoldenSimulator golden = new GoldenSimulator(model);
      int[] logits = golden.step(model.vocabulary().bos());
      for (int token : model.vocabulary().encode(i == 0 ? "" : texts.get(i - 1))) {
        logits = golden.step(token);
      }
      double unit = Math.pow(2, -model.formats().logits().fractionBits());
      int[] last = logits;
      requireAnswer(model.vocabulary(), v -> last[v] * unit, facts.path("texts").path(i));
    }
    assertTrue(texts.size() > 15, texts.size() + " texts");
    assertEquals(texts.size() + 1, facts.path("texts").size());
  }

  @Test
  void aCheckpointAnswersAsItsFloatLogitsSay() {
    Checkpoint checkpoint = CheckpointCodec.read(out.resolve("checkpoint"));
    JsonNode facts = facts("", arguments(out.resolve("checkpoint")).toArray());
    assertEquals("float", facts.path("by").textValue());
    List<String> texts = texts();
    for (int i = 0; i <= texts.size(); i++) {
      FloatModel model = new FloatModel(checkpoint);
      double[] logits = model.step(checkpoint.vocabulary().bos());
      for (int token : checkpoint.vocabulary().encode(i == 0 ? "" : texts.get(i - 1))) {
        logits = model.step(token);
      }
      double[] last = logits;
      requireAnswer(checkpoint.vocabulary(), v -> last[v], facts.path("texts").path(i));
    }
  }

  @Test
  void theAccuracyIsThatOfEvaluate() throws IOException {
    Path json = folder.resolve("evaluation.json");
    int compared = 0;
    for (Path model : List.of(out.resolve("bundle"), out.resolve("checkpoint"))) {
      Cli.ok("evaluate", model, "--data", data, "--split", "all", "--labels", "--json", json);
      JsonNode results = Json.read(json, JsonNode.class).path("results");
      JsonNode labels = results.path(results.size() - 1).path("labels");
      JsonNode facts = facts(Files.readString(data), model, "--labels", "NXY", "--labelled");
      assertEquals(labels.path("correct"), facts.at("/total/correct"));
      assertEquals(labels.path("accuracy"), facts.at("/total/accuracy"));
      assertEquals(documents.size(), facts.at("/total/texts").intValue());
      for (int answer = 0; answer < 3; answer++) {
        int sum = 0;
        for (JsonNode right : labels.path("confusion")) {
          sum += right.path(answer).intValue();
        }
        assertEquals(sum, facts.at("/total/answers").path(answer).intValue());
      }
      int correct = facts.at("/total/correct").intValue();
      assertTrue(correct > 40 && correct < 90, correct + " of 90, neither chance nor all");
      compared++;
    }
    assertEquals(2, compared);
  }

  @Test
  void theTextShowsTheBestLabels() {
    String two = Cli.ok("classify", out, "--labels", "XYN", "abc0", "d1", "--top", 2).out();
    List<String> lines = two.lines().toList();
    assertEquals(4, lines.size(), two);
    assertTrue(lines.get(0).matches("[NXY] +[0-9.]+ %  [NXY] +[0-9.]+ %  abc0"), two);
    assertTrue(lines.get(3).matches("total: 2 texts, N \\d, X \\d, Y \\d"), two);
    String all = Cli.ok("classify", out, "--labels", "XYN", "abc0").out();
    assertTrue(all.contains("\ntotal: 1 text, "), all);
    assertTrue(all.matches("(?s)([NXY] +[0-9.]+ %  ){3}abc0\n.*"), all);
    String judged =
        Cli.ok("classify", out, "--labels", "XYN", "--labelled", "--top", 1, "c0N", "c0X", "c0Y")
            .out();
    assertTrue(judged.contains("\ntotal: 3 texts, 1 right, accuracy 33.33 %\n"), judged);
    assertEquals(1, judged.lines().filter(line -> line.contains("  right     c0")).count());
    assertEquals(2, judged.lines().filter(line -> line.matches(".*  wrong, [NXY]  c0")).count());
  }

  @Test
  void theLabelsOfANamedCorpusAreKnown() {
    Path languages = folder.resolve("languages");
    Cli.train(languages, 2, "--corpus", "languages");
    JsonNode facts = facts("maison\n\nhaus", languages);
    assertEquals("[\"D\",\"E\",\"F\",\"P\",\"S\"]", facts.path("labels").toString());
    assertEquals(2, facts.path("texts").size());
    JsonNode some = facts("", languages, "--labels", "SD", "maison");
    assertEquals("[\"D\",\"S\"]", some.path("labels").toString());
  }

  @Test
  void whatCannotBeClassifiedIsRefused() {
    Map<List<Object>, String> faults = new LinkedHashMap<>();
    faults.put(List.of("a"), "--labels: is missing: a model trained on data.txt does not say");
    faults.put(List.of("--labels", "XZ", "a"), "--labels: the model does not know the label \"Z\"");
    faults.put(List.of("--labels", "XYX", "a"), "--labels: \"X\" is there twice");
    faults.put(List.of("--labels", "X", "a"), "--labels: at least two labels are needed");
    faults.put(
        List.of("--labels", "XY", "a", "cY"), "text 2: \"cY\" ends with a label, Y, already");
    faults.put(List.of("--labels", "XY", "--labelled", "cN"), "text 1: \"cN\" ends with no label");
    faults.put(List.of("--labels", "XY", "--labelled", ""), "text 1: \"\" ends with no label");
    faults.put(List.of("--labels", "XY", "abababab"), "text 1: has 8 symbols, at most 7 expected");
    faults.put(List.of("--labels", "XY", "?"), "text 1: \"?\": U+003F is not in the vocabulary");
    faults.put(List.of("--labels", "XY"), "standard input: is empty");
    faults.put(List.of("--labels", "XY", "--top", 0, "a"), "--top: must be in 1..512, not 0");
    faults.forEach(
        (options, message) -> {
          List<Object> arguments = new ArrayList<>(List.of("classify", out));
          arguments.addAll(options);
          Cli cli = Cli.typed("", arguments.toArray());
          assertEquals(2, cli.exitCode());
          assertTrue(cli.err().startsWith(message), cli.err());
        });
    assertEquals(11, faults.size());
    Cli.ok("classify", out, "--labels", "XY", "--labelled", "abababaY");
  }
}
