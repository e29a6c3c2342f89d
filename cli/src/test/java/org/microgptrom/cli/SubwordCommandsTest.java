package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.TokenizerFile;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.Json;

/** Subword vocabularies, from the corpus to all that asks the model. */
@Tag("slow")
class SubwordCommandsTest {
  private static final String TEXT = "the cat sat on the mat.";

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path data;
  private static Path out;

  @BeforeAll
  static void run() throws IOException {
    StringBuilder text = new StringBuilder();
    List<String> animals = List.of("cat", "dog", "hamster");
    for (int i = 0; i < 60; i++) {
      String animal = animals.get(i % 3);
      text.append("the " + animal + " sat on the mat.\nthe mat is on the ")
          .append(i % 2 == 0 ? "floor" : animal)
          .append(i % 2 == 0 ? "!X\n" : "!Y\n");
    }
    data = Files.writeString(shared.resolve("data.txt"), text);
    out = shared.resolve("out");
    Cli.ok(
        "run", "--data", data, "--tokens", 60, "--steps", 40, "--embd", 8, "--heads", 2, "-o", out);
  }

  @Test
  void oneVocabularyReachesAllArtifacts() throws IOException {
    Vocabulary vocabulary = vocabulary();
    assertTrue(vocabulary.hasMerges() && vocabulary.size() <= 60, vocabulary.toString());
    assertTrue(vocabulary.encode(TEXT).length < TEXT.length() / 2);
    byte[] tokenizer = TokenizerFile.bytes(vocabulary);
    for (String part : List.of("checkpoint", "quantized", "bundle")) {
      assertArrayEquals(tokenizer, Files.readAllBytes(out.resolve(part).resolve("tokenizer.json")));
    }
    assertEquals(vocabulary, QuantizedCodec.read(out.resolve("quantized")).model().vocabulary());
    assertFalse(Cli.ok("verify", out, "--materials", out.resolve("quantized")).out().isEmpty());
    assertTrue(Cli.ok("diff", out, out.resolve("quantized")).out().contains("no difference"));
    assertTrue(Cli.ok("inspect", out.resolve("bundle")).out().contains(" longer ones"));
  }

  @Test
  void theFileIsTakenAgain() throws IOException {
    Path again = folder.resolve("again");
    Path file = out.resolve("bundle/tokenizer.json");
    Cli.train(again, 1, "--data", data, "--tokenizer", file);
    assertEquals(vocabulary(), CheckpointCodec.read(again).vocabulary());
    Cli.train(again, 1, "--data", data, "--tokenizer", out.resolve("bundle"));
    assertEquals(vocabulary(), CheckpointCodec.read(again).vocabulary());
    Path tensors = folder.resolve("model.safetensors");
    Cli.ok("export", again, "-o", tensors);
    Cli.ok("import", tensors, "--vocabulary", file, "-o", folder.resolve("imported"));
    assertEquals(vocabulary(), CheckpointCodec.read(folder.resolve("imported")).vocabulary());
  }

  @Test
  void bytesAreScored() throws IOException {
    Path json = folder.resolve("score.json");
    String said =
        Cli.ok("score", out.resolve("checkpoint"), TEXT, "--json", json, "--verbose").out();
    JsonNode total = Json.read(json, JsonNode.class).path("total");
    var checkpoint = CheckpointCodec.read(out.resolve("checkpoint"));
    int[] sequence = vocabulary().sequence(TEXT, checkpoint.config().context());
    FloatModel model = new FloatModel(checkpoint);
    double nats = 0;
    for (int i = 0; i + 1 < sequence.length; i++) {
      double[] logits = model.step(sequence[i]);
      double sum = 0;
      for (double logit : logits) {
        sum += Math.exp(logit);
      }
      nats += Math.log(sum) - logits[sequence[i + 1]];
    }
    assertEquals(nats / (TEXT.length() + 1), total.path("nats_per_byte").doubleValue(), 1e-6);
    assertEquals(sequence.length - 1, total.path("tokens").intValue());
    assertTrue(said.contains(" nats per byte"), said);
  }

  @Test
  void allThatAsksKnowsThem() {
    Path bundle = out.resolve("bundle");
    String sampled =
        Cli.ok("sample", bundle, "--prompt", "the cat", "--stop", ".!", "--count", 5).out();
    assertEquals(5, sampled.lines().filter(line -> line.startsWith("the cat")).count(), sampled);
    assertTrue(Cli.ok("explain", bundle, "--text", TEXT).out().contains("position "));
    assertTrue(
        Cli.ok("classify", bundle, "--labels", "XY", "the mat is on the cat!")
            .out()
            .contains("Y "));
    assertTrue(
        Cli.refused("classify", bundle, "--labels", "Xm", "the").contains("is merged with others"));
    assertTrue(
        Cli.refused("sample", bundle, "--prompt", "thé").contains("U+00E9 is not in the vocab"));
  }

  @Test
  void refusesWhatCannotBe() throws IOException {
    Path to = folder.resolve("no");
    Path file = out.resolve("bundle/tokenizer.json");
    String both = "both give a vocabulary";
    assertTrue(train(to, "--tokens", 60, "--tokenizer", file).contains(both));
    assertTrue(train(to, "--tokens", 60, "--recipe", "microgpt").contains("does not go with"));
    assertTrue(train(to, "--tokens", 5).contains("tokens already, more are expected"));
    assertTrue(train(to, "--tokens", 4097).contains("--tokens"));
    Path foreign =
        Files.writeString(folder.resolve("t.json"), "{\"model\":{\"type\":\"Unigram\"}}");
    assertTrue(train(to, "--tokenizer", foreign).contains("its model is Unigram, BPE expected"));
    assertTrue(
        Cli.refused("train", "--corpus", "names", "--tokenizer", file, "-o", to)
            .contains("lacks a character of the corpus"));
    assertFalse(Files.exists(to));
  }

  private static String train(Path to, Object... more) {
    Object[] all = new Object[5 + more.length];
    System.arraycopy(new Object[] {"train", "--data", data, "-o", to}, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    return Cli.refused(all);
  }

  private static Vocabulary vocabulary() {
    return CheckpointCodec.read(out.resolve("checkpoint")).vocabulary();
  }
}
