package org.microgptrom.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Safetensors;
import org.microgptrom.model.io.Safetensors.Tensor;

/** Gains of norms in a file of our names. */
class FoldedGainsTest {
  private static final Checkpoint MODEL = TestFiles.checkpoint(5);

  @TempDir Path folder;

  /** {@code TorchExampleTest} shows that the model computes what PyTorch does with its gains. */
  @Test
  void columnsAreMultipliedByTheGainBeforeThem() throws IOException {
    float[] attn = gains(0.3f);
    float[] mlp = gains(-0.7f);
    float[] ones = new float[16];
    Arrays.fill(ones, 1);
    Checkpoint read = read(vector("layer0.attn_norm", attn), vector("layer0.mlp_norm", mlp));
    int changed = 0;
    for (ParameterSpec spec : MODEL.config().parameters()) {
      float[] gain =
          spec.name().matches("layer0.attn_w[qkv]")
              ? attn
              : spec.name().equals("layer0.mlp_fc1") ? mlp : ones;
      for (int i = 0; i < spec.size(); i++) {
        float before = MODEL.weights(spec.name())[i];
        float after = gain == ones ? before : before * gain[i % 16];
        assertEquals(after, read.weights(spec.name())[i], spec.place(i));
        changed += after == before ? 0 : 1;
      }
    }
    assertEquals(3 * 256 + 1_024, changed);
    assertArrayEquals(
        MODEL.weights(ParameterSpec.WTE), read(vector("norm", ones)).weights(ParameterSpec.WTE));
  }

  @Test
  void otherGainsAreRefused() throws IOException {
    refuse("norm, the gain after the embeddings, has 0.3, 1 expected", "norm", gains(0.3f));
    refuse("layer0.attn_norm has shape [15], [16] expected", "layer0.attn_norm", new float[15]);
    refuse("layer1.mlp_norm is not part of the model", "layer1.mlp_norm", gains(1));
    refuse("layer0.norm is not part of the model", "layer0.norm", gains(1));
  }

  private void refuse(String problem, String name, float[] values) {
    InputException e = assertThrows(InputException.class, () -> read(vector(name, values)));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  private static float[] gains(float first) {
    float[] gains = new float[16];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = first + i * 0.37f;
    }
    return gains;
  }

  private static Tensor vector(String name, float[] values) {
    return Tensor.f32(name, List.of(values.length), values);
  }

  private Checkpoint read(Tensor... more) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (ParameterSpec spec : MODEL.config().parameters()) {
      tensors.add(Tensor.f32(spec.name(), spec.shape(), MODEL.weights(spec.name())));
    }
    tensors.addAll(List.of(more));
    Path file = folder.resolve("gains.safetensors");
    Safetensors.write(file, Map.of(), tensors);
    return CheckpointImporter.read(file, CheckpointImporter.Options.NONE);
  }
}
