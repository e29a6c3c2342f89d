package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.board.testing.FakeBoard;
import org.microgptrom.board.testing.FakeServer;
import org.microgptrom.board.testing.Faults;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Json;
import org.microgptrom.rtl.CircuitSizes;
import org.microgptrom.verify.report.VerificationReport;

/** The commands that speak with a board, which is behind a socket here. */
class BoardCommandsTest {
  @TempDir static Path folder;

  private static Path bundle;
  private static Path other;
  private static Bundle opened;

  @BeforeAll
  static void prepare() throws IOException {
    Path data =
        Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\nbrno\n".repeat(9));
    bundle = made("out", data, 1);
    other = made("other", data, 2);
    opened = Bundle.open(bundle);
  }

  private static Path made(String name, Path data, int seed) {
    Path out = folder.resolve(name);
    Cli.ok(
        "run",
        "--data",
        data,
        "--steps",
        20,
        "--engine",
        "djl",
        "--seed",
        seed,
        "--embd",
        8,
        "--heads",
        2,
        "-o",
        out);
    return out.resolve("bundle");
  }

  private interface Work {
    void run(String port) throws Exception;
  }

  private static void withBoard(Consumer<Faults> change, Work work) throws Exception {
    Faults faults = new Faults(3);
    change.accept(faults);
    int lanes = opened.manifest().memoryMap().lanes();
    FakeBoard board =
        new FakeBoard(
            BundleModel.read(opened),
            new CircuitSizes(opened.manifest().config(), lanes).columns(),
            opened.manifestSha256(),
            faults);
    try (FakeServer server = new FakeServer(board, faults)) {
      work.run(server.port());
    }
  }

  private static List<String> texts(Path json) throws IOException {
    List<String> texts = new ArrayList<>();
    new ObjectMapper().readTree(json.toFile()).path("texts").forEach(e -> texts.add(e.asText()));
    return texts;
  }

  @Test
  void talkPrintsTheTextsOfSample() throws Exception {
    Path json = folder.resolve("talk.json");
    withBoard(
        faults -> {},
        port -> {
          int compared = 0;
          for (double temperature : new double[] {0, 0.5, 1, 2}) {
            for (long seed : new long[] {42, 1, 4_294_967_295L}) {
              Object[] options = {"--count", 20, "--seed", seed, "--temperature", temperature};
              String sampled = Cli.ok(joined(List.of("sample", bundle), options)).out();
              List<Object> talk = List.of("talk", bundle, "--port", port, "--json", json);
              Cli told = Cli.ok(joined(talk, options));
              assertEquals(sampled, told.out());
              assertEquals(20, told.out().lines().count());
              assertEquals(sampled.lines().toList(), texts(json));
              compared++;
            }
          }
          assertEquals(12, compared);
        });
  }

  @Test
  void talkContinuesWhatIsTypedAsSampleDoes() throws Exception {
    String typed = "ro\n\nos\nparis\n" + "o".repeat(15) + "\n";
    withBoard(
        faults -> {},
        port -> {
          for (Object temperature : List.of(0, 0.5, 2)) {
            Object[] options = {"--seed", 7, "--temperature", temperature};
            List<Object> sample = List.of("sample", bundle, "--prompt", "-");
            Cli sampled = Cli.typed(typed, joined(sample, options));
            Cli told = Cli.typed(typed, joined(List.of("talk", bundle, "--port", port), options));
            assertEquals(0, sampled.exitCode(), sampled::err);
            assertEquals(5, sampled.out().lines().count(), sampled.out());
            assertEquals(told.out(), sampled.out());
          }
        });
  }

  @Test
  void aTokenThatTheModelDoesNotHaveIsNoFaultOfTheProgram() throws Exception {
    withBoard(
        faults -> faults.strangeToken = 2,
        port -> {
          Cli cli = Cli.run("talk", bundle, "--port", port, "--count", 3);
          assertEquals(ExitCode.BAD_INPUT, cli.exitCode(), cli::err);
          assertTrue(cli.err().contains("drew token 60000, the model's last one is "), cli::err);
        });
  }

  private static Object[] joined(List<Object> first, Object... second) {
    return Stream.concat(first.stream(), Arrays.stream(second)).toArray();
  }

