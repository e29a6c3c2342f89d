package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.board.project.BoardDescription;
import org.microgptrom.board.testing.FakeBoard;
import org.microgptrom.board.testing.FakeServer;
import org.microgptrom.board.testing.Faults;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.rtl.CircuitSizes;
import org.microgptrom.rtl.synth.Resource;
import org.microgptrom.rtl.synth.Timing;
import picocli.CommandLine;

/** The facts of all commands, against docs/schemas, with networknt's validator. */
@Tag("slow")
class JsonSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  /** A command line without {@code --json}, its command apart. */
  private record Case(String command, List<Object> arguments) {
    static Case of(String command, Object... arguments) {
      return new Case(command, List.of(arguments));
    }

    Cli run(Object json) {
      List<Object> all = new ArrayList<>(List.of((Object[]) command.split(" ", -1)));
      all.addAll(arguments);
      all.addAll(List.of("--json", json));
      return Cli.run(all.toArray());
    }

    String schema() {
      return command.replace(' ', '-');
    }
  }

  private static Path at(String name) {
    return folder.resolve(name);
  }

  /** Each command at least once, each kind of its facts, in an order that makes what is read. */
  private static List<Case> cases() {
    return List.of(
        Case.of("run", "--steps", 3, "-o", at("out")),
        Case.of("train", "--steps", 2, "--seed", 7, "-o", at("other")),
        Case.of("train", "--steps", 2, "--weight-bits", 4, "--code-steps", 2, "-o", at("coded")),
        Case.of("train", "--steps", 2, "--tokens", 60, "-o", at("subwords")),
        Case.of("score", at("subwords"), "anna", "emma"),
        Case.of(
            "train", "--recipe", "microgpt", "--steps", 2, "--data", at("few"), "-o", at("recipe")),
        Case.of("export", at("out/checkpoint"), "-o", at("model.safetensors")),
        Case.of("import", at("model.safetensors"), "-o", at("imported")),
        Case.of("quantize", at("other"), "-o", at("quantized")),
        Case.of("quantize", at("other"), "--rom-bits", 30_000, "-o", at("narrow")),
        Case.of("pack", at("quantized"), "--lanes", 8, "-o", at("bundle.zip")),
        Case.of("pack", at("other"), "--target", "talos-v2", "-o", at("talos")),
        Case.of("inspect", at("other")),
        Case.of("inspect", at("quantized")),
        Case.of("inspect", at("bundle.zip")),
        Case.of("inspect", at("talos")),
        Case.of("diff", at("quantized"), at("bundle.zip")),
        Case.of("diff", at("quantized"), at("out/bundle")),
        Case.of("sample", at("quantized"), "--count", 2),
        Case.of("sample", at("quantized"), "--prompt", "an", "--top-k", 3, "--stop", "ae"),
        Case.of("score", at("out/bundle"), "anna", "emma"),
        Case.of("score", at("out/checkpoint"), "a".repeat(20), "--truncate", "--verbose"),
        Case.of("classify", at("words"), "--labels", "FI", "rome", "lyon"),
        Case.of("classify", at("words"), "--labels", "FI", "--labelled", "romeI", "lyonI"),
        Case.of(
            "train",
            "--steps",
            2,
            "--data",
            at("table.csv"),
            "--label-column",
            "country",
            "-o",
            at("named")),
        Case.of("classify", at("named"), "--labelled", "rome\tItaly", "lyon\tFrance"),
        Case.of("inspect", at("named")),
        Case.of("correct", at("out/bundle"), "jonh", "xqzvxqzv"),
        Case.of("correct", at("out"), "--words", at("few"), "--pairs", at("five"), "--measure"),
        Case.of("sample", at("talos"), "--target", "talos-v2", "--count", 2),
        Case.of("datasets list"),
        Case.of("datasets show", "names"),
        Case.of("convert", at("out/bundle/rom/readmemh/wte.mem"), at("wte.mif")),
        Case.of("verify", at("bundle.zip")),
        Case.of("verify", at("damaged")),
        Case.of("verify", at("bundle.zip"), "--tokens", 100),
        Case.of("verify", at("bundle.zip"), "--tokens", 100, "--shard", "1/1"),
        Case.of("verify", at("talos"), "--target", "talos-v2"),
        Case.of("verify merge", at("shard")),
        Case.of("fit", at("out/bundle"), "--device", "ice40-up5k"),
        Case.of("fit", "--device", "ice40-up5k"),
        Case.of("explain", at("out/bundle"), "--text", "ab"),
        Case.of("explain", at("quantized"), "--text", ""),
        Case.of("report", at("out"), "-o", at("report.html")),
        Case.of("report", at("bundle.zip"), "-o", at("report.html")),
        Case.of("evaluate", at("out/bundle")),
        Case.of("evaluate", at("words"), "--data", at("labelled"), "--labels", "--split", "all"),
        Case.of("evaluate", at("out/bundle"), "--pairs", at("pairs")),
        Case.of("sweep", at("plan.yaml"), "--engine", "djl", "-o", at("swept")),
        Case.of("doctor"));
  }

  /** Facts that need a tool, each with its name. */
  private static Case synthesis() {
    return Case.of(
        "synth",
        at("small/bundle"),
        "--device",
        "ice40-up5k",
        "--seeds",
        2,
        "-o",
        at("small/routed"));
  }

  @BeforeAll
  static void prepare() throws IOException {
    Files.writeString(at("few"), "paris\nrome\noslo\n");
    Files.writeString(at("labelled"), "parisF\nlyonF\nromeI\nturinI\n");
    Files.writeString(
        at("table.csv"), "city,country\nparis,France\nlyon,France\nrome,Italy\nturin,Italy\n");
    Files.writeString(at("five"), "rome\trmoe\noslo\tolso\nparis\tpars\nbern\tbrn\nlyon\tlion\n");
    Files.writeString(
        at("plan.yaml"),
        """
        device: ice40-up5k
        axes:
          embd: [4, 5]
          heads: 2
          hidden: 4
          context: 16
          tokens: [characters, 30]
          lanes: 1
          steps: 2
        limits: {parameters: {at_least: 1, at_most: 1000}}
        search: {kind: halving, count: 2, seed: 1, rungs: 2, keep: 2}
        """);
    Files.writeString(at("pairs"), "anna\tanan\nemma\tmema\n");
    Cli.ok("train", "--steps", 2, "--data", at("labelled"), "-o", at("words"));
    Cli.ok("run", "--steps", 2, "-o", at("made"));
    Path damaged = at("damaged");
    copy(at("made/bundle"), damaged);
    Path file = damaged.resolve("rom/readmemh/wte.mem");
    Files.writeString(file, Files.readString(file).replaceFirst("\n[0-9a-f]{4}\n", "\n1234\n"));
    Cli.ok("verify", at("made/bundle"), "--tokens", 100, "--shard", "1/1", "--json", at("shard"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : tree.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  @Test
  void theFactsOfEveryCommandMatchItsSchema() throws IOException {
    Set<String> commands = new TreeSet<>();
    collect(AllCommands.commandLine(), "", commands);
    commands.removeAll(List.of(synthesis().command(), "talk", "record"));
    List<Case> cases = cases();
    assertEquals(commands, cases.stream().map(Case::command).collect(Collectors.toSet()));
    int refused = 0;
    for (Case each : cases) {
      Path file = at("facts.json");
      Cli cli = each.run(file);
      assertTrue(cli.exitCode() <= ExitCode.DIFFERENCE, () -> each + "\n" + cli.err());
      JsonNode facts = JSON.readTree(file.toFile());
      assertEquals(List.of(), Schemas.errors(each.schema(), facts), each::toString);
      refused += Schemas.requireStrict(each.schema(), facts);
      Files.delete(file);
    }
    assertEquals(50, cases.size());
    System.out.printf(
        "%d command lines of %d commands, %,d faults refused%n",
        cases.size(), commands.size(), refused);
  }

  /** Facts that tools find, and the report that shows them. */
  @Test
  void theFactsOfSynthesisAndSimulationMatchTheirSchemas() throws IOException {
    ExternalTool.named("iverilog");
    ExternalTool.named("yosys");
    ExternalTool.named("nextpnr-ice40");
    Path data = at("few");
    Cli.ok(
        "run",
        "--data",
        data,
        "--steps",
        2,
        "--embd",
        4,
        "--heads",
        1,
        "--context",
        4,
        "--hidden",
        4,
        "--lanes",
        1,
        "-o",
        at("small"));
    Path simulated = at("simulated.json");
    Path synthesized = at("synth.json");
    Path bundle = at("small/bundle");
    Cli.ok("verify", bundle, "--rtl", "icarus", "--tokens", 40, "--json", simulated);
    Cli cli = synthesis().run(synthesized);
    assertTrue(cli.exitCode() <= ExitCode.DIFFERENCE, cli::err);
    Path readBack = at("readback.json");
    Path bitstream = at("small/routed/microgpt.asc");
    String told = Cli.ok("verify", bundle, "--bitstream", bitstream, "--json", readBack).out();
    assertTrue(told.contains("bitstream microgpt.asc for iCE40 5k: "), told);
    Path report = at("report.json");
    Cli.ok(
        "report",
        bundle,
        "--verification",
        simulated,
        "--synthesis",
        synthesized,
        "-o",
        at("report.html"),
        "--json",
        report);
    List<Map.Entry<String, Path>> files =
        List.of(
            Map.entry("verify", simulated),
            Map.entry("verify", readBack),
            Map.entry("synth", synthesized),
            Map.entry("report", report));
    for (Map.Entry<String, Path> file : files) {
      JsonNode facts = JSON.readTree(file.getValue().toFile());
      assertEquals(List.of(), Schemas.errors(file.getKey(), facts), file::toString);
      assertTrue(Schemas.requireStrict(file.getKey(), facts) > 0, file::toString);
    }
    String page = Files.readString(at("report.html"));
    assertTrue(page.contains("Simulations of the circuit") && page.contains("Synthesis for "));
    assertTrue(page.contains("clock, MHz, median of 2 seeds"));
  }

  @Test
  void theFactsOfABoardMatchTheirSchemas() throws IOException {
    Path bundle = at("made/bundle");
    Path facts = at("board.json");
    List<Case> cases =
        List.of(
            Case.of("verify", bundle),
            Case.of("talk", bundle, "--count", 3),
            Case.of("record", bundle, "--tokens", 30, "-o", at("trace.jsonl")));
    try (Bundle opened = Bundle.open(bundle)) {
      int lanes = opened.manifest().memoryMap().lanes();
      Faults faults = new Faults(1);
      faults.wrongChecksum = 3;
      FakeBoard board =
          new FakeBoard(
              BundleModel.read(opened),
              new CircuitSizes(opened.manifest().config(), lanes).columns(),
              opened.manifestSha256(),
              faults);
      try (FakeServer server = new FakeServer(board, faults)) {
        for (Case each : cases) {
          List<Object> arguments = new ArrayList<>(each.arguments());
          arguments.addAll(List.of("--port", server.port()));
          Cli cli = new Case(each.command(), arguments).run(facts);
          boolean verifies = each.command().equals("verify");
          assertEquals(verifies ? ExitCode.DIFFERENCE : ExitCode.OK, cli.exitCode(), cli::err);
          JsonNode report = JSON.readTree(facts.toFile());
          assertEquals(List.of(), Schemas.errors(each.schema(), report), each::toString);
          JsonNode told = verifies ? report.path("board") : report;
          assertEquals(24_000_000, told.path("clock").asInt(), each::toString);
          assertTrue(!verifies || (told.has("given") && told.has("drawing")));
          assertTrue(Schemas.requireStrict(each.schema(), report) > 0, each::toString);
        }
      }
    }
  }

  /** All commands with the option, by their words. */
  private static void collect(CommandLine command, String words, Set<String> found) {
    if (command.getCommandSpec().findOption(JsonOptions.OPTION) != null) {
      found.add(words);
    }
    command
        .getSubcommands()
        .forEach((name, sub) -> collect(sub, words.isEmpty() ? name : words + " " + name, found));
  }

  @Test
  void theFilesOfArtifactsMatchTheirSchemas() throws IOException {
    Path made = at("made");
    assertEquals(
        List.of(), Schemas.errors("summary", JSON.readTree(made.resolve("summary.json").toFile())));
    assertEquals(
        List.of(),
        Schemas.errors(
            "quantization-report", JSON.readTree(made.resolve("quantized/report.json").toFile())));
    Cli.ok(
        "pack",
        made.resolve("quantized"),
        "--format",
        "all",
        "--primitive",
        "m9k",
        "-o",
        at("all"));
    for (Path manifest : List.of(made.resolve("bundle"), at("all"))) {
      JsonNode facts = JSON.readTree(manifest.resolve("manifest.json").toFile());
      assertEquals(List.of(), Schemas.errors("manifest", facts));
      assertTrue(Schemas.requireStrict("manifest", facts) > 0);
    }
    Path project = at("project");
    Cli.ok("board", made, "--board", "arty-a7-35t", "-o", project);
    BoardDescription written = BoardDescription.read(project);
    Timing timing = new Timing(51.5, "a.Q", "b.D", 1.5, 2.5, 3);
    List<Resource> resources = List.of(new Resource("LUTs", 5, 7));
    BoardDescription.Build build =
        new BoardDescription.Build(List.of("t 1"), resources, timing, true, List.of("build/a"));
    for (BoardDescription board : List.of(written, written.with(build))) {
      JsonNode facts = JSON.readTree(Json.pretty(board));
      assertEquals(List.of(), Schemas.errors("board", facts));
      assertTrue(Schemas.requireStrict("board", facts) > 15);
    }
    List<String> lines = new ArrayList<>();
    lines.addAll(Files.readAllLines(made.resolve("checkpoint/metrics.jsonl")));
    assertEquals(2, lines.size());
    Cli.ok("train", "--steps", 1, "--weight-bits", 4, "--code-steps", 1, "-o", at("codes"));
    lines.addAll(Files.readAllLines(at("codes/metrics.jsonl")));
    assertEquals(4, lines.size());
    for (String line : lines) {
      assertEquals(List.of(), Schemas.errors("metrics", JSON.readTree(line)), line);
    }
  }

  @Test
  void aDashWritesTheFactsAloneToStandardOutput() throws IOException {
    Path bundle = at("made/bundle");
    List<Case> cases =
        List.of(
            Case.of("inspect", bundle),
            Case.of("sample", bundle),
            Case.of("sample", bundle, "--prompt", "an"),
            Case.of("score", bundle, "anna", "emma"),
            Case.of("classify", bundle, "--labels", "xz", "anna", "emma"),
            Case.of("verify", bundle),
            Case.of("verify merge", at("shard")),
            Case.of("diff", bundle, bundle),
            Case.of("datasets show", "names"),
            Case.of("datasets list"),
            Case.of("fit", bundle));
    for (Case each : cases) {
      Cli cli = each.run("-");
      assertEquals(ExitCode.OK, each.run(at("file.json")).exitCode());
      assertEquals(Files.readString(at("file.json")), cli.out(), each::toString);
    }
    assertFalse(Files.exists(Path.of("-")));
    assertEquals(11, cases.size());
  }

  @Test
  void everySchemaIsValidClosedAndDescribed() throws IOException {
    Schema metaSchema = Schemas.REGISTRY.getSchema(SchemaLocation.of(Schemas.META_SCHEMA));
    TreeMap<String, Integer> properties = new TreeMap<>();
    try (Stream<Path> files = Files.list(Schemas.FOLDER)) {
      for (Path file : files.toList()) {
        JsonNode schema = Schemas.tree(file);
        assertEquals(Schemas.META_SCHEMA, schema.path("$schema").asText(), file::toString);
        assertFalse(schema.path("title").asText().isEmpty(), file::toString);
        assertEquals(List.of(), metaSchema.validate(schema), file::toString);
        properties.put(file.getFileName().toString(), requireClosed(schema, file.toString()));
      }
    }
    assertTrue(properties.size() > 20, properties::toString);
    String document = Files.readString(Path.of("..", "docs", "formats.md"));
    properties.keySet().forEach(name -> assertTrue(document.contains("schemas/" + name), name));
    System.out.println(
        properties.size()
            + " schemas, "
            + properties.values().stream().mapToInt(Integer::intValue).sum()
            + " properties");
  }

  /** Returns the number of properties. */
  private static int requireClosed(JsonNode schema, String where) {
    int count = 0;
    if (schema.path("type").asText().equals("object")) {
      assertTrue(schema.has("additionalProperties"), where);
      assertFalse(schema.get("additionalProperties").asBoolean(), where);
    }
    JsonNode properties = schema.path("properties");
    if (properties.isObject()) {
      assertTrue(schema.has("required"), where);
      schema.path("required").forEach(key -> assertTrue(properties.has(key.asText()), where));
      for (JsonNode property : properties) {
        assertFalse(property.path("description").asText().isEmpty(), () -> where + property);
        count++;
      }
    }
    for (JsonNode child : schema) {
      count += requireClosed(child, where);
    }
    return count;
  }
}
