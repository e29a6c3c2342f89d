package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Json;

/** Corrections, as a user asks for them. */
@Tag("slow")
class CorrectCommandTest {
  private static final Path CORPORA =
      Path.of("..", "datasets", "src", "main", "resources", "org", "microgptrom", "datasets");

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path words;
  private static Path out;

  /** Trains on the whole dictionary, some seconds only. */
  @BeforeAll
  static void train() throws IOException {
    TreeSet<String> all = new TreeSet<>(Files.readAllLines(CORPORA.resolve("spelling.txt")));
    for (String line : Files.readAllLines(CORPORA.resolve("spelling-pairs.tsv"))) {
      all.add(line.substring(0, line.indexOf('\t')));
    }
    words = Files.write(shared.resolve("words.txt"), all);
    out = shared.resolve("out");
    Cli.ok("run", "--data", words, "--steps", 100, "-o", out);
  }

  @Test
  void wordsAreCorrectedOrKept() {
    Cli cli = Cli.ok("correct", out, "--words", words, "--top", 1, "definately", "the", "qxqxqxq");
    List<String> lines = cli.out().lines().toList();
    assertTrue(lines.get(0).startsWith("definately:  definitely "), cli::out);
    assertTrue(lines.get(1).startsWith("the:  the "), cli::out);
    assertEquals("qxqxqxq:  no word within 2 edits", lines.get(2));
    assertEquals("total: 3 words, 1 kept, 1 without correction", lines.get(4));
    for (String model : List.of("bundle", "quantized", "checkpoint")) {
      Cli one = Cli.typed("wierd\n", "correct", out.resolve(model), "--words", words);
      assertTrue(one.out().startsWith("wierd:  weird "), () -> model + one.out() + one.err());
    }
  }

  /** The dictionary of a model of the built-in corpus has what its pairs call right. */
  @Test
  void theCorpusIsTheDictionary() {
    Path spelling = folder.resolve("spelling");
    Path json = folder.resolve("facts.json");
    Cli.ok("train", "--corpus", "spelling", "--steps", 2, "-o", spelling);
    Cli cli = Cli.ok("correct", spelling, "recieve", "the", "--json", json);
    assertTrue(cli.out().contains("recieve:  receive "), cli::out);
    assertTrue(cli.out().contains("the:  the "), cli::out);
    assertEquals(10_879, Json.read(json, JsonNode.class).path("dictionary").intValue());
  }

  /** The floors that the tool promises, of pairs that did not teach what corrects them. */
  @Test
  void mostMisspeltWordsAreCorrected() {
    Path json = folder.resolve("facts.json");
    String text =
        Cli.ok("correct", out, "--words", words, "--measure", "--top", 1000, "--json", json).out();
    assertTrue(text.contains(" right word first "), text);
    JsonNode facts = Json.read(json, JsonNode.class);
    JsonNode accuracy = facts.path("accuracy");
    int first = 0;
    int three = 0;
    for (JsonNode word : facts.path("words")) {
      List<String> best = new ArrayList<>();
      word.path("corrections").forEach(c -> best.add(c.path("word").textValue()));
      String right = word.path("right").textValue();
      first += best.stream().limit(1).toList().contains(right) ? 1 : 0;
      three += best.stream().limit(3).toList().contains(right) ? 1 : 0;
    }
    assertEquals(first, accuracy.path("first").intValue());
    assertEquals(three, accuracy.path("three").intValue());
    assertEquals(758, accuracy.path("pairs").intValue());
    assertEquals(756, accuracy.path("near").intValue());
    assertEquals(10_879, accuracy.path("words").intValue());
    assertTrue(first >= 0.945 * 758, first + " first");
    assertTrue(three >= 0.985 * 758, three + " among three");
    assertTrue(accuracy.path("kept").intValue() >= 0.99 * 10_879, accuracy::toString);
  }

  @Test
  void whatCannotBeRightIsRefused() throws IOException {
    Path capital = Files.writeString(folder.resolve("capital.txt"), "the\nParis\n");
    Path huge = Files.writeString(folder.resolve("long.txt"), "a".repeat(40) + "\n");
    Path four = Files.writeString(folder.resolve("four.tsv"), "the\tteh\nof\tfo\nto\tot\nin\tni\n");
    String none = Cli.refused("correct", out, "teh");
    assertTrue(none.contains("--words: is missing") && none.contains("--words FILE"), none);
    String symbol = Cli.refused("correct", out, "--words", capital, "teh");
    assertTrue(symbol.contains("capital.txt") && symbol.contains("U+0050"), symbol);
    String context = Cli.refused("correct", out, "--words", huge, "teh");
    assertTrue(context.contains("context of 16") && context.contains("--context"), context);
    String few = Cli.refused("correct", out, "--words", words, "--pairs", four, "--measure");
    assertTrue(few.contains("at least 5 different right words expected, not 4"), few);
    Path json = folder.resolve("none.json");
    Path foreign = Files.writeString(folder.resolve("foreign.tsv"), "zebra\tzbera\n");
    String unknown =
        Cli.refused(
            "correct", out, "--words", words, "--pairs", foreign, "--measure", "--json", json);
    assertTrue(unknown.contains("has no right word that is in the dictionary"), unknown);
    assertFalse(Files.exists(json));
    String both = Cli.refused("correct", out, "--words", words, "--measure", "teh");
    assertTrue(both.contains("--measure: does not go with texts"), both);
    Files.writeString(huge, "a".repeat(40) + "\nthe\n");
    Cli warned = Cli.ok("correct", out, "--words", huge, "teh");
    assertTrue(warned.err().contains("1 word left out"), warned.err());
    assertFalse(warned.out().isEmpty());
  }
}
