package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;

/** The two tasks with models that are trained for a few seconds, and what can't be judged. */
@Tag("slow")
class EvaluateCommandTest {
  @TempDir static Path shared;
  @TempDir Path folder;

  @BeforeAll
  static void train() {
    model("languages", 300, "--layers", "1", "--embd", "24", "--batch", "128");
    model("spelling", 300, "--layers", "1", "--embd", "24", "--batch", "128");
  }

  private static void model(String corpus, int steps, Object... shape) {
    Path base = shared.resolve(corpus);
    List<Object> options = new ArrayList<>(List.of("--corpus", corpus));
    options.addAll(List.of(shape));
    Cli.train(base.resolve("checkpoint"), steps, options.toArray());
    Cli.ok("quantize", base.resolve("checkpoint"), "-o", base.resolve("quantized"));
    Path bundle = base.resolve("bundle");
    Cli.ok(
        "pack", base.resolve("quantized"), "-o", bundle, "--lanes", "64", "--vector-tokens", "50");
  }

  private static Path bundle(String corpus) {
    return shared.resolve(corpus).resolve("bundle");
  }

  private JsonNode facts(Object... arguments) {
    Path json = folder.resolve("facts.json");
    List<Object> all = new ArrayList<>(List.of("evaluate", "--json", json));
    all.addAll(List.of(arguments));
    Cli.ok(all.toArray());
    return Json.read(json, JsonNode.class);
  }

  @Test
  void languagesAreToldFarAboveChanceAndFixedPointLosesNothing() {
    JsonNode facts = facts(bundle("languages"));
    assertEquals("labels", facts.path("task").textValue());
    assertEquals("validation", facts.path("split").textValue());
    assertEquals(0, facts.path("too_long").intValue());
    assertEquals(5, facts.path("labels").size());
    assertEquals(2, facts.path("results").size());
    for (JsonNode result : facts.path("results")) {
      assertEquals(727, result.path("judged").intValue());
      assertEquals(727, sum(result.path("labels").path("confusion")));
      double accuracy = result.path("labels").path("accuracy").doubleValue();
      assertTrue(accuracy > 0.5, "accuracy " + accuracy + ", by chance 0.25");
    }
    assertEquals("float", facts.path("results").path(0).path("by").textValue());
    assertEquals("fixed", facts.path("results").path(1).path("by").textValue());
    assertClose(facts, "/labels/accuracy");
  }

  @Test
  void misspeltWordsAreToldFarAboveChanceAndFixedPointLosesNothing() {
    JsonNode facts = facts(bundle("spelling"));
    assertEquals("pairs", facts.path("task").textValue());
    assertTrue(facts.path("split").isMissingNode());
    assertEquals(2, facts.path("results").size());
    for (JsonNode result : facts.path("results")) {
      assertEquals(758, result.path("judged").intValue());
      JsonNode pairs = result.path("pairs");
      assertTrue(pairs.path("share").doubleValue() > 0.7, pairs::toString);
      assertTrue(pairs.path("auc").doubleValue() > 0.6, pairs::toString);
      assertEquals(4, pairs.path("thresholds").size());
      assertEquals(10, pairs.path("worst").size());
    }
    assertClose(facts, "/pairs/share");
    assertClose(facts, "/pairs/auc");
  }

  /** Float and fixed point are within half a percentage point. */
  private static void assertClose(JsonNode facts, String figure) {
    assertEquals(
        facts.at("/results/0" + figure).doubleValue(),
        facts.at("/results/1" + figure).doubleValue(),
        0.005,
        figure);
  }

  private static int sum(JsonNode confusion) {
    int sum = 0;
    for (JsonNode row : confusion) {
      for (JsonNode count : row) {
        sum += count.intValue();
      }
    }
    return sum;
  }

  @Test
  void theCircuitAgreesWithFixedPointExactly() {
    ExternalTool.named("iverilog");
    int judged = 0;
    for (String corpus : List.of("languages", "spelling")) {
      JsonNode circuit =
          facts(bundle(corpus), "--rtl", "icarus", "--rtl-count", "2").path("circuit");
      assertEquals(0, circuit.path("mismatches").intValue());
      assertTrue(circuit.path("logits").intValue() > 500, circuit::toString);
      JsonNode fixed = circuit.path("fixed");
      JsonNode result = circuit.path("result");
      assertEquals("icarus", result.path("by").textValue());
      for (String figures : List.of("judged", "loss", "labels", "pairs")) {
        assertEquals(fixed.path(figures), result.path(figures));
      }
      judged += result.path("judged").intValue();
    }
    assertEquals(4, judged);
  }