  @Test
  void whatIsTypedIsContinued() throws Exception {
    Path json = folder.resolve("typed.json");
    withBoard(
        faults -> {},
        port -> {
          Cli cli =
              Cli.typed(
                  "ro\n\npäris\n" + "o".repeat(15) + "\n" + "o".repeat(16) + "\nos",
                  "talk",
                  bundle,
                  "--port",
                  port,
                  "--temperature",
                  0,
                  "--max",
                  3,
                  "--json",
                  json);
          assertEquals(0, cli.exitCode());
          List<String> lines = cli.out().lines().toList();
          assertEquals(4, lines.size(), cli.out());
          assertTrue(lines.get(0).startsWith("ro") && lines.get(0).length() <= 5, cli.out());
          assertTrue(lines.get(1).length() <= 3, cli.out());
          assertTrue(lines.get(2).startsWith("o".repeat(15)), cli.out());
          assertTrue(lines.get(3).startsWith("os"), cli.out());
          assertEquals(lines, texts(json));
          assertTrue(cli.err().contains("U+00E4 is not in the vocabulary"), cli.err());
          assertTrue(cli.err().contains("the context of 16 tokens holds 15 symbols"), cli.err());
          assertTrue(cli.err().contains("24.000 MHz, 1,000,000 baud"), cli.err());
        });
  }

  @Test
  void aLineThatBreaksEndsInCodeTwoAfterWhatItGave() throws Exception {
    withBoard(
        faults -> faults.endAt = 60,
        port -> {
          Path json = folder.resolve("gone.json");
          Cli cli = Cli.run("talk", bundle, "--port", port, "--count", 200, "--json", json);
          assertEquals(ExitCode.BAD_INPUT, cli.exitCode());
          assertTrue(cli.err().contains(port + ": the line is gone: "), cli.err());
          String sampled = Cli.ok("sample", bundle, "--count", 200).out();
          List<String> whole = cli.out().lines().toList();
          assertTrue(whole.size() > 1, cli.out());
          assertEquals(
              sampled.lines().limit(whole.size() - 1L).toList(),
              whole.subList(0, whole.size() - 1));
          assertEquals(whole.subList(0, whole.size() - 1), texts(json));
        });
  }

  @Test
  void verifyComparesTheBoard() throws Exception {
    Path json = folder.resolve("verify.json");
    Path junit = folder.resolve("verify.xml");
    withBoard(
        faults -> {},
        port -> {
          Cli cli =
              Cli.ok(
                  "verify",
                  bundle,
                  "--port",
                  port,
                  "--tokens",
                  2000,
                  "--json",
                  json,
                  "--junit",
                  junit);
          assertTrue(cli.out().contains("board     24,000,000 Hz, 1,000,000 baud: 2,0"), cli.out());
          assertTrue(cli.out().contains(" 0 mismatches; 0 sequences asked for again"), cli.out());
          assertTrue(cli.out().contains("PASSED    all "), cli.out());
          VerificationReport report =
              Json.parseSparse("report", Files.readAllBytes(json), VerificationReport.class);
          assertTrue(report.board().tokens() >= 2000);
          assertTrue(Files.readString(junit).contains("classname=\"microgpt-rom.board\""));
        });
  }

  @Test
  void verifyNamesWhatABoardGetsWrong() throws Exception {
    withBoard(
        faults -> faults.wrongChecksum = 4,
        port -> {
          Cli cli = Cli.run("verify", bundle, "--port", port, "--tokens", 500);
          assertEquals(ExitCode.DIFFERENCE, cli.exitCode());
          assertTrue(cli.out().contains("FAILED    1 of "), cli.out());
          assertTrue(cli.out().contains("circuit on the board: sequence 4, position "), cli.out());
          assertTrue(cli.out().contains("verify BUNDLE --rtl auto"), cli.out());
        });
  }

  @Test
  void verifyWritesWhatItHasWhereTheLineBreaks() throws Exception {
    Path json = folder.resolve("broken.json");
    withBoard(
        faults -> faults.endAt = 200,
        port -> {
          Cli cli = Cli.run("verify", bundle, "--port", port, "--tokens", 2000, "--json", json);
          assertEquals(ExitCode.BAD_INPUT, cli.exitCode());
          assertTrue(cli.err().contains("the line is gone"), cli.err());
          assertTrue(cli.out().contains(" has no answer: "), cli.out());
          VerificationReport report =
              Json.parseSparse("report", Files.readAllBytes(json), VerificationReport.class);
          assertTrue(report.board().sequences() > 3, cli.out());
          assertFalse(report.passed());
        });
  }

