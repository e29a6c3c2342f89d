package org.microgptrom.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files are refused with their fault, whatever sizes they claim. */
class MalformedSafetensorsTest {
  private static final String A = "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";
  private static final String B = "'b':{'dtype':'I16','shape':[4],'data_offsets':[8,16]}";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void setFile() {
    file = folder.resolve("x.safetensors");
  }

  /** A header, with ' for ", and this many bytes of data. */
  private record Defect(String header, int data, String problem) {}

  private static List<Defect> defects() {
    return List.of(
        new Defect("", 0, "the header claims 0 bytes"),
        new Defect("{", 20, "the header claims 1 bytes"),
        new Defect("[]", 0, "header: is not a JSON object"),
        new Defect("no", 0, "header:1:"),
        new Defect("{" + A, 8, "header:1:"),
        new Defect("{" + A + "}}", 8, "header:1:"),
        new Defect("{" + A + "," + A + "}", 8, "Duplicate field 'a'"),
        new Defect("{'\u0000':1}", 0, "header:1:"),
        new Defect("{'a':[]}", 0, "tensor a: dtype, shape and two data_offsets expected"),
        new Defect(A.replace("'dtype':'F32',", ""), 8, "dtype, shape and two data_offsets"),
        new Defect(A.replace("'shape':[2],", ""), 8, "dtype, shape and two data_offsets"),
        new Defect(A.replace(",'data_offsets':[0,8]", ""), 8, "dtype, shape and two data_offsets"),
        new Defect(A.replace("[0,8]", "[0]"), 8, "dtype, shape and two data_offsets"),
        new Defect(A.replace("[0,8]", "[0,8,8]"), 8, "dtype, shape and two data_offsets"),
        new Defect(A.replace("F32", "F8"), 8, "type F8 is not one of [F16, BF16, F32, F64, I16,"),
        new Defect(A.replace("F32", "f32"), 8, "type f32 is not one of"),
        new Defect(A.replace("'F32'", "32"), 8, "dtype, shape and two data_offsets"),
        new Defect(A.replace("[2]", "2"), 8, "dtype, shape and two data_offsets"),
        new Defect(A.replace("[2]", "[-2]"), 8, "shape [-2] has a size outside"),
        new Defect(A.replace("[2]", "[0]"), 8, "shape [0] has a size outside"),
        new Defect(A.replace("[2]", "[2.5]"), 8, "shape [2.5] has a size outside"),
        new Defect(A.replace("[2]", "['2']"), 8, "shape [\"2\"] has a size outside"),
        new Defect(A.replace("[2]", "[null]"), 8, "shape [null] has a size outside"),
        new Defect(A.replace("[2]", "[2147483648]"), 8, "has a size outside 1..2^31-1"),
        new Defect(A.replace("[2]", "[1e999]"), 8, "has a size outside 1..2^31-1"),
        new Defect(A.replace("[2]", "[65536,65536,65536,65536]"), 8, "do not hold shape"),
        new Defect(A.replace("[2]", "[1073741826]"), 8, "do not hold shape [1073741826] of F32"),
        new Defect(A.replace("[2]", "[3]"), 8, "data_offsets [0,8] do not hold shape [3] of F32"),
        new Defect(A.replace("[0,8]", "[8,0]"), 8, "data_offsets [8,0] do not hold"),
        new Defect(A.replace("[0,8]", "[-8,0]"), 8, "data_offsets [-8,0] do not hold"),
        new Defect(A.replace("[0,8]", "[0.5,8.5]"), 8, "[0.5,8.5] are not 64-bit integers"),
        new Defect(A.replace("[0,8]", "[0,18446744073709551624]"), 8, "are not 64-bit integers"),
        new Defect(
            A.replace("[0,8]", "[-9223372036854775808,-9223372036854775800]"), 8, "do not hold"),
        new Defect(A.replace("[0,8]", "[4,12]"), 12, "tensor a: starts at 4, 0 expected"),
        new Defect(A + "," + B.replace("[8,16]", "[4,12]"), 16, "tensor b: starts at 4, 8"),
        new Defect(A + "," + B.replace("[8,16]", "[12,20]"), 20, "tensor b: starts at 12, 8"),
        new Defect(A + "," + B, 15, "the header describes 16 bytes of data, the file holds 15"),
        new Defect(A + "," + B, 17, "the header describes 16 bytes of data, the file holds 17"),
        new Defect("", 8, "the header claims 0 bytes"),
        new Defect("'__metadata__':{}", 8, "the header describes 0 bytes of data"),
        new Defect("'__metadata__':'pt'," + A, 8, "__metadata__ must map strings to strings"),
        new Defect("'__metadata__':{'n':1}," + A, 8, "__metadata__ must map strings to strings"));
  }

