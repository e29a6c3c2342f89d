package org.microgptrom.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Safetensors;
import org.microgptrom.model.io.Safetensors.Tensor;

/** Checkpoints under the names of other programs, two layers of width 4 without content. */
class OtherArchitectureTest {
  private static final String TABLES = "wte.weight 7,4  wpe.weight 8,4  ";
  private static final String GPT2 =
      "h.*.ln_1.weight 4  h.*.ln_1.bias 4  h.*.attn.bias 1,1,8,8  h.*.attn.c_attn.weight 4,12  "
          + "h.*.attn.c_attn.bias 12  h.*.attn.c_proj.weight 4,4  h.*.attn.c_proj.bias 4  "
          + "h.*.ln_2.weight 4  h.*.ln_2.bias 4  h.*.mlp.c_fc.weight 4,16  h.*.mlp.c_fc.bias 16  "
          + "h.*.mlp.c_proj.weight 16,4  h.*.mlp.c_proj.bias 4  ";
  private static final String FINAL = "ln_f.weight 4  ln_f.bias 4  ";
  private static final String LLAMA =
      "model.embed_tokens.weight 32000,4  model.layers.*.self_attn.q_proj.weight 4,4  "
          + "model.layers.*.self_attn.k_proj.weight 2,4  model.layers.*.self_attn.v_proj.weight 2,4  "
          + "model.layers.*.self_attn.o_proj.weight 4,4  model.layers.*.mlp.gate_proj.weight 12,4  "
          + "model.layers.*.mlp.up_proj.weight 12,4  model.layers.*.mlp.down_proj.weight 4,12  "
          + "model.layers.*.input_layernorm.weight 4  "
          + "model.layers.*.post_attention_layernorm.weight 4  model.norm.weight 4  "
          + "lm_head.weight 32000,4";

  @TempDir Path folder;

  @Test
  void gpt2AsPublished() throws IOException {
    assertEquals(
        List.of(
            "holds a model of GPT-2's kind, as nanoGPT's are, which the circuit can't compute",
            "LayerNorm (h.0.ln_1.bias and 4 more): the circuit has RMSNorm, which neither subtracts a"
                + " mean nor adds a bias",
            "a norm before the last matrix (ln_f.weight): the circuit has one right after the"
                + " embeddings instead",
            "biases (h.0.attn.c_attn.bias and 7 more): the circuit adds none",
            "too many symbols (wte.weight): the circuit has at most 4,096 and BOS",
            "GELU, as the code of such models has it (h.0.mlp.c_fc.weight and 1 more): the circuit has"
                + " ReLU",
            "train a model that fits: docs/examples/microgpt_torch.py does, and docs/pytorch.md says"
                + " what to change in the code of another"),
        refusal(TABLES.replace("7,", "50257,") + GPT2 + FINAL));
  }

  @Test
  void everyKindIsToldWithItsReasons() throws IOException {
    String nano = TABLES + GPT2 + FINAL + "lm_head.weight 7,4";
    String compiled = nano.replaceAll("(^|  )(?=[wh]|ln_f)", "$1_orig_mod.transformer.");
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put(compiled, "LayerNorm, a norm before the last matrix, biases, GELU");
    kinds.put(
        nano.replaceAll("\\S+[.]bias [0-9]+  ", ""),
        "LayerNorm, a norm before the last matrix, GELU");
    kinds.put(
        LLAMA,
        "a norm before the last matrix, a gated MLP, fewer heads of keys than of queries,"
            + " no table of positions, too many symbols");
    kinds.put(
        "tok_embeddings.weight 50,4  layers.*.attention.wq.weight 4,4  layers.*.attention.wk.weight"
            + " 4,4  layers.*.feed_forward.w3.weight 9,4  norm.weight 4",
        "a norm before the last matrix, a gated MLP, no table of positions");
    kinds.put(
        "gpt_neox.embed_in.weight 9,4  gpt_neox.layers.*.attention.query_key_value.weight 12,4"
            + "  gpt_neox.layers.*.attention.query_key_value.bias 12"
            + "  gpt_neox.layers.*.input_layernorm.bias 4  gpt_neox.final_layer_norm.weight 4"
            + "  gpt_neox.layers.*.mlp.dense_h_to_4h.weight 16,4",
        "LayerNorm, a norm before the last matrix, biases, no table of positions, GELU");
    kinds.put(
        "layers.*.self_attn.in_proj_weight 12,4  layers.*.self_attn.in_proj_bias 12"
            + "  layers.*.norm1.bias 4  pos_emb.weight 8,4",
        "LayerNorm, biases");
    int told = 0;
    for (Map.Entry<String, String> kind : kinds.entrySet()) {
      List<String> lines = refusal(kind.getKey());
      List<String> reasons =
          lines.subList(1, lines.size() - 1).stream()
              .map(line -> line.replaceFirst("(, as the code| [(]|:).*", ""))
              .toList();
      assertEquals(kind.getValue(), String.join(", ", reasons));
      told++;
    }
    assertEquals(6, told);
  }

  /** Models that have other names only, and those that nobody knows. */
  @Test
  void whatAMappingCanReadIsNotRefusedForItsKind() throws IOException {
    String changed =
        (TABLES + GPT2).replaceAll("\\S*(ln_[12]\\S*|_\\w+[.]bias) [0-9]+", "")
            + "lm_head.weight 7,4";
    for (String tensors : List.of(changed, TABLES, "embedding.weight 7,4  decoder.norm.bias 4")) {
      assertTrue(refusal(tensors).get(0).contains("tensor wte is missing"), tensors);
    }
  }

  /** The lines of the error, without the file's name. */
  private List<String> refusal(String tensors) throws IOException {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, Map.of(), tensors(tensors));
    InputException e =
        assertThrows(
            InputException.class,
            () -> CheckpointImporter.read(file, CheckpointImporter.Options.NONE));
    return e.getMessage()
        .substring(file.toString().length() + 2)
        .lines()
        .map(String::strip)
        .toList();
  }

  private static List<Tensor> tensors(String text) {
    List<Tensor> tensors = new ArrayList<>();
    Matcher matcher = Pattern.compile("(\\S+) ([0-9,]+)").matcher(text);
    while (matcher.find()) {
      List<Integer> shape =
          List.of(matcher.group(2).split(",")).stream().map(Integer::valueOf).toList();
      int count = shape.stream().reduce(1, Math::multiplyExact);
      boolean inLayers = matcher.group(1).contains("*");
      for (int layer = 0; layer < (inLayers ? 2 : 1); layer++) {
        tensors.add(Tensor.f32(matcher.group(1).replace("*", "" + layer), shape, new float[count]));
      }
    }
    return tensors;
  }
}
