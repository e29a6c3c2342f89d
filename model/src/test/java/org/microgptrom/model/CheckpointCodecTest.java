package org.microgptrom.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Safetensors;

class CheckpointCodecTest {
  private static final ModelConfig CONFIG = new ModelConfig(2, 6, 2, 3, 5, 4);
  private static final Checkpoint CHECKPOINT = RandomCheckpoints.of(CONFIG, 1);

  @TempDir private Path parent;
  private Path folder;
  private Path config;
  private Path tensors;

  @BeforeEach
  void write() {
    folder = parent.resolve("checkpoint");
    config = folder.resolve(CheckpointCodec.CONFIG);
    tensors = folder.resolve(CheckpointCodec.TENSORS);
    write(CHECKPOINT, folder);
  }

  private static void write(Checkpoint checkpoint, Path to) {
    AtomicOutput.folder(
        to,
        CheckpointCodec.CONFIG,
        CheckpointCodec.FORMAT,
        partial -> CheckpointCodec.writeInto(partial, checkpoint));
  }

  @Test
  void readsWhatItWroteAndWritesTheSameBytes() throws IOException {
    Checkpoint read = CheckpointCodec.read(folder);
    assertEquals(CONFIG, read.config());
    assertEquals(CHECKPOINT.vocabulary(), read.vocabulary());
    assertEquals(CHECKPOINT.provenance(), read.provenance());
    assertEquals(CHECKPOINT.weights().keySet(), read.weights().keySet());
    CHECKPOINT
        .weights()
        .forEach((name, values) -> assertArrayEquals(values, read.weights().get(name), name));
    Path again = parent.resolve("again");
    write(read, again);
    for (String name : List.of(CheckpointCodec.CONFIG, CheckpointCodec.TENSORS)) {
      assertEquals(-1, Files.mismatch(folder.resolve(name), again.resolve(name)), name);
    }
  }

  @Test
  void theHeaderSaysWhatTheFolderIs() throws IOException {
    assertTrue(
        Files.readString(config)
            .startsWith("{\n  \"format\": \"microgpt-rom checkpoint\",\n  \"version\": 3,\n"));
    assertEquals("microgpt-rom checkpoint", Artifacts.format(config));
  }

  @Test
  void recoversAFolderWhoseReplacementWasKilled() throws IOException {
    Files.move(folder, parent.resolve(".checkpoint.previous-999999999-1"));
    assertEquals(CONFIG, CheckpointCodec.read(folder).config());
  }

  /** Text of the header to replace, its replacement, and the problem that must be named. */
  private record Defect(String good, String bad, String problem) {}

  @Test
  void everyDamagedHeaderIsRefused() throws IOException {
    String format = "\"format\": \"microgpt-rom checkpoint\"";
    List<Defect> defects =
        List.of(
            new Defect(
                format,
                "\"format\": \"microgpt-rom bundle\"",
                "is a microgpt-rom bundle, a microgpt-rom checkpoint expected"),
            new Defect(format, "\"format\": 1", "has no key \"format\""),
            new Defect(format + ",", "", "has no key \"format\""),
            new Defect(
                "\"version\": 3",
                "\"version\": 4",
                "has version 4 of microgpt-rom checkpoint, version 3 expected\n  a newer microgpt-rom"),
            new Defect(
                "\"version\": 3",
                "\"version\": 2",
                "has version 2 of microgpt-rom checkpoint, version 3 expected\n  make it again"),
            new Defect("\"version\": 3", "\"version\": \"3\"", "key version: "),
            new Defect("\"version\": 3", "\"version\": 3.5", "key version: "),
            new Defect("\"version\": 3,", "", "version 3 expected"),
            new Defect("\"layers\": 2", "\"layers\": 0", "layers must be in 1..64, not 0"),
            new Defect("\"layers\": 2", "\"layers\": 1", "layer1.attn_wq is not part"),
            new Defect("\"layers\": 2", "\"layers\": 3", "layer2.attn_wq is missing"),
            new Defect("\"hidden\": 5", "\"hidden\": 6", "shape [5, 6], [6, 6] expected"),
            new Defect(
                "[ \"a\", \"b\", \"c\" ]",
                "[ \"a\", \"b\" ]",
                "the vocabulary has 3 symbols with BOS, vocab_size is 4"),
            new Defect("\"seed\": 1", "\"seed\": 1, \"x\": 1", "provenance.x"),
            new Defect("\"seed\": 1,", "", "provenance.seed"),
            new Defect(
                Digests.sha256(tensors),
                "00".repeat(32),
                "config.json records " + "00".repeat(32)));
    String good = Files.readString(config);
    int refused = 0;
    for (Defect defect : defects) {
      assertTrue(good.contains(defect.good), defect.toString());
      Files.writeString(config, good.replace(defect.good, defect.bad));
      requireRefused(defect.problem);
      refused++;
    }
    assertEquals(16, refused);
    Files.writeString(config, "[]");
    requireRefused("has no key \"format\"");
    Files.writeString(config, good);
    assertEquals(CONFIG, CheckpointCodec.read(folder).config());
  }

