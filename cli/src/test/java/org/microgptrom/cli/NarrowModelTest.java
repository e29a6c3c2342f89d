package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.testing.RandomModels;

/** What commands tell of a model whose weights are codes of several widths. */
class NarrowModelTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;

  private static Quantized narrow;
  private static Path quantized;
  private static Path bundle;

  @BeforeAll
  static void pack() throws Exception {
    narrow =
        RandomModels.narrowQuantized(
            new ModelConfig(1, 8, 2, 4, 8, 9),
            RandomModels.Weights.MODERATE,
            List.of(4, 8, 16, 2),
            3);
    quantized = Files.createDirectory(folder.resolve("narrow"));
    QuantizedCodec.writeInto(quantized, narrow);
    bundle = folder.resolve("bundle");
    Cli.ok("pack", quantized, "--vector-tokens", 10, "-o", bundle);
  }

  private static JsonNode json(Object... command) throws Exception {
    Path json = folder.resolve("facts.json");
    Object[] all = new Object[command.length + 2];
    System.arraycopy(command, 0, all, 0, command.length);
    all[command.length] = "--json";
    all[command.length + 1] = json;
    Cli.ok(all);
    return MAPPER.readTree(json.toFile());
  }

  /** Without a bundle, the images and addresses are those that pack gives by default. */
  @Test
  void explainFindsTheSameImagesWithAndWithoutABundle() throws Exception {
    JsonNode ofBundle = json("explain", bundle, "--text", "a").path("walk");
    JsonNode ofFolder = json("explain", quantized, "--text", "a").path("walk");
    assertTrue(ofBundle.path("steps").size() > 10, ofBundle::toString);
    assertEquals(ofBundle, ofFolder);
  }

  /** Codes without a codebook are counted over their own range, others over that of the words. */
  @Test
  void theReportCountsCodesOverTheirOwnRange() throws Exception {
    JsonNode facts = json("report", bundle, "-o", folder.resolve("report.html"));
    int linear = 0;
    for (JsonNode tensor : facts.path("tensors")) {
      String name = tensor.path("name").textValue();
      Code code = narrow.model().formats().codes().of(name);
      double one = narrow.model().formats().weight(name).real(1 << code.shift());
      JsonNode histogram = tensor.path("histogram");
      double from = histogram.path("from").doubleValue();
      double width = histogram.path("width").doubleValue();
      if (code.bits() == 8) {
        assertEquals(-128 * one, from, name);
        assertEquals(4 * one, width, name);
        assertEquals(one, tensor.path("step").doubleValue(), name);
        assertEquals(127 * one, tensor.path("format_max").doubleValue(), name);
        linear++;
      }
      long[] counts = new long[64];
      int used = 1;
      for (short word : narrow.model().weights(name)) {
        double value = narrow.model().formats().weight(name).real(word);
        counts[(int) Math.floor((value - from) / width)]++;
        int number = word >> code.shift();
        while (number < -(1 << (used - 1)) || number >= 1 << (used - 1)) {
          used++;
        }
      }
      for (int bin = 0; bin < counts.length; bin++) {
        assertEquals(counts[bin], histogram.path("counts").get(bin).longValue(), name);
      }
      if (code.bits() == 8) {
        assertEquals(8 - used, tensor.path("unused_bits").intValue(), name);
      }
    }
    assertEquals(2, linear);
  }

  /** An error names the option as it is typed, its values as they are typed, and the line. */
  @Test
  void errorsNameWhatIsWrong() throws Exception {
    Path mif =
        Files.writeString(
            folder.resolve("words.mif"), "DEPTH=1;\nWIDTH=2;\nCONTENT BEGIN\n0:1;\nEND;\n");
    Path out = folder.resolve("out");
    Map<List<Object>, String> cases =
        Map.of(
            List.of("pack", quantized, "--lanes", 3),
            "--lanes: lanes must be a power of two in 1..256, not 3",
            List.of("quantize", out, "--rounding", "bogus"),
            "expected one of nearest, matrix, joint but was 'bogus'",
            List.of("train", "--recipe", "bogus"),
            "expected one of fast, microgpt but was 'bogus'",
            List.of("convert", mif, out, "--to", "mif", "--width", 3),
            "words.mif:2:8: says that its words have 2 bits, --width 3");
    cases.forEach(
        (command, message) -> {
          String refused = Cli.refused(command.toArray());
          assertTrue(refused.contains(message), () -> message + " in " + refused);
        });
    assertEquals(4, cases.size());
  }
}
