package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;

/** Whatever JSON or YAML is wrong, no message speaks of the library that reads it. */
@Tag("slow")
class PlainMessagesTest {
  private static final Pattern LIBRARY =
      Pattern.compile(
          "(?i)fasterxml|jackson|snakeyaml|picocli|java\\.(lang|util|io|nio)\\.|Exception|ReadFeature"
              + "|START_|END_OBJECT|END_ARRAY|VALUE_|FIELD_NAME|deserializ|ModelConfig|constructor"
              + "|\\bat \\[Source|org\\.microgptrom");

  private static final List<String> DEFECTS =
      List.of(
          "",
          "{",
          "[]",
          "[1, 2]",
          "\"text\"",
          "5",
          "null",
          "{\"format\": 5}",
          "{\"format\": [1]}",
          "{\"format\": \"x\", \"format\": \"y\"}",
          "{'a': 1}",
          "{\"a\": NaN}",
          "{\"a\" 1}",
          "{\"a\": 1,}",
          "{\"a\": 1} {}",
          "{\"a\": \"\u0001\"}",
          "{\"config\": {\"layers\": \"two\"}}",
          "{\"version\": 99999999999999999999}",
          "// comment\n{}",
          "a: [1\nb: }",
          "\t- x");

  @TempDir Path folder;

  @Test
  void messagesSpeakOfTheFile() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    Cli.train(checkpoint, 2);
    Path quantized = folder.resolve("quantized");
    Cli.ok("quantize", checkpoint, "-o", quantized);
    Path bundle = folder.resolve("bundle");
    Cli.ok("pack", quantized, "--vector-tokens", "50", "-o", bundle);
    Path npz = folder.resolve("m.npz");
    Cli.ok("export", checkpoint, "-o", npz);
    Path out = folder.resolve("no");
    Path bad = folder.resolve("bad.json");
    Map<Path, List<List<Object>>> readers = new LinkedHashMap<>();
    readers.put(checkpoint.resolve("config.json"), List.of(List.of("inspect", checkpoint)));
    readers.put(
        bundle.resolve("manifest.json"),
        List.of(
            List.of("inspect", bundle),
            List.of("verify", bundle),
            List.of("diff", bundle, bundle)));
    for (Path file : jsonFiles(quantized)) {
      readers.put(file, List.of(List.of("pack", quantized, "-o", out)));
    }
    readers.put(
        bad,
        List.of(
            List.of("import", bad, "-o", out),
            List.of("import", npz, "--mapping", bad, "-o", out),
            List.of("report", bundle, "--verification", bad, "-o", folder.resolve("r.html")),
            List.of("report", bundle, "--synthesis", bad, "-o", folder.resolve("r.html")),
            List.of("verify", "merge", bad),
            List.of("train", "--config", bad, "--steps", "1", "-o", out)));
    int cases = 0;
    List<String> accepted = new ArrayList<>();
    for (Map.Entry<Path, List<List<Object>>> entry : readers.entrySet()) {
      byte[] right = Files.exists(entry.getKey()) ? Files.readAllBytes(entry.getKey()) : null;
      for (String defect : DEFECTS) {
        for (List<Object> command : entry.getValue()) {
          Files.writeString(entry.getKey(), defect);
          Cli cli = Cli.run(new ArrayList<>(command).toArray());
          String said = cli.out() + cli.err();
          assertFalse(LIBRARY.matcher(said).find(), () -> command + " on " + defect + ": " + said);
          if (cli.exitCode() == ExitCode.OK) {
            accepted.add(command.get(0) + " '" + defect + "'");
          }
          cases++;
        }
      }
      if (right != null) {
        Files.write(entry.getKey(), right);
      }
    }
    assertEquals(readers.values().stream().mapToInt(List::size).sum() * DEFECTS.size(), cases);
    assertEquals(List.of("train ''"), accepted); // options of an empty file are none
  }

  private static List<Path> jsonFiles(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .filter(file -> !file.endsWith("report.json")) // which pack does not read
          .sorted()
          .toList();
    }
  }
}