  @Test
  void everyChangedByteOfTheTensorsIsRefused() throws IOException {
    byte[] good = Files.readAllBytes(tensors);
    for (int i = 0; i < good.length; i += 7) {
      byte[] changed = good.clone();
      changed[i] ^= 1;
      Files.write(tensors, changed);
      assertThrows(InputException.class, () -> CheckpointCodec.read(folder), "byte " + i);
    }
  }

  @Test
  void missingAndForeignTensorsAreNamed() throws IOException {
    List<Safetensors.Tensor> all = new ArrayList<>();
    for (ParameterSpec spec : CONFIG.parameters()) {
      all.add(tensor(spec.name(), spec.shape(), spec.size()));
    }
    Safetensors.write(tensors, Map.of(), all.subList(0, all.size() - 1));
    requireRefused("tensor layer1.mlp_fc2 is missing");
    all.add(tensor("layer2.attn_wq", List.of(1), 1));
    Safetensors.write(tensors, Map.of(), all);
    requireRefused("tensor layer2.attn_wq is not part of this model");
    all.set(all.size() - 1, tensor("wpe", List.of(6, 3), 18));
    all.remove(1);
    Safetensors.write(tensors, Map.of(), all);
    requireRefused("tensor wpe has shape [6, 3], [3, 6] expected");
  }

  private static Safetensors.Tensor tensor(String name, List<Integer> shape, int size) {
    return Safetensors.Tensor.f32(name, shape, new float[size]);
  }

  @Test
  void weightsThatAreNoNumbersAreNamed() throws IOException {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      String problem = "tensor layer1.mlp_fc1 row 2 column 3 is " + bad + ", a finite number";
      List<Safetensors.Tensor> all = new ArrayList<>();
      Map<String, float[]> weights = new LinkedHashMap<>(CHECKPOINT.weights());
      float[] values = weights.get("layer1.mlp_fc1").clone();
      values[2 * 6 + 3] = bad;
      weights.put("layer1.mlp_fc1", values);
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> checkpoint(weights));
      assertTrue(e.getMessage().startsWith(problem), e.getMessage());
      for (ParameterSpec spec : CONFIG.parameters()) {
        all.add(Safetensors.Tensor.f32(spec.name(), spec.shape(), weights.get(spec.name())));
      }
      Safetensors.write(tensors, Map.of(), all);
      requireRefused(problem);
    }
  }

  @Test
  void aCheckpointHasExactlyItsTensors() {
    Map<String, float[]> weights = new LinkedHashMap<>(CHECKPOINT.weights());
    weights.put("layer2.attn_wq", new float[36]);
    assertThrows(IllegalArgumentException.class, () -> checkpoint(weights));
    weights.remove("layer2.attn_wq");
    weights.put("wte", new float[23]);
    assertThrows(IllegalArgumentException.class, () -> checkpoint(weights));
    weights.remove("wte");
    assertThrows(IllegalArgumentException.class, () -> checkpoint(weights));
  }

  private static Checkpoint checkpoint(Map<String, float[]> weights) {
    return new Checkpoint(CONFIG, CHECKPOINT.vocabulary(), weights, CHECKPOINT.provenance());
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Files.delete(tensors);
    requireRefused(tensors + ": no such file");
    Files.delete(config);
    requireRefused(config + ": no such file");
    Files.delete(folder);
    requireRefused(folder + ": no such folder, a microgpt-rom checkpoint expected");
    Files.writeString(folder, "a file");
    requireRefused(config + ": ");
  }

  private void requireRefused(String problem) {
    InputException e = assertThrows(InputException.class, () -> CheckpointCodec.read(folder));
    assertTrue(e.getMessage().startsWith(parent.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(problem), problem + " is not in " + e.getMessage());
  }
}
