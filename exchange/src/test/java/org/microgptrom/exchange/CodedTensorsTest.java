package org.microgptrom.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Safetensors;
import org.microgptrom.model.testing.RandomModels;

/** Codes and codebooks leave for other tools and come back. */
class CodedTensorsTest {
  @TempDir Path folder;

  private static Checkpoint narrow() {
    Quantized model =
        RandomModels.narrowQuantized(
            ModelConfig.microgpt(27),
            RandomModels.Weights.MODERATE,
            List.of(8, 4, 16, 4, 3, 2, 8),
            5);
    return DecodedModel.of(model.model(), model.lineage().training());
  }

  private Path exported(Checkpoint checkpoint) {
    Path file = folder.resolve("model.safetensors");
    CheckpointExporter.write(checkpoint, CheckpointExporter.Format.SAFETENSORS, file);
    return file;
  }

  @Test
  void comeBackBitForBitAndAreWhatAReaderLooksUp() {
    Checkpoint checkpoint = narrow();
    Path file = exported(checkpoint);
    Checkpoint again = CheckpointImporter.read(file, CheckpointImporter.Options.NONE);
    assertEquals(checkpoint.codes(), again.codes());
    Safetensors tensors = Safetensors.open(file);
    int coded = 0;
    for (ParameterSpec spec : checkpoint.config().parameters()) {
      float[] weights = checkpoint.weights(spec.name());
      assertArrayEquals(weights, again.weights(spec.name()), spec.name());
      if (checkpoint.codes().tensors().containsKey(spec.name())) {
        short[] codes = tensors.codes(spec.name(), spec.shape());
        float[] codebook = tensors.nearestFloats(spec.name() + ".codebook");
        for (int i = 0; i < codes.length; i++) {
          assertEquals(weights[i], codebook[codes[i]], spec.name());
        }
        coded++;
      }
    }
    assertEquals(8, coded);
  }

  /** Replaces one tensor of the file, or leaves it out, and expects an error. */
  private void refused(Checkpoint checkpoint, String name, float[] codebook, int code, String why)
      throws IOException {
    Path file = exported(checkpoint);
    Safetensors tensors = Safetensors.open(file);
    List<Safetensors.Tensor> all = new ArrayList<>();
    for (String tensor : tensors.names()) {
      List<Integer> shape = tensors.shape(tensor);
      boolean isNamed = tensor.equals(name);
      if (isNamed && codebook.length > 0) {
        all.add(Safetensors.Tensor.f32(tensor, List.of(codebook.length), codebook));
      } else if (tensors.dtype(tensor) == Safetensors.DType.U8) {
        short[] codes = tensors.codes(tensor, shape);
        codes[17] = isNamed ? (short) code : codes[17];
        all.add(Safetensors.Tensor.codes(tensor, shape, codes.length, i -> codes[i]));
      } else if (!isNamed) {
        all.add(Safetensors.Tensor.f32(tensor, shape, tensors.nearestFloats(tensor)));
      }
    }
    Map<String, String> metadata = new LinkedHashMap<>(tensors.metadata());
    Path broken = folder.resolve("broken.safetensors");
    Safetensors.write(broken, metadata, all);
    refused(broken, why);
  }

  private static void refused(Path file, String why) {
    InputException e =
        assertThrows(
            InputException.class,
            () -> CheckpointImporter.read(file, CheckpointImporter.Options.NONE));
    assertTrue(e.getMessage().contains(why), e::getMessage);
  }

  @Test
  void whatDoesNotFitIsRefusedByName() throws IOException {
    Checkpoint checkpoint = narrow();
    String name = "layer0.attn_wq"; // of 4 bits
    float[] right = Safetensors.open(exported(checkpoint)).nearestFloats(name + ".codebook");
    float[] swapped = right.clone();
    swapped[3] = right[4];
    swapped[4] = right[3];
    refused(checkpoint, name, new float[0], 16, name + " row 1 column 1: code 16 does not fit 4");
    refused(checkpoint, name + ".codebook", new float[0], 0, name + ".codebook is missing");
    refused(checkpoint, name + ".codebook", new float[17], 0, "shape [17], [16] expected");
    refused(checkpoint, name + ".codebook", swapped, 0, "for code 3");
    Path file = exported(checkpoint);
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    refusedText(text, "\\\"bits\\\":8", "\\\"bits\\\":7", "16, 8, 4, 3 or 2 bits in ROM, not 7");
    refusedText(text, "\"codes\":", "\"cudes\":", "no metadata codes");
  }

  private void refusedText(String text, String from, String to, String why) throws IOException {
    String changed = text.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
    assertNotEquals(text, changed, from);
    Path file = folder.resolve("changed.safetensors");
    Files.writeString(file, changed, StandardCharsets.ISO_8859_1);
    refused(file, why);
  }

  /** Only safetensors say of which type an array is. */
  @Test
  void otherKindsOfFilesHoldNoCodes() throws IOException {
    Map<String, String> metadata = Safetensors.open(exported(narrow())).metadata();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("codes", metadata.get("codes"));
    narrow()
        .config()
        .parameters()
        .forEach(
            spec -> {
              json.put(spec.name(), new float[spec.rows()][spec.columns()]);
              if (metadata.get("codes").contains('"' + spec.name() + '"')) {
                int bits = narrow().codes().tensors().get(spec.name()).bits();
                json.put(spec.name() + ".codebook", new float[1 << bits]);
              }
            });
    Path file = Files.write(folder.resolve("model.json"), Json.pretty(json));
    refused(file, "tensor wte: is in a file of a kind that holds no codes");
  }
}
