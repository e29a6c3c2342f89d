package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.datasets.CorpusStore;
import org.microgptrom.datasets.NamedCorpus;
import org.microgptrom.model.io.Json;

/** The stages in one command and one by one, on corpora and shapes of several kinds. */
@Tag("slow")
class PipelineTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void theMainJobMakesVerifiedRomsOfATrainedModel() throws Exception {
    Path out = folder.resolve("out");
    Cli cli = Cli.ok("run", "-o", out, "--steps", "400");
    JsonNode summary = MAPPER.readTree(out.resolve("summary.json").toFile());
    assertEquals(4192, summary.path("parameters").intValue());
    assertTrue(summary.path("validation_loss_float").doubleValue() < 2.30, summary::toString);
    assertEquals(
        summary.path("validation_loss_float").doubleValue(),
        summary.path("validation_loss_fixed").doubleValue(),
        1e-4);
    double kl = summary.path("kl_nats_per_token").doubleValue();
    assertTrue(kl >= 0 && kl < 1e-5, summary::toString);
    assertTrue(summary.path("argmax_agreement").doubleValue() > 0.99, summary::toString);
    assertEquals(0, summary.path("saturations").intValue());
    assertEquals(0, summary.path("mismatches").intValue());
    assertTrue(summary.path("rom_words_checked").longValue() >= 3 * 2 * 4192, summary::toString);
    assertTrue(summary.path("logits_checked").longValue() > 10_000, summary::toString);
    assertTrue(summary.path("seconds").path("train").doubleValue() > 0, summary::toString);
    assertEquals(20, summary.path("samples").size());
    for (JsonNode sample : summary.path("samples")) {
      assertTrue(sample.textValue().matches("[a-z]{1,16}"), sample::toString);
      assertTrue(cli.out().contains(sample.textValue()), cli.out());
    }
    // Names that look like names: most are pronounceable and few are copies of the corpus.
    Set<String> corpus =
        Set.copyOf(
            new CorpusStore(folder, CorpusStore.Network.FORBIDDEN)
                .load(NamedCorpus.NAMES)
                .documents());
    List<String> samples = new ArrayList<>();
    summary.path("samples").forEach(s -> samples.add(s.textValue()));
    assertTrue(samples.stream().filter(s -> s.matches(".*[aeiouy].*")).count() >= 18, cli.out());
    assertTrue(
        samples.stream().distinct().filter(s -> !corpus.contains(s)).count() >= 5, cli.out());
    assertEquals(ExitCode.OK, Cli.run("verify", out.resolve("bundle")).exitCode());
  }

  @Test
  void everyStageWorksAloneOnOtherCorporaAndShapes() throws Exception {
    List<Path> corpora =
        List.of(
            corpus(
                "cities.txt", "new york", "san josé", "são paulo", "rio de janeiro", "los angeles"),
            corpus("greek.txt", "αθήνα", "σπάρτη", "κόρινθος", "θήβα", "ρόδος", "χανιά"),
            manySymbols());
    int runs = 0;
    for (Path corpus : corpora) {
      List<Object> shape =
          runs == 0
              ? List.of("--layers", "2", "--embd", "24", "--heads", "3", "--context", "32")
              : List.of();
      Path base = folder.resolve("stage" + runs);
      Path checkpoint = base.resolve("checkpoint");
      List<Object> train = new ArrayList<>(List.of("--data", corpus));
      train.addAll(shape);
      Cli.train(checkpoint, 60, train.toArray());
      Path quantized = base.resolve("quantized");
      assertTrue(
          Cli.refused("quantize", checkpoint, "-o", quantized).contains("--data"), "needs --data");
      Cli tables = Cli.ok("quantize", checkpoint, "--data", corpus, "-o", quantized);
      for (String row : List.of("wte", "layer0.attn_wq", "layer0.hidden", "logits", "KL")) {
        assertTrue(tables.out().contains(row), tables.out());
      }
      Path archive = base.resolve(runs == 1 ? "bundle.zip" : "bundle.tar.gz");
      Cli.ok("pack", quantized, "--lanes", "64", "-o", archive);
      Path junit = base.resolve("junit.xml");
      Path facts = base.resolve("facts.json");
      Cli verdict = Cli.ok("verify", archive, "--junit", junit, "--json", facts);
      assertTrue(verdict.out().contains("words"), verdict.out());
      assertTrue(Files.readString(junit).contains("<testsuite"), "JUnit XML");
      assertTrue(Json.read(facts, JsonNode.class).isObject(), "JSON");
      assertEquals(
          Cli.ok("sample", quantized, "--count", "7").out(),
          Cli.ok("sample", archive, "--count", "7").out());
      for (Path artifact : List.of(checkpoint, quantized, archive)) {
        assertTrue(Cli.ok("inspect", artifact).out().contains("parameters"), artifact.toString());
      }
      runs++;
    }
    assertEquals(3, runs);
  }

  @Test
  void aCorpusOfOneDocumentIsEvaluatedOnItself() throws Exception {
    Path corpus = Files.writeString(folder.resolve("one.txt"), "abracadabra\n");
    Path out = folder.resolve("one");
    Cli cli = Cli.ok("run", "--data", corpus, "-o", out, "--steps", "30", "--seed", "3");
    JsonNode summary = MAPPER.readTree(out.resolve("summary.json").toFile());
    assertEquals("training", summary.path("evaluated_on").textValue());
    assertTrue(cli.err().contains("nothing is held out"), cli.err());
  }

  @Test
  void theRecipeMicrogptHoldsNothingOutAndSaysWhatItSamples() throws Exception {
    Path corpus = corpus("cities.txt", "paris", "rome", "oslo", "bern", "vienna", "sofia");
    Path checkpoint = folder.resolve("checkpoint");
    Cli cli = Cli.train(checkpoint, 4, "--data", corpus, "--recipe", "microgpt");
    assertTrue(cli.err().contains("step    4 /    4 | loss "), cli.err());
    assertEquals(20, cli.out().lines().filter(line -> line.startsWith("sample ")).count());
    JsonNode config = MAPPER.readTree(checkpoint.resolve("config.json").toFile());
    assertEquals("microgpt", config.path("provenance").path("recipe").textValue());
    assertEquals(0, config.path("provenance").path("corpus").path("held_out").intValue());
    assertEquals(4, Files.readAllLines(checkpoint.resolve("metrics.jsonl")).size());
    // The stages after it find the same documents again.
    Path out = folder.resolve("quantized");
    Cli.ok("quantize", checkpoint, "--data", corpus, "-o", out);
  }

  @Test
  void trainingStopsAtTheTargetLoss() throws Exception {
    Path corpus = corpus("cities.txt", "paris", "rome", "oslo", "bern", "vienna", "sofia");
    Path checkpoint = folder.resolve("checkpoint");
    Cli.train(checkpoint, 1000, "--data", corpus, "--target-loss", "2.5");
    List<String> metrics = Files.readAllLines(checkpoint.resolve("metrics.jsonl"));
    assertTrue(metrics.size() < 1000, () -> metrics.size() + " steps");
    JsonNode last = MAPPER.readTree(metrics.get(metrics.size() - 1));
    assertTrue(last.path("validation_loss").doubleValue() <= 2.5, last::toString);
    JsonNode config = MAPPER.readTree(checkpoint.resolve("config.json").toFile());
    assertEquals(metrics.size(), config.path("provenance").path("steps").intValue());
  }

  /** One document, one symbol, documents longer than the context, too few to hold one out. */
  @Test
  void smallAndOddCorporaTrainInEveryRecipe() throws Exception {
    List<Path> corpora =
        List.of(
            Files.writeString(folder.resolve("one.txt"), "abracadabra\n"),
            Files.writeString(folder.resolve("symbol.txt"), "a\naa\naaa\na\na\na\n"),
            Files.writeString(folder.resolve("long.txt"), ("x".repeat(50) + "y\n").repeat(7)),
            Files.writeString(folder.resolve("four.txt"), "spring\nsummer\nautumn\nwinter\n"));
    List<Integer> heldOut = List.of(0, 1, 1, 0);
    int trained = 0;
    for (int i = 0; i < corpora.size(); i++) {
      for (String recipe : List.of("fast", "microgpt")) {
        Path checkpoint = folder.resolve("checkpoint" + trained);
        Cli cli =
            Cli.train(checkpoint, 25, "--data", corpora.get(i), "--recipe", recipe, "--truncate");
        JsonNode provenance =
            MAPPER.readTree(checkpoint.resolve("config.json").toFile()).path("provenance");
        int expected = recipe.equals("fast") ? heldOut.get(i) : 0;
        assertEquals(expected, provenance.path("corpus").path("held_out").intValue());
        List<String> lines = Files.readAllLines(checkpoint.resolve("metrics.jsonl"));
        assertEquals(25, lines.size());
        assertEquals(expected > 0, lines.get(24).contains("validation_loss"), lines.get(24));
        assertEquals(i == 2, cli.err().contains("do not fit the context"), cli.err());
        Path quantized = folder.resolve("quantized" + trained);
        Cli.ok("quantize", checkpoint, "--data", corpora.get(i), "-o", quantized);
        trained++;
      }
    }
    assertEquals(8, trained);
  }

  @Test
  void documentsBeyondTheContextAreCutWithAWarningThatCountsThem() throws Exception {
    Path corpus = corpus("long.txt", "abc", "x".repeat(16), "y".repeat(15), "z".repeat(40));
    Cli cli = Cli.train(folder.resolve("long"), 3, "--data", corpus);
    assertTrue(cli.err().contains("20 of 40 documents"), cli.err());
  }

  @Test
  void anExperimentIsOneFile() throws Exception {
    Path corpus = corpus("cities.txt", "paris", "rome", "oslo");
    Path experiment =
        Files.writeString(
            folder.resolve("experiment.properties"),
            "# a small one\nsteps = 20\nembd = 8\nheads = 2\ndata = " + corpus + "\nlanes = 4\n");
    Path out = folder.resolve("out");
    Cli.ok("run", "--config", experiment, "-o", out, "--heads", "4", "--quiet");
    JsonNode manifest = MAPPER.readTree(out.resolve("bundle/manifest.json").toFile());
    assertEquals(8, manifest.path("config").path("embd").intValue());
    assertEquals(4, manifest.path("config").path("heads").intValue()); // the command line is first
    assertEquals(4, manifest.path("memory_map").path("lanes").intValue());
    Files.writeString(experiment, "stepz = 20\n");
    assertTrue(Cli.refused("run", "--config", experiment).contains("--stepz"), "unknown key");
  }

  private Path corpus(String name, String... words) throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      text.append(String.join("\n", words)).append('\n');
    }
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  private Path manySymbols() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.appendCodePoint(0x4E00 + i).append(i % 5 == 4 ? "\n" : "");
    }
    return Files.writeString(folder.resolve("many.txt"), text.toString().repeat(2));
  }
}
