package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.testing.RandomModels;

@Tag("slow")
class DiffCommandTest {
  @TempDir Path folder;

  @Test
  void tellsFactsWordsAndLossApart() throws Exception {
    Path checkpoint = folder.resolve("checkpoint");
    Path quantized = folder.resolve("quantized");
    Path bundle = folder.resolve("bundle.zip");
    Cli.train(checkpoint, 10);
    Cli quantizing = Cli.ok("quantize", checkpoint, "-o", quantized);
    Cli.ok("pack", quantized, "--vector-tokens", "50", "-o", bundle);
    Cli same = Cli.ok("diff", quantized, bundle);
    assertEquals("no difference", same.out().strip());

    Path fast = folder.resolve("fast");
    Cli.ok(
        "pack", quantized, "--lanes", 4, "--streams", 2, "--units", 2, "--precompute", "-o", fast);
    Cli shapes = Cli.run("diff", bundle, fast);
    assertEquals(ExitCode.DIFFERENCE, shapes.exitCode(), shapes.err());
    for (String row :
        List.of("lanes +16 +4", "streams +1 +2", "units +1 +2", "first layer in ROM +no +yes")) {
      assertTrue(shapes.out().matches("(?s).*" + row + "\\b.*"), () -> row + shapes.out());
    }
    assertFalse(shapes.out().contains("loss"), shapes.out());
    assertEquals("no difference", Cli.ok("diff", fast, fast).out().strip());

    Path changed = folder.resolve("changed");
    change(quantized, changed, 35, (short) 7); // wte has 16 columns: row 2, column 3
    Cli one = Cli.run("diff", bundle, changed);
    assertEquals(ExitCode.DIFFERENCE, one.exitCode(), one.err());
    assertTrue(one.out().matches("(?s).*wte +1 +432 +35 \\(row 2, column 3\\).*"), one.out());
    assertFalse(one.out().contains("wpe"), one.out());
    // Both losses are of the held-out documents, as quantize has measured the first.
    String loss = one.out().lines().filter(line -> line.startsWith("loss ")).findFirst().orElse("");
    JsonNode report = new ObjectMapper().readTree(quantized.resolve("report.json").toFile());
    double fixed = report.path("comparison").path("loss_fixed").doubleValue();
    assertTrue(
        loss.startsWith(String.format(Locale.ROOT, "loss %.4f and ", fixed)),
        () -> loss + quantizing.out());

    Path other = folder.resolve("other");
    Cli.train(other, 10, "--layers", "2", "--seed", "3");
    Cli.ok("quantize", other, "-o", folder.resolve("otherq"));
    Cli facts = Cli.run("diff", quantized, folder.resolve("otherq"));
    assertEquals(ExitCode.DIFFERENCE, facts.exitCode(), facts.err());
    for (String row : List.of("layers +1 +2", "seed +42 +3", "format of layer1\\.q +- +Q")) {
      assertTrue(facts.out().matches("(?s).*" + row + ".*"), () -> row + " in " + facts.out());
    }
    assertTrue(facts.out().contains("B - A = "), facts.out());
    Cli.refused("diff", checkpoint, quantized);
    Cli.refused("diff", quantized, folder.resolve("none"));
  }

  /** The same words in ROM in another way are another bundle; so is another codebook. */
  @Test
  void tellsWidthsAndCodebooksApart() throws Exception {
    ModelConfig config = new ModelConfig(1, 8, 2, 4, 8, 9);
    Quantized narrow =
        RandomModels.narrowQuantized(config, RandomModels.Weights.MODERATE, List.of(4, 8), 3);
    QuantizedModel model = narrow.model();
    Formats f = model.formats();
    Formats words =
        new Formats(f.embedding(), f.residual(), f.norm(), f.logits(), f.layers(), f.weights());
    QuantizedModel wide =
        new QuantizedModel(config, model.vocabulary(), words, model.tables(), model.weights());
    QuantizedCodec.writeInto(Files.createDirectory(folder.resolve("narrow")), narrow);
    QuantizedCodec.writeInto(
        Files.createDirectory(folder.resolve("wide")),
        new Quantized(wide, narrow.lineage(), narrow.documents()));
    Path bundle = folder.resolve("narrow.zip");
    Cli.ok("pack", folder.resolve("narrow"), "--vector-tokens", "10", "-o", bundle);
    assertEquals("no difference", Cli.ok("diff", folder.resolve("narrow"), bundle).out().strip());
    Cli facts = Cli.run("diff", bundle, folder.resolve("wide"));
    assertEquals(ExitCode.DIFFERENCE, facts.exitCode(), facts.err());
    for (String row :
        List.of(
            "codes of wte +4 bits, codebook4_wte +16 bits",
            "codes of wpe +8 bits(, shifted by \\d+)? +16 bits",
            "\ncodebook4\n  A: \\[[-0-9, ]+\\]\n  B: -\n")) {
      assertTrue(facts.out().matches("(?s).*" + row + ".*"), () -> row + " in " + facts.out());
    }
    assertFalse(facts.out().contains("words changed"), facts.out());
  }

  /** Copies a quantized model with another word at one index of wte, its first tensor. */
  private static void change(Path from, Path to, int index, short word) throws Exception {
    Files.createDirectory(to);
    byte[] tensors = Files.readAllBytes(from.resolve("model.safetensors"));
    ByteBuffer buffer = ByteBuffer.wrap(tensors).order(ByteOrder.LITTLE_ENDIAN);
    int data = 8 + (int) buffer.getLong(0);
    assertTrue(buffer.getShort(data + 2 * index) != word, "is another word");
    String before = sha256(tensors);
    buffer.putShort(data + 2 * index, word);
    Files.write(to.resolve("model.safetensors"), tensors);
    String config = Files.readString(from.resolve("config.json"));
    assertTrue(config.contains(before), "the digest is recorded");
    Files.writeString(to.resolve("config.json"), config.replace(before, sha256(tensors)));
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
