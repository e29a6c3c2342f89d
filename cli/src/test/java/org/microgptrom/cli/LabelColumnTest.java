package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.Label;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.Json;

/** From tables with labels to models that answer with the names of these labels. */
@Tag("slow")
class LabelColumnTest {
  private static final List<Label> LABELS =
      List.of(new Label("①", "high, really"), new Label("②", "low"));

  private static final List<Object> SMALL = List.of("--context", 8, "--embd", 8, "--heads", 2);

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path out;
  private static Path csv;
  private static Path gzip;

  /** Digits below and above 5; the second half of the rows is in another file, compressed. */
  @BeforeAll
  static void run() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int digit = i % 10;
      rows.add(
          String.format(
              "\"n,%d%d\",%s,%d", digit, i / 40, digit < 5 ? "low" : "\"high, really\"", digit));
    }
    String header = "text,class,digit\n";
    csv =
        Files.writeString(
            shared.resolve("a.csv"), header + String.join("\n", rows.subList(0, 200)) + "\n");
    gzip = shared.resolve("b.CSV.gz");
    try (GZIPOutputStream packed = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      packed.write(
          (header + String.join("\r\n", rows.subList(200, 400))).getBytes(StandardCharsets.UTF_8));
    }
    out = shared.resolve("out");
    List<Object> arguments = new ArrayList<>(List.of("run", "--steps", 150, "-o", out));
    arguments.addAll(SMALL);
    arguments.addAll(data());
    Cli cli = Cli.ok(arguments.toArray());
    assertTrue(
        cli.err()
            .contains(gzip + " (gzip): texts of column \"text\", labels of column \"class\"\n"),
        cli.err());
    assertTrue(
        cli.err().contains("corpus a.csv + b.CSV.gz, 400 documents (40 held out)"), cli.err());
  }

  private static List<Object> data() {
    return List.of(
        "--data", csv, "--data", gzip, "--text-column", "text", "--label-column", "class");
  }

  private static Object[] with(List<Object> more, Object... command) {
    return Stream.concat(Stream.of(command), more.stream()).toArray();
  }

  @Test
  void everyArtifactKnowsTheNames() throws IOException {
    assertEquals(
        LABELS, CheckpointCodec.read(out.resolve("checkpoint")).provenance().corpus().labels());
    assertEquals(
        LABELS,
        QuantizedCodec.read(out.resolve("quantized")).lineage().training().corpus().labels());
    try (Bundle bundle = Bundle.open(out.resolve("bundle"))) {
      assertEquals(LABELS, bundle.manifest().lineage().training().corpus().labels());
    }
    assertTrue(
        Cli.ok("inspect", out.resolve("bundle"))
            .out()
            .contains("\nlabels ① high, really, ② low\n"));
    assertTrue(Files.readString(out.resolve("report.html")).contains("labels ① high, really"));
  }

  @Test
  void classifyAnswersWithNames() {
    for (String model : List.of("checkpoint", "quantized", "bundle")) {
      Path json = folder.resolve(model + ".json");
      Cli cli = Cli.ok("classify", out.resolve(model), "n,13", "n,87", "--json", json);
      assertTrue(cli.out().startsWith("low          "), cli.out());
      assertTrue(cli.out().contains("\nhigh, really  "), cli.out());
      assertTrue(cli.out().endsWith("\ntotal: 2 texts, high, really 1, low 1\n"), cli.out());
      JsonNode facts = Json.read(json, JsonNode.class);
      assertEquals("[\"high, really\",\"low\"]", facts.path("labels").toString());
      assertEquals("low", facts.at("/texts/0/answer").textValue());
      assertEquals("high, really", facts.at("/texts/1/answer").textValue());
    }
  }

  @Test
  void rightLabelsStandBehindATab() {
    Cli cli = Cli.typed("n,13\tlow\nn,87 \tlow\n", "classify", out, "--labelled");
    assertEquals(0, cli.exitCode(), cli::err);
    List<String> lines = cli.out().lines().toList();
    assertTrue(lines.get(0).matches("low .*  right                n,13"), cli.out());
    assertTrue(lines.get(1).matches("high, .*  wrong, low           n,87"), cli.out());
    assertEquals("total: 2 texts, 1 right, accuracy 50.00 %", lines.get(3));
    String message = Cli.refused("classify", out, "--labelled", "n,13\tLow");
    assertTrue(
        message.startsWith(
            "text 1: \"n,13\\tLow\" ends with no label, one of high, really, low expected\n"
                + "  end each text with a tab and the name of its label"),
        message);
    assertTrue(
        Cli.refused("classify", out, "n,13\tlow").contains("ends with a label, low, already"));
    assertTrue(Cli.refused("classify", out, "n,13②").contains("ends with a label, low, already"));
  }

  @Test
  void evaluateJudgesLabelsByThemselves() throws IOException {
    Path json = folder.resolve("evaluation.json");
    Cli cli = Cli.ok(with(data(), "evaluate", out, "--json", json));
    assertTrue(cli.out().startsWith("a.csv + b.CSV.gz: 40 validation documents\n"), cli.out());
    assertTrue(cli.out().contains("as high, really  as low"), cli.out());
    JsonNode report = Json.read(json, JsonNode.class);
    assertEquals("[\"high, really\",\"low\"]", report.path("labels").toString());
    assertEquals(40, report.at("/results/0/labels/correct").intValue());
    assertTrue(Cli.ok(with(data(), "evaluate", out, "--loss")).out().contains("perplexity"));

    // Another table, with one of the labels and a text that comes later in the order of symbols.
    Path test = Files.writeString(folder.resolve("test.jsonl"), "{\"q\":\"n,00\",\"a\":\"low\"}\n");
    Cli judged =
        Cli.ok("evaluate", out, "--split", "all", "--data", test, "--label-column", "a", "-q");
    assertTrue(judged.out().contains("\n low                   1  100.00 %"), judged.out());
  }

  @Test
  void theSameCorpusIsNeededAgain() throws IOException {
    Path quantized = folder.resolve("quantized");
    Path checkpoint = out.resolve("checkpoint");
    Cli.ok(with(data(), "quantize", checkpoint, "-o", quantized, "-q"));
    assertEquals(
        Files.readString(out.resolve("quantized/config.json")),
        Files.readString(quantized.resolve("config.json")));
    assertTrue(Cli.ok(with(data(), "diff", out, quantized)).out().contains("no difference"));
    String materials = csv + "," + gzip + "," + checkpoint;
    Cli.ok(
        "verify",
        out,
        "--materials",
        materials,
        "--text-column",
        "text",
        "--label-column",
        "class");

    List<Object> command = List.of("quantize", checkpoint, "-o", folder.resolve("never"));
    Map<List<Object>, String> faults = new LinkedHashMap<>();
    faults.put(List.of(), "pass it with --data FILE, and its columns as for the training");
    faults.put(List.of("--data", csv, "--text-column", "text"), "--label-column: is missing");
    faults.put(
        List.of("--data", csv, "--text-column", "text", "--label-column", "class"),
        "is not the one the model was trained on");
    faults.put(
        List.of("--data", gzip, "--data", csv, "--text-column", "text", "--label-column", "class"),
        "is not the one the model was trained on");
    faults.put(
        List.of("--data", csv, "--text-column", "text", "--label-column", "digit"),
        "a.csv:2: the model does not know the label \"0\"\n  Known: high, really, low");
    faults.forEach(
        (more, message) -> {
          String told = Cli.refused(with(more, command.toArray()));
          assertTrue(told.contains(message), told);
        });
    assertEquals(5, faults.size());
    assertFalse(Files.exists(folder.resolve("never")));
  }

  @Test
  void wrongDataIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain.txt"), "a\nb\n");
    Path typo = Files.writeString(folder.resolve("typo.csv"), "t,l\na,yes\nb,yes\nc,no\nd,yess\n");
    Map<List<Object>, String> faults = new LinkedHashMap<>();
    faults.put(List.of("--data", csv), "a.csv:1: has 3 columns: \"text\", \"class\", \"digit\"");
    faults.put(List.of("--data", plain, "--label-column", "l"), "plain.txt: is read as plain text");
    faults.put(List.of("--label-column", "l"), "--label-column: names a column, and there is no");
    faults.put(List.of("--data", csv, "--data", csv), "a.csv: is named twice");
    faults.put(List.of("--data", typo, "--label-column", "l"), "typo.csv:5: the label \"yess\"");
    faults.put(List.of("--data", "-"), "standard input: holds no document");
    faults.put(List.of("--data", "-", "--corpus", "names"), "both name a corpus");
    Path never = folder.resolve("never");
    faults.forEach(
        (more, message) -> {
          Cli cli = Cli.typed("", with(more, "run", "--steps", 1, "-o", never));
          assertEquals(ExitCode.BAD_INPUT, cli.exitCode(), cli::err);
          assertTrue(cli.err().contains(message), cli.err());
          assertFalse(Files.exists(never), message);
        });
    assertEquals(7, faults.size());
  }

  @Test
  void standardInputIsReadOnce() throws IOException {
    Path typed = folder.resolve("typed");
    Path file = folder.resolve("file");
    String text = "anna\nemma\n".repeat(20);
    Path names = Files.writeString(folder.resolve("names.txt"), text);
    List<Object> small = new ArrayList<>(SMALL);
    small.addAll(List.of("--steps", 2));
    Cli cli = Cli.typed(text, with(small, "run", "--data", "-", "-o", typed));
    assertEquals(0, cli.exitCode(), cli::err);
    assertTrue(cli.err().contains("train: corpus standard input, 40 documents"), cli.err());
    Cli.ok(with(small, "run", "--data", names, "-o", file));
    assertEquals(
        Files.readString(file.resolve("quantized/config.json"))
            .replace("names.txt", "standard input"),
        Files.readString(typed.resolve("quantized/config.json")));
    Cli again =
        Cli.typed(
            text,
            "quantize",
            typed.resolve("checkpoint"),
            "--data",
            "-",
            "-o",
            folder.resolve("q"));
    assertEquals(0, again.exitCode(), again::err);
  }

  @Test
  void standardInputIsATable() throws IOException {
    Path typed = folder.resolve("typed");
    Path file = folder.resolve("file");
    String table = Files.readString(csv);
    List<Object> columns = List.of("--text-column", "text", "--label-column", "class");
    List<Object> small = new ArrayList<>(SMALL);
    small.addAll(columns);
    small.addAll(List.of("--steps", 2));
    Cli cli =
        Cli.typed(table, with(small, "train", "--data", "-", "--data-format", "csv", "-o", typed));
    assertEquals(0, cli.exitCode(), cli::err);
    assertTrue(cli.err().contains("standard input: texts of column \"text\", labels"), cli.err());
    Cli.ok(with(small, "train", "--data", csv, "-o", file));
    assertEquals(
        Files.readString(file.resolve("config.json")).replace("a.csv", "standard input"),
        Files.readString(typed.resolve("config.json")));
    Cli again =
        Cli.typed(table, with(columns, "evaluate", typed, "--data", "-", "--data-format", "csv"));
    assertEquals(0, again.exitCode(), again::err);
    String alone =
        Cli.refused(with(columns, "evaluate", typed, "--data", csv, "--data-format", "csv"));
    assertTrue(alone.contains("--data-format: says what standard input holds"), alone);
    String unknown =
        Cli.refused(with(columns, "evaluate", typed, "--data", "-", "--data-format", "xlsx"));
    assertTrue(unknown.contains("--data-format"), unknown);
  }

  @Test
  void subwordsLeaveLabelsWhole() {
    Path model = folder.resolve("subwords");
    List<Object> all = new ArrayList<>(SMALL);
    all.addAll(data());
    Cli.ok(with(all, "train", "--steps", 5, "--tokens", 40, "-o", model));
    assertTrue(Cli.ok("classify", model, "n,13").out().contains("total: 1 text, high, really"));
  }
}