  @Test
  void recordIsReplayed() throws Exception {
    Path trace = folder.resolve("board.jsonl");
    withBoard(
        faults -> {},
        port -> {
          Cli cli = Cli.ok("record", bundle, "--port", port, "--tokens", 500, "-o", trace);
          assertTrue(cli.out().startsWith("recorded 5"), cli.out());
        });
    Cli replayed = Cli.ok("verify", bundle, "--trace", trace);
    assertTrue(replayed.out().contains("numbers of recorded steps in board.jsonl, 0 mismatches"));
    assertEquals(ExitCode.BAD_INPUT, Cli.run("verify", other, "--port", "tcp://x").exitCode());
  }

  /** Else all that a board has said would be lost at the end. */
  @Test
  void aPlaceThatIsNotToBeWrittenShowsBeforeTheBoardWorks() throws Exception {
    Path trace = Files.createDirectory(folder.resolve("file")).resolve("trace.jsonl");
    Path below = Files.writeString(trace, "other").resolve("trace.jsonl");
    withBoard(
        faults -> faults.endAt = 100, // of about 5,000 answers
        port -> {
          String refused =
              Cli.refused("record", bundle, "--port", port, "--tokens", 5000, "-o", below);
          assertTrue(refused.contains("cannot be written"), refused);
        });
    assertEquals("other", Files.readString(trace));
  }

  @Test
  void whatABrokenLineHasBroughtIsReplayed() throws Exception {
    Path trace = folder.resolve("part.jsonl");
    Path json = folder.resolve("part.json");
    withBoard(
        faults -> faults.endAt = 200,
        port -> {
          Cli cli =
              Cli.run(
                  "record", bundle, "--port", port, "--tokens", 2000, "-o", trace, "--json", json);
          assertEquals(ExitCode.BAD_INPUT, cli.exitCode());
          assertTrue(cli.err().contains("the line is gone"), cli.err());
        });
    JsonNode facts = new ObjectMapper().readTree(json.toFile());
    assertFalse(facts.path("complete").booleanValue());
    assertEquals(Files.readAllLines(trace).size(), facts.path("tokens").asInt());
    assertEquals(Digests.sha256(Files.readAllBytes(trace)), facts.path("sha256").asText());
    Cli.ok("verify", bundle, "--trace", trace);
  }

  @Test
  void wrongBundlesPortsAndOptionsAreRefused() throws Exception {
    withBoard(
        faults -> {},
        port -> {
          for (String command : List.of("talk", "record", "verify")) {
            String wrong = Cli.refused(command, other, "--port", port);
            assertTrue(wrong.contains("the board holds another bundle: the SHA-256 of"), wrong);
            assertTrue(wrong.contains(opened.manifestSha256()), wrong);
          }
          String shard =
              Cli.refused("verify", bundle, "--port", port, "--tokens", 9, "--shard", "1/2");
          assertTrue(shard.contains("does not go with --state and --shard"), shard);
        });
    assertTrue(
        Cli.refused("verify", bundle, "--port", "tcp://x:1", "--simulate", bundle)
            .contains("does not go with --simulate"));
    assertTrue(
        Cli.refused("verify", bundle, "--simulate", bundle, "--shard", "1/2", "--tokens", 9)
            .contains("--simulate: does not go with --state and --shard"));
    assertTrue(
        Cli.refused("verify", bundle, "--simulate", bundle.resolve("manifest.json"))
            .contains("lies in no board's project"));
    assertTrue(Cli.refused("verify", bundle, "--simulate", bundle).contains("board.json"));
    Path project = folder.resolve("project");
    Cli.ok("board", other, "--board", "ulx3s-85f", "--no-build", "-o", project);
    Path placed = Files.createDirectory(project.resolve("build")).resolve("placed.json");
    Files.writeString(placed, "{}");
    for (Path design : List.of(project, placed)) {
      String wrong = Cli.refused("verify", bundle, "--simulate", design);
      assertTrue(wrong.contains("is of another bundle: the SHA-256 of its manifest is "), wrong);
      assertTrue(wrong.contains(", not " + opened.manifestSha256()), wrong);
    }
    assertTrue(Cli.refused("talk", bundle).contains("--port: is missing"));
    assertTrue(Cli.refused("talk", "--port", "x").contains("required parameter: 'BUNDLE'"));
    assertTrue(Cli.refused("record", bundle, "--port", "tcp://localhost").contains("tcp://HOST"));
    assertTrue(Cli.refused("talk", bundle, "--port", "/dev/nothing").contains("/dev/nothing: "));
    assertTrue(Cli.refused("talk", "--list", "--json", "x").contains("does not go with --list"));
    Cli list = Cli.ok("talk", "--list");
    assertFalse(list.out().isEmpty() && list.err().isEmpty());
  }
}
