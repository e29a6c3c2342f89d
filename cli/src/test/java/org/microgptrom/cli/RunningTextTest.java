package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.io.VisibleText;

/** Running text from the file to verified ROMs, and back to the same split in every command. */
class RunningTextTest {
  private static final List<Object> SHAPE =
      List.of("--context", 12, "--embd", 8, "--heads", 2, "--steps", 20);

  @TempDir Path folder;
  private Path text;

  @BeforeEach
  void write() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      lines.append("To be, or not to be:\nthat is the question no. ").append(i).append("\n\n");
    }
    text = Files.writeString(folder.resolve("hamlet.txt"), lines);
  }

  private Cli train(String command, Path output, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of(command, "-o", output, "--data", text, "--text"));
    arguments.addAll(SHAPE);
    arguments.addAll(List.of(more));
    return Cli.ok(arguments.toArray());
  }

  @Test
  void aRunEndsInVerifiedRomsThatKnowLineEnds() throws Exception {
    Path out = folder.resolve("out");
    Cli run = train("run", out, "--fold-case");
    assertTrue(run.err().contains("running text in "), run.err());
    assertTrue(run.err().contains(" validation windows, "), run.err());
    assertFalse(run.err().contains(" documents, "), run.err());
    assertFalse(run.err().contains("do not fit"), run.err());
    Checkpoint checkpoint = CheckpointCodec.read(out.resolve("checkpoint"));
    assertTrue(checkpoint.vocabulary().symbols().contains("\n"));
    assertFalse(checkpoint.vocabulary().symbols().contains("T"));
    assertEquals(
        List.of("keep blank lines", "fold-case", "text in windows of 12 for a context of 12"),
        checkpoint.provenance().corpus().preparation());
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    for (JsonNode sample : summary.path("samples")) {
      assertTrue(run.out().contains(VisibleText.of(sample.textValue())), run.out());
    }
    assertEquals(0, summary.path("mismatches").intValue());
    Cli.ok("verify", out, "--materials", text);
    String inspected = Cli.ok("inspect", out.resolve("bundle")).out();
    assertTrue(
        inspected.contains("prepared: keep blank lines, fold-case, text in windows of 12"),
        inspected);
    assertTrue(inspected.contains(" windows, ") && !inspected.contains(" documents, "), inspected);
    String report = Files.readString(out.resolve("report.html"));
    assertTrue(
        report.contains(
            "hamlet.txt, " + checkpoint.provenance().corpus().documents() + " windows, "));
    Cli.ok("explain", out.resolve("bundle"), "--text", "be\nth");
    Cli.ok("explain", out.resolve("bundle"), "--text", "no. 1\n\nto"); // a paragraph's end
    Cli sampled = Cli.ok("sample", out, "--prompt", "BE:\nth", "--temperature", 0);
    assertTrue(sampled.out().startsWith("be:\\nth"), sampled.out());
    assertEquals(
        Cli.ok("sample", out, "--stop", "e").out(), Cli.ok("sample", out, "--stop", "E").out());
    // Twelve symbols without an end, which this model has not learnt, fill the context.
    Cli scored = Cli.ok("score", out, "To be, or no");
    assertTrue(scored.out().contains("1 text, 12 symbols"), scored.out());
    assertTrue(scored.out().contains("to be, or no"), scored.out());
    assertTrue(Cli.refused("score", out, "To be, or not").contains("at most 12"));
    int known = summary.path("samples_in_corpus").intValue();
    assertTrue(run.out().contains(known + " of 20 samples stand in the corpus"), run.out());
    // Elsewhere the split is the same, with the text alone.
    Path quantized = folder.resolve("quantized");
    Cli.ok("quantize", out.resolve("checkpoint"), "--data", text, "-o", quantized);
    assertEquals(
        Files.readString(out.resolve("quantized/config.json")),
        Files.readString(quantized.resolve("config.json")));
    Cli judged = Cli.ok("evaluate", out, "--data", text);
    assertTrue(judged.out().contains(" validation windows\n"), judged.out());
    Cli.ok("evaluate", out, "--data", text, "--split", "all");
    Files.writeString(text, Files.readString(text) + "The rest is silence.\n");
    String other = Cli.refused("quantize", out.resolve("checkpoint"), "--data", text);
    assertTrue(other.contains("is not the one the model was trained on"), other);
  }

  @Test
  void subwordsAreLearntFromTheTrainedPart() {
    Path out = folder.resolve("subwords");
    train("run", out, "--tokens", 60);
    Checkpoint checkpoint = CheckpointCodec.read(out.resolve("checkpoint"));
    assertTrue(checkpoint.vocabulary().hasMerges());
    assertTrue(checkpoint.provenance().corpus().preparation().get(1).endsWith("context of 12"));
    Cli.ok("evaluate", out, "--data", text);
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() throws Exception {
    Path little = Files.writeString(folder.resolve("short.txt"), "a rose\nis a rose\n");
    Object output = folder.resolve("c");
    List<List<Object>> wrong =
        List.of(
            List.of("--context auto", "--context", "auto"),
            List.of("--recipe microgpt", "--recipe", "microgpt"),
            List.of("give a smaller --context", "--context", 4096, "--data", little));
    int refused = 0;
    for (List<Object> options : wrong) {
      List<Object> arguments = new ArrayList<>(List.of("train", "-o", output, "--text"));
      if (!options.contains("--data")) {
        arguments.addAll(List.of("--data", text));
      }
      arguments.addAll(options.subList(1, options.size()));
      String told = Cli.refused(arguments.toArray());
      assertTrue(told.contains(options.get(0).toString()), told);
      refused++;
    }
    assertEquals(3, refused);
    String told = Cli.refused("train", "-o", output, "--data", text, "--rare-below", 3);
    assertTrue(told.contains("--rare-below: needs --rare"), told);
  }
}
