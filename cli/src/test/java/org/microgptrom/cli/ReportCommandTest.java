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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;

/** What a report says, held against the files that it is made from. */
@Tag("slow")
class ReportCommandTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path shared;

  private static Path out;
  private static JsonNode facts;

  @TempDir Path folder;

  /** A model with symbols that mean something to HTML, in ROMs that are split to banks. */
  @BeforeAll
  static void run() throws IOException {
    Path corpus = shared.resolve("<b>&.txt");
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      documents.add("<a href='" + i + "'>");
      documents.add("</a>Q" + i);
      documents.add("x" + i + "&amp;\"y|z*");
    }
    Files.write(corpus, documents);
    out = shared.resolve("out");
    Cli.ok(
        "run",
        "-q",
        "--data",
        corpus,
        "--steps",
        "40",
        "--format",
        "readmemh,mif",
        "--bank-depth",
        "64",
        "--bank-width",
        "64",
        "-o",
        out);
    Path json = shared.resolve("facts.json");
    Cli.ok("report", out, "-o", shared.resolve("report.html"), "--json", json, "--text", "</a>&");
    facts = MAPPER.readTree(json.toFile());
  }

  /** Range, zeros and histogram of each tensor, from the file of its ROM. */
  @Test
  void weightsAreThoseOfTheMemoryFiles() throws IOException {
    int tensors = 0;
    for (JsonNode tensor : facts.path("tensors")) {
      int[] words = words(tensor.path("name").textValue().replace('.', '_'), 1);
      double step = tensor.path("step").doubleValue();
      int min = Arrays.stream(words).min().orElseThrow();
      int max = Arrays.stream(words).max().orElseThrow();
      assertEquals(min * step, tensor.path("min").doubleValue());
      assertEquals(max * step, tensor.path("max").doubleValue());
      assertEquals(
          Arrays.stream(words).filter(w -> w == 0).count(), tensor.path("zeros").longValue());
      assertEquals(
          Math.sqrt(
              Arrays.stream(words).mapToDouble(w -> w * step * w * step).average().orElseThrow()),
          tensor.path("rms").doubleValue(),
          1e-12);
      int unused = tensor.path("unused_bits").intValue();
      int bound = 1 << (15 - unused);
      assertTrue(min >= -bound && max < bound, tensor::toString);
      assertTrue(unused == 15 || min < -bound / 2 || max >= bound / 2, tensor::toString);
      JsonNode histogram = tensor.path("histogram");
      long[] counts = new long[histogram.path("counts").size()];
      for (int word : words) {
        counts[
            (int)
                Math.floor(
                    (word * step - histogram.path("from").doubleValue())
                        / histogram.path("width").doubleValue())]++;
      }
      for (int bin = 0; bin < counts.length; bin++) {
        assertEquals(counts[bin], histogram.path("counts").get(bin).longValue());
      }
      tensors++;
    }
    assertEquals(9, tensors);
  }

  /** The pieces of each memory cover it once, and hold the words of their tensors or zeros. */
  @Test
  void theRomMapIsThatOfTheMemoryFiles() throws IOException {
    int pieces = 0;
    long padding = 0;
    for (JsonNode image : facts.path("rom").path("images")) {
      int lanes = image.path("width").intValue() / 16;
      int[] words = words(image.path("name").textValue(), lanes);
      int[] covered = new int[words.length];
      Map<String, List<Integer>> found = new TreeMap<>();
      for (JsonNode piece : image.path("pieces")) {
        for (int a = 0; a < piece.path("words").intValue(); a++) {
          for (int l = 0; l < piece.path("lanes").intValue(); l++) {
            int at =
                (piece.path("address").intValue() + a) * lanes + piece.path("lane").intValue() + l;
            covered[at]++;
            if (piece.has("tensor")) {
              found
                  .computeIfAbsent(piece.path("tensor").textValue(), t -> new ArrayList<>())
                  .add(words[at]);
            } else {
              assertEquals(0, words[at]);
              padding++;
            }
          }
        }
        pieces++;
      }
      assertTrue(Arrays.stream(covered).allMatch(n -> n == 1), image::toString);
      if (image.path("name").textValue().equals("constants")) {
        found.clear(); // they have no files of their own
      }
      for (Map.Entry<String, List<Integer>> tensor : found.entrySet()) {
        assertArrayEquals(
            Arrays.stream(words(tensor.getKey().replace('.', '_'), 1)).sorted().toArray(),
            tensor.getValue().stream().mapToInt(Integer::intValue).sorted().toArray());
      }
      for (JsonNode bank : image.path("banks")) {
        assertTrue(
            Files.exists(
                out.resolve("bundle/rom/readmemh/" + bank.path("name").textValue() + ".mem")));
      }
    }
    assertTrue(pieces >= 20, "only " + pieces + " pieces");
    assertTrue(padding > 0, "no padding");
  }

  @Test
  void nothingInACorpusBecomesMarkup() throws IOException {
    String page = Files.readString(shared.resolve("report.html"));
    assertTrue(page.contains("<h1>&lt;b&gt;&amp;.txt</h1>"), "title");
    assertTrue(page.contains("“&lt;/a&gt;&amp;”"), "text");
    assertEquals(6, page.split("</script>", -1).length - 1);
    assertFalse(page.contains("<b>&.txt"));
    Cli.ok("report", out, "-o", folder.resolve("r.md"));
    String contradiction =
        Cli.refused("report", out, "--format", "html", "-o", folder.resolve("s.md"));
    assertTrue(contradiction.contains("html contradicts the extension"), contradiction);
    Cli.refused("report", out, "-o", folder.resolve("s.pdf"));
    assertFalse(Files.exists(folder.resolve("s.md")), "nothing written");
    assertTrue(Files.readString(folder.resolve("r.md")).startsWith("## ✅ \\<b\\>&.txt: passed"));
  }

  @Test
  void equalBundlesGiveEqualPages() throws IOException {
    Path again = folder.resolve("again.html");
    Cli.ok("report", out, "-o", again, "--text", "</a>&");
    assertArrayEquals(Files.readAllBytes(shared.resolve("report.html")), Files.readAllBytes(again));
  }

  @Test
  void aBundleAloneHasAReportThatSaysWhatItLacks() throws IOException {
    Path archive = folder.resolve("alone.tar.gz");
    Cli.ok("pack", out.resolve("quantized"), "-o", archive);
    Path page = folder.resolve("alone.html");
    Path json = folder.resolve("alone.json");
    Cli.ok("report", archive, "-o", page, "--json", json);
    JsonNode alone = MAPPER.readTree(json.toFile());
    for (String absent : List.of("metrics", "quantization", "agreement")) {
      assertTrue(alone.path(absent).isMissingNode(), absent);
    }
    assertEquals(3, Files.readString(page).split("is not shown: it needs", -1).length - 1);
  }

  /** A checkpoint beside the bundle that it was not made from must not be taken for its own. */
  @Test
  void foreignArtifactsBesideTheBundleAreNotShown() throws IOException {
    Path mixed = folder.resolve("mixed");
    Cli.ok("run", "-q", "--steps", "20", "-o", mixed);
    Cli.ok("pack", out.resolve("quantized"), "-o", mixed.resolve("bundle"));
    Path json = folder.resolve("mixed.json");
    Cli.ok("report", mixed, "-o", folder.resolve("mixed.html"), "--json", json);
    assertFalse(MAPPER.readTree(json.toFile()).has("metrics"));
    assertFalse(MAPPER.readTree(json.toFile()).has("quantization"));
  }

  @Test
  void aDamagedBundleHasAReportWithTheFirstDifference() throws IOException {
    Path bundle = folder.resolve("damaged");
    Cli.ok("pack", out.resolve("quantized"), "--format", "readmemh,mif", "-o", bundle);
    Path memory = bundle.resolve("rom/mif/wpe.mif");
    String text = Files.readString(memory);
    int at = text.indexOf(": ", text.indexOf("BEGIN")) + 2;
    char digit = text.charAt(at) == '0' ? '1' : '0';
    Files.writeString(memory, text.substring(0, at) + digit + text.substring(at + 1));
    Path page = folder.resolve("damaged.html");
    Path summary = folder.resolve("damaged.md");
    assertEquals(ExitCode.DIFFERENCE, Cli.run("report", bundle, "-o", page).exitCode());
    assertEquals(
        ExitCode.DIFFERENCE,
        Cli.run("report", bundle, "--format", "markdown", "-o", summary).exitCode());
    assertTrue(Files.readString(page).contains("<strong>Failed</strong>"));
    assertTrue(Files.readString(page).contains("rom/mif/wpe.mif:"));
    assertTrue(Files.readString(summary).contains("### The first difference"));
    assertTrue(Files.readString(summary).contains("rom/mif/wpe.mif:"));
  }

  @Test
  void resultsOfOtherBundlesAndWrongTextsAreRefused() throws IOException {
    Path bundle = folder.resolve("other");
    Path verdict = folder.resolve("verify.json");
    Path page = folder.resolve("report.html");
    Cli.ok("pack", out.resolve("quantized"), "--lanes", "4", "-o", bundle);
    Cli.ok("verify", bundle, "--json", verdict);
    Cli.ok("report", bundle, "--verification", verdict, "-o", page);
    Files.delete(page);
    List<String> messages =
        List.of(
            Cli.refused("report", out, "--verification", verdict, "-o", page),
            Cli.refused("report", out, "--text", "Ω", "-o", page),
            Cli.refused("report", out, "--text", "aaaaaaaaaaaaaaaaaaaa", "-o", page),
            Cli.refused("report", out, "--verification", verdict, "--rtl", "auto", "-o", page),
            Cli.refused("report", out, "--tokens", "9", "-o", page),
            Cli.refused("report", out, "--bus-bits", "16", "-o", page),
            Cli.refused("report", out, "--wave-dir", folder, "-o", page),
            Cli.refused(
                "report", bundle, "--verification", verdict, "--bus-bits", "16", "-o", page),
            Cli.refused("report", out.resolve("checkpoint"), "-o", page),
            Cli.refused("report", folder.resolve("nowhere"), "-o", page));
    List<String> expected =
        List.of(
            "the verification is of bundle",
            "U+03A9",
            "context of 16",
            "--verification and --rtl",
            "counts those of a simulation",
            "options of a simulation",
            "options of a simulation",
            "options of a simulation",
            "has no manifest.json",
            "no such file or folder");
    assertEquals(expected.size(), messages.size());
    for (int i = 0; i < messages.size(); i++) {
      assertTrue(messages.get(i).contains(expected.get(i)), messages.get(i));
    }
    assertFalse(Files.exists(page));
  }

  /** The 16-bit values of a memory in $readmemh, address by address and lane by lane. */
  private static int[] words(String name, int lanes) throws IOException {
    Path file = out.resolve("bundle/rom/readmemh/" + name + ".mem");
    List<Integer> words = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String digits = line.replaceAll("//.*", "").strip();
      if (digits.isEmpty()) {
        continue;
      }
      assertEquals(4 * lanes, digits.length(), line);
      for (int lane = 0; lane < lanes; lane++) {
        int end = digits.length() - 4 * lane;
        words.add((int) (short) Integer.parseInt(digits.substring(end - 4, end), 16));
      }
    }
    return words.stream().mapToInt(Integer::intValue).toArray();
  }
}