  @Test
  void ownDataHasTheSameTasks() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      text.append("on".repeat(1 + i % 3)).append(i % 7).append("Y\n");
      text.append("off".repeat(1 + i % 2)).append(i % 5).append("N\n");
    }
    text.append("on".repeat(9)).append("Y\n");
    Path data = Files.writeString(folder.resolve("own.txt"), text);
    Path checkpoint = folder.resolve("ck");
    Cli.train(checkpoint, 120, "--data", data);
    Path quantized = folder.resolve("q");
    Cli.ok("quantize", checkpoint, "--data", data, "-o", quantized);
    Path archive = folder.resolve("own.tar.gz");
    Cli.ok("pack", quantized, "-o", archive, "--vector-tokens", "50");

    Path foreign = Files.createDirectory(folder.resolve("checkpoint"));
    Files.writeString(foreign.resolve("config.json"), "{\"model_type\": \"gpt2\"}");
    JsonNode loss = facts(archive, "--data", data);
    assertEquals("loss", loss.path("task").textValue());
    assertEquals(1, loss.path("results").size(), "no checkpoint of ours lies beside it");
    JsonNode both = facts(quantized, "--data", data, "--labels", "--checkpoint", checkpoint);
    assertEquals(2, both.path("results").size());
    JsonNode only = facts(checkpoint, "--data", data, "--labels", "--split", "all");
    assertEquals("float", only.at("/results/0/by").textValue());
    assertEquals(1, only.path("results").size());
    assertEquals(80, only.at("/results/0/judged").intValue());
    assertEquals(1, only.path("too_long").intValue());
    assertEquals(1.0, only.at("/results/0/labels/accuracy").doubleValue());
    Path pairs = Files.writeString(folder.resolve("pairs.tsv"), "ononN\tnnooN\noffY\tfofY\n");
    JsonNode ranked = facts(checkpoint, "--pairs", pairs, "--worst", "0");
    assertEquals(2, ranked.at("/results/0/judged").intValue());
    assertEquals(0, ranked.at("/results/0/pairs/worst").size());
    assertEquals("pairs.tsv", ranked.path("source").textValue());
  }

  @Test
  void theSameModelGivesTheSameFile() throws IOException {
    facts(bundle("spelling"));
    byte[] first = Files.readAllBytes(folder.resolve("facts.json"));
    facts(shared.resolve("spelling").resolve("quantized"));
    assertArrayEquals(first, Files.readAllBytes(folder.resolve("facts.json")));
  }

  @Test
  void whatCannotBeJudgedIsRefused() throws IOException {
    Path model = bundle("languages");
    Path spelling = bundle("spelling");
    Path other = shared.resolve("spelling").resolve("checkpoint");
    Path names = Files.writeString(folder.resolve("names.txt"), "anna\nbob\nana\n");
    Path blank = Files.writeString(folder.resolve("blank.tsv"), "right wrong\n");
    Path foreign = Files.writeString(folder.resolve("foreign.tsv"), "naïve\tnaive\n");
    Path unknown = Files.writeString(folder.resolve("unknown.txt"), "wordD\nwoordN\n");
    Map<String, List<Object>> faults = new LinkedHashMap<>();
    faults.put("which is no label", List.of(model, "--labels", "--split", "all", "--data", names));
    faults.put(
        "does not know the label \"N\"",
        List.of(model, "--labels", "--split", "all", "--data", unknown));
    faults.put("is not two words with one tab", List.of(spelling, "--pairs", blank));
    faults.put("U+00EF is not in the vocabulary", List.of(spelling, "--pairs", foreign));
    faults.put("is not the one the model was trained on", List.of(model, "--data", names));
    faults.put("is not the checkpoint that", List.of(model, "--checkpoint", other));
    faults.put("is a checkpoint itself", List.of(other, "--checkpoint", other));
    faults.put("has no circuit", List.of(other, "--rtl", "icarus"));
    faults.put("no simulator has the name", List.of(model, "--rtl", "modelsim"));
    faults.put("--rtl-count: must be in 1..1000000", List.of(model, "--rtl-count", "0"));
    faults.put("--worst: must be in 0..", List.of(model, "--worst", "-1"));
    faults.put("--worst: lists pairs of words", List.of(model, "--worst", "3"));
    faults.put("--rtl-count: needs --rtl", List.of(model, "--rtl-count", "3"));
    faults.put(
        "--data nowhere.txt: does not go with --pairs",
        List.of(spelling, "--pairs", blank, "--data", "nowhere.txt"));
    faults.put(
        "--split: does not go with --pairs", List.of(spelling, "--pairs", blank, "--split", "all"));
    faults.put("mutually exclusive", List.of(model, "--loss", "--labels"));
    faults.put("no such file", List.of(spelling, "--pairs", folder.resolve("none.tsv")));
    faults.put("no such file or folder", List.of(folder.resolve("nowhere")));
    Path json = folder.resolve("facts.json");
    faults.forEach(
        (message, arguments) -> {
          List<Object> all = new ArrayList<>(List.of("evaluate", "--json", json));
          all.addAll(arguments);
          String error = Cli.refused(all.toArray());
          assertTrue(error.contains(message), message + " in " + error);
        });
    assertEquals(18, faults.size());
    assertFalse(Files.exists(json), "nothing is written");
  }
}
