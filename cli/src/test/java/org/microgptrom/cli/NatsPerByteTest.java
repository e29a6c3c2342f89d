package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;

/** The measure by which models of different vocabularies are compared, against Python. */
@Tag("slow")
class NatsPerByteTest {
  private static final int CONTEXT = 8;

  /** Holds lines out as training does, makes tokens of them, and counts these and their bytes. */
  private static final String COUNT =
      """
      import json, random, re, sys
      def tokens(line, merges):
          out = []
          for piece in re.findall('^[^ ]+| [^ ]*', line):
              symbols = list(piece)
              for left, right in merges:  # in their order, from the left
                  i = 0
                  while i + 1 < len(symbols):
                      if symbols[i] == left and symbols[i + 1] == right:
                          symbols[i:i + 2] = [left + right]
                      i += 1
              out += symbols
          return out
      lines = open(sys.argv[1], encoding='utf-8').read().splitlines()
      merges = json.load(open(sys.argv[2], encoding='utf-8'))['model']['merges'] if sys.argv[2:] else []
      random.seed(42)
      random.shuffle(lines)
      predicted = size = cut = 0
      for line in lines[len(lines) - (len(lines) + 5) // 10:]:
          targets = (tokens(line, merges) + ['\\n'])[:%d]  # the end of a text counts as a line feed
          predicted += len(targets)
          size += len(''.join(targets).encode('utf-8'))
          cut += targets[-1] != '\\n'
      print(predicted, size, cut)
      """
          .formatted(CONTEXT);

  @TempDir Path folder;

  private int counted;

  @Test
  void pythonCountsTheSameBytes() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      lines.add(
          List.of("die Maus", "eine M\u00fccke", "der gro\u00dfe \u20ac", "ein K\u00e4fer")
                  .get(i % 4)
              + List.of("", " und die M\u00fccke", " m\u00fc\u00dfte").get(i % 3));
    }
    Path data = Files.write(folder.resolve("data.txt"), lines);
    Path subwords = folder.resolve("subwords");
    int cut = judged(data, subwords, "--tokens", 40);
    assertTrue(cut > 0 && cut < 30, cut + " of 30 texts are cut");
    judged(data, folder.resolve("letters"));
    Path ascii =
        Files.write(folder.resolve("ascii.txt"), List.of("anna", "emma", "ann", "ava", "mia"));
    Path out = folder.resolve("ascii");
    String said = run(ascii, out).out();
    assertTrue(!said.contains("per byte"), said);
    assertTrue(
        Json.read(out.resolve("summary.json"), JsonNode.class)
            .path("nats_per_byte_float")
            .isMissingNode());
    assertEquals(2, counted);
  }

  private static Cli run(Path data, Path out, Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of(
                "run",
                "--data",
                data,
                "--context",
                CONTEXT,
                "--truncate",
                "--embd",
                8,
                "--heads",
                2,
                "--steps",
                20,
                "-o",
                out));
    all.addAll(List.of(more));
    return Cli.ok(all.toArray());
  }

  /** Compares all that a run and an evaluation say; returns how many texts are cut. */
  private int judged(Path data, Path out, Object... more) throws Exception {
    Cli run = run(data, out, more);
    List<String> arguments = new ArrayList<>(List.of("-c", COUNT, data.toString()));
    if (more.length > 0) {
      arguments.add(out.resolve("bundle/tokenizer.json").toString());
    }
    String[] counts =
        ExternalTool.named("python3")
            .runOk(folder, arguments.toArray(String[]::new))
            .strip()
            .split(" ", -1);
    double bytesPerToken = Double.parseDouble(counts[1]) / Double.parseDouble(counts[0]);
    JsonNode summary = Json.read(out.resolve("summary.json"), JsonNode.class);
    double perByte = summary.path("validation_loss_float").doubleValue() / bytesPerToken;
    assertEquals(perByte, summary.path("nats_per_byte_float").doubleValue(), 1e-9);
    assertEquals(
        summary.path("validation_loss_fixed").doubleValue() / bytesPerToken,
        summary.path("nats_per_byte_fixed").doubleValue(),
        1e-9);
    assertTrue(run.out().contains("validation loss, float, nats per byte"), run.out());
    assertTrue(
        run.err().contains(String.format(Locale.ROOT, "nats per token, %.4f per byte", perByte)),
        run.err());
    assertTrue(
        Files.readString(out.resolve("report.html"))
            .contains("validation loss, fixed point, per byte"));

    Path json = folder.resolve("evaluation.json");
    Cli judged = Cli.ok("evaluate", out, "--data", data, "--json", json);
    JsonNode results = Json.read(json, JsonNode.class).path("results");
    assertEquals(2, results.size());
    for (JsonNode result : results) {
      JsonNode loss = result.path("loss");
      assertEquals(counts[0], loss.path("tokens").asText());
      double expected = loss.path("nats_per_token").doubleValue() / bytesPerToken;
      assertEquals(expected, loss.path("nats_per_byte").doubleValue(), 1e-9);
      assertTrue(judged.out().contains(TableText.figure(expected)), judged.out());
    }
    assertTrue(judged.out().contains("nats per byte"), judged.out());
    counted++;
    return Integer.parseInt(counts[2]);
  }
}
