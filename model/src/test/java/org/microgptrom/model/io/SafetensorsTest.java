package org.microgptrom.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Safetensors.DType;
import org.microgptrom.model.io.Safetensors.Tensor;

class SafetensorsTest {
  private static final float[] FLOATS = {0f, -0f, 1.5f, Float.MIN_VALUE, Float.MAX_VALUE, -3.25f};
  private static final short[] SIGNED = {0, 1, -1, Short.MIN_VALUE, Short.MAX_VALUE};
  private static final short[] UNSIGNED = {(short) 0xFFFF, (short) 0x8000, 7};

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("model.safetensors");
    Safetensors.write(
        file,
        Map.of("format", "pt"),
        List.of(
            Tensor.f32("wte", List.of(2, 3), FLOATS),
            Tensor.words("layer0.\"é\uD83D\uDE00", DType.I16, List.of(5), SIGNED),
            Tensor.words("table", DType.U16, List.of(1, 3, 1), UNSIGNED)));
  }

  @Test
  void readsWhatItWrote() {
    Safetensors tensors = Safetensors.open(file);
    assertEquals(List.of("wte", "layer0.\"é\uD83D\uDE00", "table"), tensors.names());
    assertEquals(Map.of("format", "pt"), tensors.metadata());
    assertArrayEquals(FLOATS, tensors.floats("wte", List.of(2, 3)));
    assertArrayEquals(SIGNED, tensors.words("layer0.\"é\uD83D\uDE00", DType.I16, List.of(5)));
    assertArrayEquals(UNSIGNED, tensors.words("table", DType.U16, List.of(1, 3, 1)));
  }

  @Test
  void theBytesAreTheFormat() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(buffer.getLong());
    JsonNode header = new ObjectMapper().readTree(bytes, 8, length);
    assertEquals(0, length % 8, "data start 8-byte aligned");
    assertEquals('{', bytes[8]);
    assertEquals("pt", header.at("/__metadata__/format").textValue());
    List<String> names = new ArrayList<>();
    header.fieldNames().forEachRemaining(names::add);
    assertEquals(List.of("__metadata__", "wte", "layer0.\"é\uD83D\uDE00", "table"), names);
    assertEquals(
        "{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}",
        header.get("wte").toString());
    assertEquals(
        "{\"dtype\":\"I16\",\"shape\":[5],\"data_offsets\":[24,34]}",
        header.get(names.get(2)).toString());
    assertEquals(
        "{\"dtype\":\"U16\",\"shape\":[1,3,1],\"data_offsets\":[34,40]}",
        header.get("table").toString());
    buffer.position(8 + length);
    for (float value : FLOATS) {
      assertEquals(Float.floatToRawIntBits(value), buffer.getInt());
    }
    for (short value : SIGNED) {
      assertEquals(value, buffer.getShort());
    }
    for (short value : UNSIGNED) {
      assertEquals(value, buffer.getShort());
    }
    assertEquals(0, buffer.remaining());
  }

  @Test
  void overwritesALongerFile() throws IOException {
    Safetensors.write(file, Map.of(), List.of(Tensor.f32("x", List.of(1), new float[] {2})));
    Safetensors tensors = Safetensors.open(file);
    assertEquals(List.of("x"), tensors.names());
    assertEquals(Map.of(), tensors.metadata());
    assertArrayEquals(new float[] {2}, tensors.floats("x", List.of(1)));
  }

  @Test
  void refusesATensorOfAnotherTypeOrShape() {
    Safetensors tensors = Safetensors.open(file);
    requireProblem(
        "tensor wte has type F32, I16 expected",
        () -> tensors.words("wte", DType.I16, List.of(2, 3)));
    requireProblem(
        "tensor wte has shape [2, 3], [3, 2] expected", () -> tensors.floats("wte", List.of(3, 2)));
    requireProblem("tensor wpe is missing", () -> tensors.floats("wpe", List.of(3, 2)));
    List<String> names = tensors.names();
    tensors.requireExactly(names);
    requireProblem(
        "tensor table is not part of this model",
        () -> tensors.requireExactly(names.subList(0, 2)));
    requireProblem("tensor wpe is missing", () -> tensors.requireExactly(List.of("wpe")));
  }

  @Test
  void refusesToWriteDataThatDoNotFillTheShape() {
    assertThrows(
        IllegalArgumentException.class, () -> Tensor.f32("x", List.of(2, 3), new float[5]));
  }

  private void requireProblem(String problem, Runnable read) {
    InputException e = assertThrows(InputException.class, read::run);
    assertTrue(e.getMessage().startsWith(file + ": " + problem), e.getMessage());
  }

  /** Tensors of more than one piece of a mebibyte, the last piece not full. */
  @Test
  void largeTensorsKeepEveryValue() throws Exception {
    int count = 700_001;
    float[] floats = new float[count];
    double[] doubles = new double[count];
    short[] words = new short[count];
    for (int i = 0; i < count; i++) {
      floats[i] = i + 0.5f;
      doubles[i] = -i / 3.0;
      words[i] = (short) (i * 7);
    }
    List<Integer> shape = List.of(count);
    Path file = folder.resolve("large.safetensors");
    Safetensors.write(
        file,
        Map.of(),
        List.of(
            Tensor.words("w", DType.I16, shape, words),
            Tensor.f64("d", shape, doubles),
            Tensor.f32("f", shape, floats)));
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = (int) (8 + data.getLong(0));
    int compared = 0;
    for (int i = 0; i < count; i++) {
      assertEquals(words[i], data.getShort(start + 2 * i));
      assertEquals(doubles[i], data.getDouble(start + 2 * count + 8 * i));
      assertEquals(floats[i], data.getFloat(start + 10 * count + 4 * i));
      compared++;
    }
    assertEquals(count, compared);
    Safetensors read = Safetensors.open(file);
    assertArrayEquals(words, read.words("w", DType.I16, shape));
    assertArrayEquals(doubles, read.doubles("d", shape));
    assertArrayEquals(floats, read.floats("f", shape));
  }
}
