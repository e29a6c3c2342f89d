package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.testing.RandomModels;

/** Symbols that a terminal would obey reach neither terminal, log, JUnit nor Markdown. */
class ControlCharactersTest {
  /** Bell, line feed, carriage return, escape, C1's control sequence introducer, a turn of text. */
  private static final List<String> SYMBOLS =
      List.of("\u0007", "\n", "\r", "\u001b", "[", "a", "\u009b", "\u202e");

  @TempDir static Path folder;

  private static Path quantized;
  private static Path bundle;

  @BeforeAll
  static void pack() throws Exception {
    ModelConfig config = new ModelConfig(1, 8, 2, 8, 16, SYMBOLS.size() + 1);
    Quantized random = RandomModels.quantized(config, RandomModels.Weights.MODERATE, 1);
    QuantizedModel model = random.model();
    Quantized odd =
        new Quantized(
            new QuantizedModel(
                config,
                Vocabulary.ofSymbols(SYMBOLS),
                model.formats(),
                model.tables(),
                model.weights()),
            random.lineage(),
            List.of("a\u001b[a", "\r\n\u202ea"));
    quantized = Files.createDirectory(folder.resolve("quantized"));
    QuantizedCodec.writeInto(quantized, odd);
    bundle = folder.resolve("packed/bundle");
    Cli.ok("pack", quantized, "-o", bundle);
  }

  @Test
  void commandsEscapeWhatTheyQuote() throws Exception {
    Path other = copy("other");
    edit(other.resolve("manifest.json"), "\\u0007", "\\u0006");
    Path junit = folder.resolve("verify.xml");
    Path page = folder.resolve("report.md");
    List<List<Object>> commands =
        List.of(
            List.of("inspect", bundle),
            List.of("sample", bundle, "--count", 30, "--temperature", 5),
            List.of("verify", bundle),
            List.of("verify", other, "--junit", junit),
            List.of("diff", bundle, other),
            List.of("explain", bundle, "--text", "a\u001b\n\r"),
            List.of("explain", bundle, "--text", "\u0001"),
            List.of("sample", bundle, "--prompt", "a\u001b\n\r", "--count", 9),
            List.of("sample", bundle, "--prompt", "\u0001\n"),
            List.of("score", bundle, "\u009b\u202e", "--verbose"),
            List.of("score", bundle, "\u0001\n"),
            List.of("classify", bundle, "--labels", "\u009b\u202e", "a\u001b"),
            List.of("classify", bundle, "--labels", "\u009b\u202e", "\u202e"),
            List.of("classify", bundle, "--labels", "\u0001\u0002", "a"),
            List.of("report", bundle, "--format", "markdown", "-o", page),
            List.of("inspect", folder.resolve("no\u001b[31m\nbundle")),
            List.of("pack", quantized, "--format", "\u001b[2J", "-o", folder.resolve("x")),
            List.of("fit", "--layers", "\u001b[2J"));
    List<Integer> exitCodes = new ArrayList<>();
    for (List<Object> command : commands) {
      Cli told = Cli.run(command.toArray());
      assertVisible(told.out() + told.err(), command);
      exitCodes.add(told.exitCode());
    }
    assertEquals(List.of(0, 0, 0, 1, 1, 0, 2, 0, 2, 0, 2, 0, 2, 2, 0, 2, 2, 2), exitCodes);
    assertVisible(Files.readString(junit), junit);
    assertVisible(Files.readString(page), page);
    assertTrue(
        Cli.ok("inspect", bundle).out().contains("BOS and \\u0007\\n\\r\\u001b[a\\u009b\\u202e\n"));
    assertEquals(30, Cli.ok("sample", bundle, "--count", 30).out().lines().count());
  }

  /** A line feed in a symbol begins no line of its own, which CI systems might obey. */
  @Test
  void aMissingFileOfAnOddNameIsToldInOneLine() {
    String told = Cli.refused("inspect", folder.resolve("no\n::error::bundle"));
    assertTrue(told.contains("no\\n::error::bundle: no such"), told);
  }

  private static void assertVisible(String text, Object where) {
    assertFalse(text.isEmpty());
    text.codePoints()
        .filter(c -> c != '\n' && c != '\t')
        .forEach(
            c -> {
              assertFalse(Character.isISOControl(c), () -> where + "\n" + text);
              assertNotEquals(Character.FORMAT, Character.getType(c), () -> where + "\n" + text);
            });
  }

  private static Path copy(String name) throws Exception {
    Path copy = folder.resolve(name);
    try (var files = Files.walk(bundle)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(bundle.relativize(file).toString()));
      }
    }
    return copy;
  }

  private static void edit(Path file, String from, String to) throws Exception {
    String text = Files.readString(file);
    assertTrue(text.contains(from), from);
    Files.writeString(file, text.replace(from, to));
  }
}
