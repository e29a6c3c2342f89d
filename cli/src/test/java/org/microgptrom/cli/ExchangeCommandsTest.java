package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.testing.ExternalTool;

/** A checkpoint goes out and comes back, and an imported one runs through the stages. */
@Tag("slow")
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
    Path symbols = Files.writeString(folder.resolve("v.json"), "\uFEFF[\"a\",\"b\"]");
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
    Path foreign = folder.resolve("m.onnx");
    String unknown = Cli.refused("export", checkpoint, "-o", foreign);
    assertTrue(unknown.contains("name it with --format, or with one of .npz, .safe"), unknown);
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

  /** Against a forward pass in NumPy. */
  @Test
  void logitsOfAnotherProgramProveAnImport() throws Exception {
    ExternalTool python = ExternalTool.pythonWith("numpy");
    Path checkpoint = folder.resolve("checkpoint");
    Cli.train(checkpoint, 60);
    Path npz = folder.resolve("m.npz");
    Cli.ok("export", checkpoint, "-o", npz);
    Path program = Files.writeString(folder.resolve("forward.py"), FORWARD);
    Path logits = folder.resolve("logits.npz");
    Path out = folder.resolve("imported");
    int cases = 0;
    for (String shape : List.of("one", "two")) {
      python.runOk(folder, program.toString(), "m.npz", "4", "relu", "0.5", shape, "logits.npz");
      Cli agreed = Cli.ok("import", npz, "--heads", 4, "--check", logits, "-o", out);
      assertTrue(agreed.out().contains("they agree"), agreed.out());
      cases++;
    }
    Map<List<String>, String> differences = new LinkedHashMap<>();
    differences.put(List.of("2", "relu", "0.5"), "with 2 heads all agree: --heads 2");
    differences.put(List.of("4", "gelu", "0.5"), "the norms, the activation (ReLU)");
    differences.put(List.of("4", "relu", "1"), "the scale of attention");
    Path wrong = folder.resolve("wrong");
    for (Map.Entry<List<String>, String> entry : differences.entrySet()) {
      List<String> way = entry.getKey();
      python.runOk(
          folder,
          program.toString(),
          "m.npz",
          way.get(0),
          way.get(1),
          way.get(2),
          "one",
          "logits.npz");
      Cli cli = Cli.run("import", npz, "--heads", 4, "--check", logits, "-o", wrong);
      assertEquals(ExitCode.DIFFERENCE, cli.exitCode(), cli.err());
      assertTrue(cli.out().contains(entry.getValue()), cli.out());
      cases++;
    }
    Cli bos = Cli.run("import", npz, "--bos", 0, "--check", logits, "-o", wrong);
    assertEquals(ExitCode.DIFFERENCE, bos.exitCode(), bos.err());
    String refused = Cli.refused("import", npz, "--check", npz, "-o", wrong);
    assertTrue(refused.contains("one array of token ids and one of logits expected"), refused);
    assertFalse(Files.exists(wrong), "nothing written");
    assertEquals(5, cases);
  }

  /** Objects in objects, a wrapper, a byte order mark, and what a file says of its model. */
  @Test
  void stateDictsOfManyFormsAreRead() throws IOException {
    Path folderRead = folder.resolve("checkpoint");
    Cli.train(folderRead, 2);
    Checkpoint checkpoint = CheckpointCodec.read(folderRead);
    Map<String, Object> flat = new LinkedHashMap<>();
    Map<String, Object> layer = new LinkedHashMap<>();
    for (ParameterSpec spec : checkpoint.config().parameters()) {
      List<List<Float>> rows = new ArrayList<>();
      float[] values = checkpoint.weights().get(spec.name());
      for (int row = 0; row < spec.rows(); row++) {
        List<Float> cells = new ArrayList<>();
        for (int column = 0; column < spec.columns(); column++) {
          cells.add(values[row * spec.columns() + column]);
        }
        rows.add(cells);
      }
      if (spec.name().startsWith("layer0.")) {
        layer.put(spec.name().substring("layer0.".length()), rows);
      } else {
        flat.put(spec.name(), rows);
      }
    }
    ObjectMapper mapper = new ObjectMapper();
    Map<String, Object> nested = new LinkedHashMap<>(flat);
    nested.put("layer0", layer);
    nested.put("n_head", 4);
    nested.put("block_size", 16);
    int cases = 0;
    for (Object tree : List.of(nested, Map.of("state_dict", nested))) {
      Path file = folder.resolve("model" + cases + ".json");
      Files.writeString(file, "\uFEFF" + mapper.writeValueAsString(tree));
      Path imported = folder.resolve("imported" + cases);
      Cli.ok("import", file, "-o", imported);
      assertArrayEquals(
          Files.readAllBytes(folderRead.resolve("model.safetensors")),
          Files.readAllBytes(imported.resolve("model.safetensors")));
      cases++;
    }
    assertEquals(2, cases);
    Path file = folder.resolve("claims.json");
    Files.writeString(file, mapper.writeValueAsString(nested));
    String heads = Cli.refused("import", file, "--heads", 2, "-o", folder.resolve("no"));
    assertTrue(heads.contains("heads"), heads);
    nested.put("block_size", 32);
    Files.writeString(file, mapper.writeValueAsString(nested));
    String context = Cli.refused("import", file, "-o", folder.resolve("no"));
    assertTrue(context.contains("32") && context.contains("16"), context);
    assertFalse(Files.exists(folder.resolve("no")), "nothing written");
  }

  @Test
  void integerWeightsAreRefusedWithWhatTheyMean() throws Exception {
    ExternalTool python = ExternalTool.pythonWith("numpy");
    Path checkpoint = folder.resolve("checkpoint");
    Cli.train(checkpoint, 2);
    Cli.ok("export", checkpoint, "-o", folder.resolve("m.npz"));
    python.runOk(
        folder,
        "-c",
        "import numpy as n; w = n.load('m.npz');"
            + " n.savez('q.npz', **{k: n.round(v * 4096).astype('i2') for k, v in w.items()})");
    String error = Cli.refused("import", folder.resolve("q.npz"), "-o", folder.resolve("no"));
    assertTrue(error.contains("2^(fraction bits)"), error);
  }

  /** microgpt.py's model: weights, heads, activation, power of the head width, shape, result. */
  private static final String FORWARD =
      """
      import math, sys
      import numpy as np
      path, heads, act, power, shape, out = sys.argv[1:]
      w, heads, power = np.load(path), int(heads), float(power)
      erf = np.vectorize(math.erf)
      acts = {"relu": lambda x: np.maximum(x, 0), "gelu": lambda x: x * (1 + erf(x / 2**0.5)) / 2}
      norm = lambda x: x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5)
      def forward(ids):
          x = norm(w["wte"][ids] + w["wpe"][: len(ids)])
          h = norm(x)
          split = lambda n: (h @ w["layer0.attn_" + n].T).reshape(len(ids), heads, -1).swapaxes(0, 1)
          q, k, v = split("wq"), split("wk"), split("wv")
          s = q @ k.swapaxes(1, 2) / q.shape[2] ** power
          s = np.where(np.tril(np.ones(s.shape[1:])) > 0, s, -np.inf)
          p = np.exp(s - s.max(-1, keepdims=True))
          a = (p / p.sum(-1, keepdims=True)) @ v
          x = x + a.swapaxes(0, 1).reshape(len(ids), -1) @ w["layer0.attn_wo"].T
          x = x + acts[act](norm(x) @ w["layer0.mlp_fc1"].T) @ w["layer0.mlp_fc2"].T
          return (x @ w["lm_head"].T).astype("f4")
      ids = [[26, 4, 12, 12, 0, 26], [26, 14, 11, 8, 21, 8]]
      ids = np.array(ids if shape == "two" else ids[0])
      logits = np.array([forward(row) for row in ids]) if shape == "two" else forward(ids)
      np.savez(out, tokens=ids, logits=logits)
      """;
}
