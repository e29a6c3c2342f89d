package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;

/** A board's owner: a ROM folder of one's own model, recorded steps, samples, and back. */
@Tag("slow")
class TalosCommandsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path checkpoint;
  private static Path rom;

  @BeforeAll
  static void pack() {
    checkpoint = shared.resolve("checkpoint");
    rom = shared.resolve("talos");
    Cli.train(checkpoint, 30);
    Cli.ok("pack", checkpoint, "--target", "talos-v2", "-o", rom);
  }

  @Test
  void packedWordsAreTheRoundedWeights() throws IOException {
    // A second checkpoint whose weights are far out of range.
    Path large = folder.resolve("large.json");
    StringBuilder text = new StringBuilder("{");
    for (String shape :
        List.of(
            "wte 27 16",
            "wpe 16 16",
            "lm_head 27 16",
            "layer0.attn_wq 16 16",
            "layer0.attn_wk 16 16",
            "layer0.attn_wv 16 16",
            "layer0.attn_wo 16 16",
            "layer0.mlp_fc1 64 16",
            "layer0.mlp_fc2 16 64")) {
      String[] parts = shape.split(" ", -1);
      // 9 and -9 are clamped; 1.5 and 2.5 units are ties, which go to 2.
      String row = "9,-9,0.0003662109375,0.0006103515625,7.999755859375,-8,0,-0.000244140625,";
      row = "[" + row.repeat(Integer.parseInt(parts[2]) / 8).replaceFirst(",$", "") + "]";
      text.append(text.length() > 1 ? "," : "")
          .append('"')
          .append(parts[0])
          .append("\":[")
          .append((row + ",").repeat(Integer.parseInt(parts[1]) - 1))
          .append(row)
          .append(']');
    }
    Files.writeString(large, text.append('}'));
    Cli.ok("import", large, "-o", folder.resolve("large"));
    Cli cli =
        Cli.ok(
            "pack", folder.resolve("large"), "--target", "talos-v2", "-o", folder.resolve("rom"));
    assertTrue(cli.err().contains("108 weights of wte were clamped"), cli.err());
    List<String> lines = Files.readAllLines(folder.resolve("rom/wte_q12.hex"));
    assertEquals(432, lines.size());
    assertEquals(
        List.of("7fff", "8000", "0002", "0002", "7fff", "8000", "0000", "ffff"),
        lines.subList(424, 432));
    JsonNode manifest = MAPPER.readTree(folder.resolve("rom/manifest.json").toFile());
    assertEquals(256, manifest.path("clamped").path("layer0.mlp_fc2").intValue());
  }

  /** The words that people edit or write with tools of their own. */
  @Test
  void filesInOtherMannersAreImported() throws IOException {
    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    for (Path file : hexFiles(rom)) {
      String words = Files.readString(file).toUpperCase(Locale.ROOT).replace("\n", " // w\r\n");
      Files.writeString(foreign.resolve(file.getFileName()), "@0 /* " + file + " */\n" + words);
    }
    Cli.ok("import", foreign, "-o", folder.resolve("checkpoint"));
    Path again = folder.resolve("again");
    Cli.ok("pack", folder.resolve("checkpoint"), "--target", "talos-v2", "-o", again);
    int files = 0;
    for (Path file : hexFiles(rom)) {
      Path packed = again.resolve(file.getFileName());
      assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(packed), file.toString());
      files++;
    }
    assertEquals(9, files);
    Files.writeString(foreign.resolve("wte_q12.hex"), "0000\n".repeat(431));
    String error = Cli.refused("import", foreign, "-o", folder.resolve("short"));
    assertTrue(error.contains("wte_q12.hex: holds 431 words, 432 expected"), error);
  }

  @Test
  void aRomFolderIsImportedAndPackedToTheSameBytes() throws IOException {
    Path foreign = Files.createDirectories(folder.resolve("design/generated"));
    Random random = new Random(5);
    int files = 0;
    for (Path file : hexFiles(rom)) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < Files.size(file) / 5; i++) {
        text.append(String.format(Locale.ROOT, "%04x\n", random.nextInt(65_536)));
      }
      Files.writeString(foreign.resolve(file.getFileName()), text);
      files++;
    }
    assertEquals(9, files);
    Cli.ok("import", foreign, "-o", folder.resolve("checkpoint"));
    Cli.ok(
        "pack",
        folder.resolve("checkpoint"),
        "--target",
        "talos-v2",
        "-o",
        folder.resolve("again"));
    for (Path file : hexFiles(foreign)) {
      assertArrayEquals(
          Files.readAllBytes(file),
          Files.readAllBytes(folder.resolve("again").resolve(file.getFileName())),
          file.toString());
    }
    assertTrue(Cli.ok("inspect", folder.resolve("design")).out().contains("wte_q12.hex"), "table");
    // Full-scale words make the sampler go wrong.
    Cli warned = Cli.ok("verify", folder.resolve("design"), "--target", "talos-v2");
    assertTrue(
        warned.err().contains("at temperature 0.5 the board's sampler goes wrong"), warned.err());
  }

  @Test
  void verifyTellsADamagedRomAndAWrongStep() throws IOException {
    Path trace = folder.resolve("trace.jsonl");
    Files.writeString(trace, "{\"pos\":0,\"token_in\":26,\"cycles\":753}\n");
    Cli right = Cli.ok("verify", rom, "--target", "talos-v2", "--trace", trace);
    assertTrue(right.out().contains("PASSED    all 3 checks"), right.out());
    Files.writeString(
        trace,
        "{\"pos\":0,\"token_in\":26,\"cycles\":753}\n{\"pos\":1,\"token_in\":0,\"cycles\":774}\n");
    Path json = folder.resolve("facts.json");
    Path junit = folder.resolve("junit.xml");
    Cli wrong =
        Cli.run(
            "verify",
            rom,
            "--target",
            "talos-v2",
            "--trace",
            trace,
            "--json",
            json,
            "--junit",
            junit);
    assertEquals(ExitCode.DIFFERENCE, wrong.exitCode());
    assertTrue(wrong.out().contains(trace + ":2: step 2: cycles 774, 773 expected"), wrong.out());
    assertEquals("failed", MAPPER.readTree(json.toFile()).path("verdict").textValue());
    assertTrue(Files.readString(junit).contains("failures=\"1\""), "JUnit XML");

    Path damaged = folder.resolve("damaged");
    Files.createDirectories(damaged);
    try (Stream<Path> files = Files.list(rom)) {
      for (Path file : files.toList()) {
        Files.copy(file, damaged.resolve(file.getFileName()));
      }
    }
    Path wpe = damaged.resolve("wpe_q12.hex");
    String first = Files.readString(wpe).substring(0, 4);
    String other = first.equals("0001") ? "0002" : "0001";
    Files.writeString(wpe, Files.readString(wpe).replaceFirst(first, other));
    Cli changed = Cli.run("verify", damaged, "--target", "talos-v2");
    assertEquals(ExitCode.DIFFERENCE, changed.exitCode(), changed.out());
    assertTrue(changed.out().contains("wpe_q12.hex: SHA-256"), changed.out());
    assertTrue(
        Cli.refused("sample", damaged, "--target", "talos-v2").contains("wpe_q12.hex"), "used");
  }

  @Test
  void samplesOfTheRomAndOfItsCheckpointAreTheSame() {
    String fromRom =
        Cli.ok("sample", rom, "--target", "talos-v2", "--count", "5", "--temperature", "1").out();
    assertEquals(5, fromRom.lines().count());
    assertEquals(
        fromRom,
        Cli.ok("sample", checkpoint, "--target", "talos-v2", "--count", "5", "--temperature", "1")
            .out());
    Cli odd = Cli.ok("sample", rom, "--target", "talos-v2", "--temperature", "0.8");
    assertTrue(odd.err().contains("0.8 counts as 1.0"), odd.err());
    List<String> greedy =
        Cli.ok("sample", rom, "--target", "talos-v2", "--temperature", "0").out().lines().toList();
    assertEquals(1, greedy.stream().distinct().count());
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheReason() {
    Path other = folder.resolve("other");
    Cli.train(other, 3, "--layers", "2", "--context", "32");
    Path out = folder.resolve("out");
    String message = Cli.refused("pack", other, "--target", "talos-v2", "-o", out);
    assertTrue(
        message.contains("layers must be 1, not 2")
            && message.contains("context must be 16, not 32"),
        message);
    assertTrue(Cli.refused("verify", rom).contains("--target talos-v2"), "advice");
    assertTrue(Cli.refused("sample", rom).contains("--target talos-v2"), "advice");
    Cli.refused("verify", checkpoint, "--target", "talos-v2");
    Cli.refused("verify", rom, "--target", "talos-v2", "--rtl", "icarus");
    Cli.refused("verify", rom, "--target", "talos-v2", "--trace", folder.resolve("none"));
    Cli.refused("sample", rom, "--target", "talos-v2", "--temperature", "300");
    Cli.refused("pack", rom, "--target", "talos-v2", "-o", out);
    Cli.refused("pack", checkpoint, "--target", "talos-v3", "-o", out);
    Cli.refused("pack", checkpoint, "--target", "talos-v2", "-o", checkpoint);
    assertFalse(Files.exists(out), "nothing written");
  }

  private static List<Path> hexFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".hex")).sorted().toList();
    }
  }
}
