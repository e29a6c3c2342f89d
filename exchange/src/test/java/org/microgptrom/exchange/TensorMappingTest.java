package org.microgptrom.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Safetensors;
import org.microgptrom.model.io.Safetensors.Tensor;

/** A two-layer model under nanoGPT's names: q, k and v in one matrix, one matrix transposed. */
class TensorMappingTest {
  private static final int EMBD = 6;
  private static final int SYMBOLS = 5;

  private static final String NANOGPT =
      """
      {
        "tensors": {
          "wte": "transformer.wte.weight",
          "wpe": "transformer.wpe.weight",
          "lm_head": "transformer.wte.weight",
          "layer*.attn_wq": {"name": "transformer.h.*.attn.c_attn.weight", "part": [0, 3]},
          "layer*.attn_wk": {"name": "transformer.h.*.attn.c_attn.weight", "part": [1, 3]},
          "layer*.attn_wv": {"name": "transformer.h.*.attn.c_attn.weight", "part": [2, 3]},
          "layer*.attn_wo": "transformer.h.*.attn.c_proj.weight",
          "layer*.mlp_fc1": "transformer.h.*.mlp.c_fc.weight",
          "layer*.mlp_fc2": {"name": "transformer.h.*.mlp.c_proj.weight", "transposed": true}
        },
        "ignore": ["transformer.h.*.attn.bias"]
      }
      """;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("nano.safetensors");
    Safetensors.write(file, Map.of(), tensors());
  }

  private static List<Tensor> tensors() {
    Random random = new Random(1);
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(tensor("transformer.wte.weight", SYMBOLS, EMBD, random));
    tensors.add(tensor("transformer.wpe.weight", 4, EMBD, random));
    for (int layer = 0; layer < 2; layer++) {
      String block = "transformer.h." + layer + ".";
      tensors.add(causalMask(block + "attn.bias"));
      tensors.add(tensor(block + "attn.c_attn.weight", 3 * EMBD, EMBD, random));
      tensors.add(tensor(block + "attn.c_proj.weight", EMBD, EMBD, random));
      tensors.add(tensor(block + "mlp.c_fc.weight", 9, EMBD, random));
      tensors.add(tensor(block + "mlp.c_proj.weight", 9, EMBD, random));
    }
    return tensors;
  }

  private static Tensor causalMask(String name) {
    float[] mask = {1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1};
    return Tensor.f32(name, List.of(1, 1, 4, 4), mask);
  }

  private static Tensor tensor(String name, int rows, int columns, Random random) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return Tensor.f32(name, List.of(rows, columns), values);
  }

  @Test
  void everyValueComesFromItsPlace() throws IOException {
    Checkpoint checkpoint = read(NANOGPT);
    assertEquals(2, checkpoint.config().layers());
    assertEquals(3, checkpoint.config().heads());
    assertEquals(9, checkpoint.config().hidden());
    Safetensors theirs = Safetensors.open(file);
    int compared = 0;
    for (int layer = 0; layer < 2; layer++) {
      String block = "transformer.h." + layer + ".";
      float[] fused = theirs.floats(block + "attn.c_attn.weight", List.of(3 * EMBD, EMBD));
      String[] parts = {"attn_wq", "attn_wk", "attn_wv"};
      for (int i = 0; i < fused.length; i++) {
        float[] ours = checkpoint.weights().get("layer" + layer + "." + parts[i / (EMBD * EMBD)]);
        assertEquals(fused[i], ours[i % (EMBD * EMBD)]);
        compared++;
      }
      float[] stored = theirs.floats(block + "mlp.c_proj.weight", List.of(9, EMBD));
      float[] ours = checkpoint.weights().get("layer" + layer + ".mlp_fc2");
      for (int row = 0; row < EMBD; row++) {
        for (int column = 0; column < 9; column++) {
          assertEquals(stored[column * EMBD + row], ours[row * 9 + column]);
          compared++;
        }
      }
    }
    assertEquals(2 * (3 * EMBD * EMBD + 9 * EMBD), compared);
  }

  @Test
  void wrongMappingsAreRefusedWithTheName() throws IOException {
    Map<String, String> defects = new LinkedHashMap<>();
    defects.put("[]", "the mapping must be a JSON object");
    defects.put("{", ":1:");
    defects.put("{\"tensors\":{}}", "the key tensors must map");
    defects.put("{\"tensor\":{}}", "the mapping has no key tensor\n");
    defects.put("{\"tensors\":{\"wte\":1}}", "wte must be a JSON object");
    defects.put("{\"tensors\":{\"wte\":{}}}", "tensor wte: a name, or");
    defects.put("{\"tensors\":{\"wte\":{\"name\":\"a\",\"parts\":1}}}", "wte has no key parts");
    defects.put(NANOGPT.replace("[2, 3]", "[3, 3]"), "tensor layer*.attn_wv: a name, or");
    defects.put(NANOGPT.replace("[2, 3]", "[2]"), "tensor layer*.attn_wv: a name, or");
    defects.put(NANOGPT.replace("[2, 3]", "[2, 4]"), "a matrix of 4 equal blocks of rows expected");
    defects.put(NANOGPT.replace("wpe.weight", "wpe.w"), "tensor transformer.wpe.w, which");
    defects.put(NANOGPT.replace("attn.bias", "attn.b"), "attn.bias is neither mapped nor ignored");
    defects.put(NANOGPT.replace("[\"transformer.h.*.attn.bias\"]", "[1]"), "ignore must be a list");
    defects.put(NANOGPT.replace("\"wpe\"", "\"wpf\""), "tensor wpe is missing");
    defects.put(NANOGPT.replace("layer*.attn_wo", "layer*.attn_wp"), "layer0.attn_wo is missing");
    defects.put(NANOGPT.replace(", \"transposed\": true", ""), "mlp_fc2 has shape [9, 6], [6, 9]");
    int refused = 0;
    for (Map.Entry<String, String> defect : defects.entrySet()) {
      InputException e =
          assertThrows(InputException.class, () -> read(defect.getKey()), defect::getValue);
      assertTrue(
          e.getMessage().contains(defect.getValue()),
          () -> defect.getValue() + " in " + e.getMessage());
      refused++;
    }
    assertEquals(16, refused);
  }

  /** Vectors that are ignored must be neutral; a gain before a matrix is folded into it. */
  @Test
  void nothingIsIgnoredThatComputes() throws IOException {
    String ignoring = NANOGPT.replace("\"ignore\": [", "\"ignore\": [\"*.ln.*\", \"counter\", ");
    String folding =
        ignoring
            .replace("c_attn.weight\"", "c_attn.weight\", \"gain\": \"transformer.h.*.ln.weight\"")
            .replace("*.ln.*\"", "*.ln.bias\"");
    float[] gain = {1, 2, 0.5f, 1, 1, 1};
    writeWith("transformer.h.0.ln.weight", gain);
    refuse(ignoring, "as a gain it must be 1, and is 2.0 at 1");
    writeWith("transformer.h.0.ln.bias", new float[] {0, 0, 0, 1e-3f, 0, 0});
    refuse(ignoring, "as a bias it must be 0, and is 0.001 at 3");
    writeWith("transformer.h.0.ln.weight", new float[] {1, 1, 1 + 5e-7f, 1, 1, 1});
    Checkpoint plain = read(ignoring);
    Tensor counter = Tensor.words("counter", Safetensors.DType.I16, List.of(3), new short[3]);
    writeWith("transformer.h.0.ln.weight", gain, "transformer.h.1.ln.weight", gain, counter);
    float[] folded = read(folding).weights().get("layer1.attn_wk");
    float[] before = plain.weights().get("layer1.attn_wk");
    for (int i = 0; i < folded.length; i++) {
      assertEquals(before[i] * gain[i % EMBD], folded[i]);
    }
    assertEquals(EMBD * EMBD, folded.length);
    refuse(folding.replaceFirst(", \"gain\": \"[^\"]*\"", ""), "one norm before them");
  }

  /** The first row becomes the last, in both matrices that have one for each symbol. */
  @Test
  void bosIsMovedToOurPlace() throws IOException {
    float[] last = read(NANOGPT, Optional.empty()).weights().get("wte");
    float[] first = read(NANOGPT, Optional.of(0)).weights().get("wte");
    for (int i = 0; i < last.length; i++) {
      assertEquals(last[(i + EMBD) % last.length], first[i]);
    }
    InputException e =
        assertThrows(InputException.class, () -> read(NANOGPT, Optional.of(SYMBOLS)));
    assertTrue(e.getMessage().startsWith("--bos: must be a row of wte, 0..4"), e.getMessage());
  }

  private void refuse(String mapping, String problem) {
    InputException e = assertThrows(InputException.class, () -> read(mapping));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  private void writeWith(String name, float[] values) throws IOException {
    writeWith(List.of(Tensor.f32(name, List.of(EMBD), values)));
  }

  private void writeWith(String one, float[] a, String two, float[] b, Tensor more)
      throws IOException {
    writeWith(List.of(Tensor.f32(one, List.of(EMBD), a), Tensor.f32(two, List.of(EMBD), b), more));
  }

  private void writeWith(List<Tensor> more) throws IOException {
    List<Tensor> all = tensors();
    all.addAll(more);
    Safetensors.write(file, Map.of(), all);
  }

  private Checkpoint read(String mapping) throws IOException {
    return read(mapping, Optional.empty());
  }

  private Checkpoint read(String mapping, Optional<Integer> bos) throws IOException {
    Path mappingFile = Files.writeString(folder.resolve("mapping.json"), mapping);
    return CheckpointImporter.read(
        file,
        new CheckpointImporter.Options(
            Optional.of(3),
            Optional.of(Vocabulary.of(List.of("abcd"))),
            Optional.of(TensorMapping.read(mappingFile)),
            bos));
  }
}
