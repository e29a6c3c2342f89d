package org.microgptrom.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Safetensors;
import org.microgptrom.model.io.Safetensors.DType;
import org.microgptrom.model.io.Safetensors.Tensor;

/** Logits in safetensors, whose token ids may be integers of any type: those of PyTorch are I64. */
class ForeignLogitsTest {
  private static final Checkpoint MODEL = TestFiles.checkpoint(9);
  private static final int[] TOKENS = {26, 4, 12, 0};

  @TempDir Path folder;

  @Test
  void tokensAreIntegersOfAnyType() throws IOException {
    int read = 0;
    for (DType dtype : DType.values()) {
      if (!dtype.isFloat() && dtype != DType.BOOL) {
        Path file = write(dtype, TOKENS);
        ForeignLogits.Verdict verdict = ForeignLogits.read(file).compare(MODEL, 26);
        assertEquals(Optional.empty(), verdict.first(), dtype.name());
        assertEquals(TOKENS.length * 27L, verdict.count());
        read++;
      }
    }
    assertEquals(8, read);
  }

  @Test
  void whatIsNoTokenIsRefused() throws IOException {
    refuse("has token -6, 0..26 expected", write(DType.I8, new int[] {26, 250, 1, 1}));
    refuse("has token 250, 0..26 expected", write(DType.U8, new int[] {26, 250, 1, 1}));
    refuse("tensor tokens has type BOOL, integers expected", write(DType.BOOL, TOKENS));
    refuse("one array of token ids and one of logits expected", write(DType.F32, TOKENS));
  }

  private static void refuse(String problem, Path file) {
    InputException e =
        assertThrows(
            InputException.class, () -> ForeignLogits.read(file).compare(MODEL, 26), problem);
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  /** Writes tokens of a type, and the logits of {@link #TOKENS}. */
  private Path write(DType dtype, int[] tokens) throws IOException {
    FloatModel model = new FloatModel(MODEL);
    float[] logits = new float[tokens.length * 27];
    for (int position = 0; position < tokens.length; position++) {
      double[] step = model.step(TOKENS[position]);
      for (int symbol = 0; symbol < 27; symbol++) {
        logits[position * 27 + symbol] = (float) step[symbol];
      }
    }
    Safetensors.Pieces pieces =
        (first, count, to) -> {
          for (int i = first; i < first + count; i++) {
            put(dtype, tokens[i], to);
          }
        };
    Path file = folder.resolve("logits.safetensors");
    Safetensors.write(
        file,
        Map.of(),
        List.of(
            new Tensor("tokens", dtype, List.of(tokens.length), tokens.length, () -> pieces),
            Tensor.f32("logits", List.of(tokens.length, 27), logits)));
    return file;
  }

  private static void put(DType dtype, int token, ByteBuffer to) {
    switch (dtype) {
      case I8, U8, BOOL -> to.put((byte) token);
      case I16, U16 -> to.putShort((short) token);
      case I32, U32 -> to.putInt(token);
      case I64, U64 -> to.putLong(token);
      default -> to.putFloat(token);
    }
  }
}
