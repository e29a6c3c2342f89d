package org.microgptrom.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelConfigTest {
  @Test
  void microgptHas4192ParametersOn27Symbols() {
    ModelConfig config = ModelConfig.microgpt(27);
    assertEquals(4192, config.parameterCount());
    assertEquals(4, config.headDim());
    assertEquals(26, config.bos());
  }

  @Test
  void parametersHaveTheNamesOrderAndShapesOfTheStateDict() {
    ModelConfig config = new ModelConfig(2, 24, 3, 12, 40, 11);
    assertEquals(
        List.of(
            new ParameterSpec("wte", 11, 24),
            new ParameterSpec("wpe", 12, 24),
            new ParameterSpec("lm_head", 11, 24),
            new ParameterSpec("layer0.attn_wq", 24, 24),
            new ParameterSpec("layer0.attn_wk", 24, 24),
            new ParameterSpec("layer0.attn_wv", 24, 24),
            new ParameterSpec("layer0.attn_wo", 24, 24),
            new ParameterSpec("layer0.mlp_fc1", 40, 24),
            new ParameterSpec("layer0.mlp_fc2", 24, 40),
            new ParameterSpec("layer1.attn_wq", 24, 24),
            new ParameterSpec("layer1.attn_wk", 24, 24),
            new ParameterSpec("layer1.attn_wv", 24, 24),
            new ParameterSpec("layer1.attn_wo", 24, 24),
            new ParameterSpec("layer1.mlp_fc1", 40, 24),
            new ParameterSpec("layer1.mlp_fc2", 24, 40)),
        config.parameters());
    assertEquals(34 * 24 + 2 * (4 * 24 * 24 + 2 * 40 * 24), config.parameterCount());
  }

  @Test
  void theLargestModelCanBeCounted() {
    ModelConfig largest = new ModelConfig(64, 8192, 8192, 4096, 32768, 4097);
    assertEquals(
        (4097 + 4096 + 4097 + 64L * (4 * 8192 + 2 * 32768)) * 8192, largest.parameterCount());
    assertEquals(1, largest.headDim());
    assertEquals(2, new ModelConfig(1, 1, 1, 1, 1, 2).vocabSize());
  }

  @Test
  void everyLimitIsNamed() {
    requireRefused("layers must be in 1..64, not 0", 0, 16, 4, 16, 64, 27);
    requireRefused("layers must be in 1..64, not 65", 65, 16, 4, 16, 64, 27);
    requireRefused("embd must be in 1..8192, not 0", 1, 0, 1, 16, 64, 27);
    requireRefused("embd must be in 1..8192, not 8193", 1, 8193, 1, 16, 64, 27);
    requireRefused("heads must be in 1..16, not 0", 1, 16, 0, 16, 64, 27);
    requireRefused("heads must be in 1..16, not 17", 1, 16, 17, 16, 64, 27);
    requireRefused(
        "embd must be a multiple of heads: 16 is not a multiple of 3", 1, 16, 3, 16, 64, 27);
    requireRefused("context must be in 1..4096, not 0", 1, 16, 4, 0, 64, 27);
    requireRefused("context must be in 1..4096, not 4097", 1, 16, 4, 4097, 64, 27);
    requireRefused("hidden must be in 1..32768, not 0", 1, 16, 4, 16, 0, 27);
    requireRefused("hidden must be in 1..32768, not 32769", 1, 16, 4, 16, 32769, 27);
    requireRefused("vocab_size must be in 2..4097, not 1", 1, 16, 4, 16, 64, 1);
    requireRefused("vocab_size must be in 2..4097, not 4098", 1, 16, 4, 16, 64, 4098);
  }

  private static void requireRefused(
      String message, int layers, int embd, int heads, int context, int hidden, int vocabSize) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ModelConfig(layers, embd, heads, context, hidden, vocabSize));
    assertEquals(message, e.getMessage());
  }
}
