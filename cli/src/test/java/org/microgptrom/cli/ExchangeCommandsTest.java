package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint goes out and comes back, and an imported one runs through the stages. */
class ExchangeCommandsTest {
  @TempDir Path folder;

  @Test
  void anExportedCheckpointIsImportedAndPacked() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    Path text = Files.writeString(folder.resolve("greek.txt"), "αθήνα\nσπάρτη\nθήβα\n".repeat(5));
    Cli.train(checkpoint, 5, "--data", text);
    int imported = 0;
    for (String format : new String[] {"safetensors", "npz"}) {
      Path file = folder.resolve("model." + format);
      Cli.ok("export", checkpoint, "--format", format, "-o", file);
      Path again = folder.resolve("again-" + format);
      if (format.equals("npz")) {
        assertTrue(Cli.refused("import", file, "-o", again).contains("--vocabulary"), "advice");
        assertFalse(Files.exists(again), "nothing written");
      }
      Cli.ok("import", file, "--vocabulary", text, "-o", again);
      assertArrayEquals(
          Files.readAllBytes(checkpoint.resolve("model.safetensors")),
          Files.readAllBytes(again.resolve("model.safetensors")),
          format);
      assertTrue(Cli.ok("inspect", again).out().contains("imported by"), "provenance");
      Path quantized = folder.resolve("quantized-" + format);
      assertTrue(Cli.refused("quantize", again, "-o", quantized).contains("--data"), "advice");
      Cli.ok("quantize", again, "--data", text, "-o", quantized);
      Path bundle = folder.resolve("bundle-" + format);
      Cli.ok("pack", quantized, "--vector-tokens", "50", "-o", bundle);
      Cli.ok("verify", bundle);
      imported++;
    }
    assertEquals(2, imported);
  }

  @Test
  void theVocabularyIsTextOrAFile() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    Cli.train(checkpoint, 2);
    Path file = folder.resolve("model.npz");
    Cli.ok("export", checkpoint, "--format", "npz", "-o", file);
    Path symbols = Files.writeString(folder.resolve("v.json"), "[\"a\",\"b\"]");
    Path out = folder.resolve("out");
    assertTrue(
        Cli.refused("import", file, "--vocabulary", symbols, "-o", out)
            .contains("the vocabulary has 3 symbols with BOS, vocab_size is 27"));
    Cli.ok("import", file, "--vocabulary", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "-o", out);
    assertTrue(Cli.ok("inspect", out).out().contains("BOS and ABCDEFGHIJ"), "symbols");
    Cli.refused("import", file, "--heads", "3", "-o", folder.resolve("other"));
    Cli.refused("export", checkpoint, "--format", "onnx");
    Cli.refused("import", folder.resolve("none"), "-o", folder.resolve("other"));
    Cli.refused("import", file, "--mapping", folder.resolve("none"), "-o", folder.resolve("other"));
    assertFalse(Files.exists(folder.resolve("other")), "nothing written");
  }

  @Test
  void theExtensionSaysWhatIsExported() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    Cli.train(checkpoint, 2);
    Path npz = folder.resolve("m.NPZ");
    assertTrue(Cli.ok("export", checkpoint, "-o", npz).out().startsWith("npz "), "npz");
    assertEquals('P', Files.readAllBytes(npz)[0]);
    Path plain = folder.resolve("m");
    assertTrue(Cli.ok("export", checkpoint, "-o", plain).out().startsWith("safetensors "), "plain");
    Path other = folder.resolve("m.safetensors");
    String error = Cli.refused("export", checkpoint, "--format", "npz", "-o", other);
    assertTrue(error.contains("npz contradicts the extension of " + other), error);
    assertFalse(Files.exists(other), "nothing written");
  }

  /** A model whose symbols are taken for others knows less than nothing. */
  @Test
  void aModelWorseThanGuessingIsToldOf() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    Cli.train(checkpoint, 60);
    Path npz = folder.resolve("m.npz");
    Cli.ok("export", checkpoint, "-o", npz);
    int told = 0;
    for (int bos : new int[] {26, 0}) {
      Path imported = folder.resolve("imported" + bos);
      Cli.ok("import", npz, "--bos", bos, "-o", imported);
      Path quantized = folder.resolve("quantized" + bos);
      Cli quantize = Cli.ok("quantize", imported, "--corpus", "names", "-o", quantized);
      Cli evaluate = Cli.ok("evaluate", imported, "--corpus", "names", "--loss");
      for (Cli cli : new Cli[] {quantize, evaluate}) {
        boolean warned = cli.err().contains("is worse than guessing, ln 27 = 3.29");
        assertEquals(bos == 0, warned, cli.err());
        told += warned ? 1 : 0;
      }
    }
    assertEquals(2, told);
  }
}