  @Test
  void everyDefectIsNamed() throws IOException {
    int refused = 0;
    for (Defect defect : defects()) {
      boolean entries = defect.header.startsWith("'");
      write(entries ? "{" + defect.header + "}" : defect.header, defect.data);
      requireRefused(defect.problem, defect.toString());
      refused++;
    }
    assertEquals(42, refused);
  }

  @Test
  void theSameFileWithoutADefectIsRead() throws IOException {
    write("{" + B + "," + A + "}", 16);
    Safetensors tensors = Safetensors.open(file);
    assertEquals(List.of("b", "a"), tensors.names());
    assertArrayEquals(new float[2], tensors.floats("a", List.of(2)));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    write("{" + A + "," + B + "}", 16);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      requireRefused("", "cut to " + length);
    }
    assertEquals(8 + A.length() + B.length() + 3 + 16, whole.length);
  }

  @Test
  void everyChangedByteOfTheHeaderIsReadOrRefused() throws IOException {
    write("{" + A + "," + B + "}", 16);
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    int cases = 0;
    for (int i = 0; i < whole.length - 16; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = whole.clone();
        changed[i] ^= (byte) (1 << bit);
        Files.write(file, changed);
        cases++;
        try {
          Safetensors.open(file);
        } catch (InputException e) {
          refused++;
        }
      }
    }
    assertEquals((whole.length - 16) * 8, cases);
    assertTrue(refused > cases * 9 / 10, refused + " of " + cases);
  }

  @Test
  void hugeHeaderLengthsTakeNoMemory() throws IOException {
    Map<Long, String> lengths =
        Map.of(
            1L << 60,
            "the header claims 1152921504606846976 bytes, the file has 10",
            -1L,
            "the header claims 18446744073709551615 bytes",
            Long.MIN_VALUE,
            "the header claims 9223372036854775808 bytes",
            11L,
            "the header claims 11 bytes, the file has 10",
            (1L << 32) + 2,
            "the header claims 4294967298 bytes");
    for (Map.Entry<Long, String> entry : lengths.entrySet()) {
      Files.write(file, bytes(entry.getKey(), "{}", 8));
      requireRefused(entry.getValue(), "length " + entry.getKey());
    }
    Files.write(file, bytes((16 << 20) + 1, "{}", 8));
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(2L << 30);
    }
    requireRefused("the header claims 16777217 bytes", "a sparse file");
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    write("{'a':" + "[".repeat(100_000) + "]".repeat(100_000) + "}", 0);
    requireRefused("header: Document nesting depth (1001) exceeds", "deep nesting");
  }

  @Test
  void missingFilesAndFoldersAreReported() {
    requireRefused("no such file", "missing");
    file = folder;
    requireRefused("", "a folder");
  }

  private void requireRefused(String problem, String about) {
    InputException e = assertThrows(InputException.class, () -> Safetensors.open(file), about);
    assertTrue(e.getMessage().startsWith(file.toString()), about + ": " + e.getMessage());
    assertTrue(e.getMessage().contains(problem), about + ": " + e.getMessage());
  }

  private void write(String header, int data) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes(json.length, header.replace('\'', '"'), data));
  }

  private static byte[] bytes(long length, String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(json)
        .array();
  }
}
