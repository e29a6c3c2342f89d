package org.microgptrom.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Safetensors;
import org.microgptrom.model.io.Safetensors.DType;
import org.microgptrom.model.io.Safetensors.Tensor;

/** Damaged files are refused with file, and offset, line or tensor, whatever sizes they claim. */
class MalformedFilesTest {
  private static final Checkpoint RIGHT = TestFiles.checkpoint(3);

  @TempDir Path folder;

  @Test
  void npyFiles() throws IOException {
    String plain = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    Defects defects = new Defects();
    defects.put(new byte[0], "offset 0: ends within the header");
    defects.put("NUMPY".getBytes(StandardCharsets.US_ASCII), "offset 5: ends within the header");
    defects.put(new byte[20], "offset 0: does not start as a .npy file");
    defects.put(npy(0, plain, 24), "offset 6: has version 0, 1..3 expected");
    defects.put(npy(4, plain, 24), "offset 6: has version 4, 1..3 expected");
    defects.put(Arrays.copyOf(npy(1, plain, 24), 40), "offset 40: ends within the header");
    defects.put(huge(), "offset 8: the header claims 4294967295 bytes");
    defects.put(npy(1, plain, 23), "shape [2, 3] of 4 bytes each needs");
    defects.put(npy(1, plain, 25), "shape [2, 3] of 4 bytes each needs");
    defects.put(npy(1, plain.replace("<f4", "|O"), 24), "holds pickled Python objects");
    defects.put(npy(1, plain.replace("<f4", "<i8"), 48), "has type <i8, one of f2, f4, f8");
    defects.put(npy(1, plain.replace("<f4", "<f16"), 96), "has type <f16");
    defects.put(npy(1, plain.replace("'<f4'", "[('a', '<f4')]"), 24), "the header is not {'descr'");
    defects.put(npy(1, plain.replace("False", "0"), 24), "the header is not {'descr'");
    defects.put(npy(1, plain.replace("'shape'", "'form'"), 24), "the header is not {'descr'");
    defects.put(npy(1, plain + "x", 24), "the header is not {'descr'");
    defects.put(npy(1, plain.substring(1), 24), "the header is not {'descr'");
    defects.put(npy(1, plain.replace("(2, 3)", "(2, -3)"), 24), "the header is not {'descr'");
    defects.put(npy(1, plain.replace("(2, 3)", "(0, 3)"), 0), "has a size outside 1..2^31-1");
    defects.put(npy(1, plain.replace("2,", "99999999999,"), 9), "has a size outside 1..2^31-1");
    defects.put(npy(1, plain.replace("2,", "2000000000,"), 24), "[2000000000, 3] of 4 bytes each");
    defects.put(npy(1, plain.replace("(2, 3)", "(7,)"), 28), "array: has 7 values");
    defects.put(npy(1, plain, 24), "tensor wte is missing");
    assertEquals(23, refused("x.npy", defects));
  }

  @Test
  void npzFiles() throws IOException {
    Map<String, byte[]> right = entries();
    Defects defects = new Defects();
    byte[] whole = zip(right);
    defects.put(new byte[0], "is a damaged zip archive");
    defects.put(Arrays.copyOf(whole, 30), "is a damaged zip archive");
    defects.put(Arrays.copyOf(whole, whole.length - 10), "is a damaged zip archive");
    defects.put(zip(Map.of("model/data.pkl", new byte[3])), "a checkpoint that PyTorch pickled");
    defects.put(zip(with(right, "readme.txt", new byte[3])), "readme.txt: is no .npy file");
    defects.put(zip(with(right, "wte.npy", new byte[30])), "wte.npy: offset 0: does not start");
    byte[] wte = right.get("wte.npy");
    defects.put(zip(with(right, "wte.npy", Arrays.copyOf(wte, wte.length - 1))), "wte.npy: is");
    defects.put(zip(with(right, "wte.npy", Arrays.copyOf(wte, wte.length + 1))), "wte.npy: is");
    defects.put(
        zip(
            with(
                right,
                "wte.npy",
                npy(1, "{'descr': '|O', 'fortran_order': False, 'shape': (), }", 9))),
        "wte.npy: offset 10: holds pickled Python objects");
    defects.put(
        zip(
            with(
                right,
                "wte.npy",
                npy(
                    1,
                    "{'descr': '<f4', 'fortran_order': False, 'shape': (27, 15), }",
                    27 * 15 * 4))),
        "does not say how many attention heads the model has");
    defects.put(zip(with(right, "bias.npy", wte)), "tensor bias is not part of the model");
    defects.put(zip(without(right, "layer0.attn_wo.npy")), "tensor layer0.attn_wo is missing");
    defects.put(zip(without(right, "wte.npy")), "tensor wte is missing");
    defects.put(append(whole, 1), "has bytes after the end of its zip archive");
    defects.put(append(whole, 100), "has bytes after the end of its zip archive");
    defects.put(renamedInHeader(whole), "in the archive's directory, but its header is of wtf.npy");
    defects.put(patched(whole, 16, 'P', 'K', 1, 2), "wte.npy: ");
    defects.put(damagedData(whole), "wte.npy: is damaged|wte.npy: offset|is Infinity|is NaN");
    assertEquals(18, refused("x.npz", defects));
  }

  @Test
  void jsonFiles() throws IOException {
    String right = json();
    Defects defects = new Defects();
    defects.put("", "an object of matrices expected");
    defects.put("{", ":1:2:");
    defects.put("[]", ":1:2: an object of matrices expected");
    defects.put("{}", "tensor wte is missing");
    defects.put(right + "x", "Unrecognized token 'x'");
    defects.put(right + "{}", "goes on after its object");
    defects.put(right.substring(0, 3_000), "Unexpected end");
    defects.put("{\"wte\":1}", "tensor wte is missing");
    defects.put("{\"wte\":[]}", "tensor wte is empty");
    defects.put("{\"wte\":[[]]}", "tensor wte is empty");
    defects.put("{\"wte\":[[1,2],[3]]}", "tensor wte: row 1 has 1 numbers, row 0 has 2");
    defects.put("{\"wte\":[[1,\"2\"]]}", "tensor wte row 0: a number expected");
    defects.put("{\"wte\":[[1,null]]}", "tensor wte row 0: a number expected");
    defects.put("{\"wte\":[[[1]]]}", "tensor wte row 0: a number expected");
    defects.put("{\"wte\":[[1],2]}", "tensor wte: row 1, an array expected");
    defects.put("{\"wte\":[[NaN]]}", "Non-standard token 'NaN'");
    defects.put("{\"wte\":[[1]],\"wte\":[[1]]}", "Duplicate field 'wte'");
    defects.put(right.replaceFirst("\\[\\[[^,]*,", "[[1e999,"), "tensor wte row 0 column 0 is Inf");
    defects.put(right.replace("layer0.mlp_fc2", "layer0.mlp_fc3"), "layer0.mlp_fc2 is missing");
    assertEquals(19, refused("x.json", defects));
  }

  @Test
  void safetensorsFiles() throws IOException {
    Defects defects = new Defects();
    byte[] right = safetensors(tensors());
    defects.put(new byte[0], "is 0 bytes long, too short");
    defects.put(Arrays.copyOf(right, 7), "is 7 bytes long, too short");
    defects.put(Arrays.copyOf(right, 100), "the header claims");
    defects.put(Arrays.copyOf(right, right.length - 1), "the file holds");
    defects.put(Arrays.copyOf(right, right.length + 1), "the file holds");
    List<Tensor> tensors = tensors();
    tensors.set(0, Tensor.words("wte", DType.I16, List.of(27, 16), new short[432]));
    defects.put(safetensors(tensors), "tensor wte has type I16, F16, BF16, F32 or F64 expected");
    tensors.set(0, Tensor.f64("wte", List.of(27, 16), filled(432, 1e300)));
    defects.put(safetensors(tensors), "tensor wte row 0 column 0 is Infinity");
    tensors.set(0, Tensor.f64("wte", List.of(27, 16), filled(432, Double.NaN)));
    defects.put(safetensors(tensors), "tensor wte row 0 column 0 is NaN");
    tensors.set(0, Tensor.f32("wte", List.of(432), new float[432]));
    defects.put(safetensors(tensors), "tensor wte has shape [432], a matrix expected");
    tensors.set(0, Tensor.f32("wte", List.of(16, 27), new float[432]));
    defects.put(safetensors(tensors), "does not say how many attention heads");
    tensors = tensors();
    tensors.set(7, Tensor.f32("layer0.mlp_fc1", List.of(16, 64), new float[1024]));
    defects.put(
        safetensors(tensors), "tensor layer0.mlp_fc1 has shape [16, 64], [16, 16] expected");
    tensors = tensors();
    tensors.add(Tensor.f32("layer0.bias", List.of(16), new float[16]));
    defects.put(safetensors(tensors), "tensor layer0.bias is not part of the model");
    tensors = tensors();
    tensors.remove(2);
    defects.put(safetensors(tensors), "tensor lm_head is missing");
    defects.put(safetensors(tensors.subList(0, 1)), "tensor wpe is missing");
    assertEquals(14, refused("x.safetensors", defects));
  }

  /**
   * The length of the header comes first, and may be any number: that of a pickle or archive, too.
   */
  @Test
  void aSafetensorsFileMayBeginWithBytesThatOthersHave() throws IOException {
    Path plain = Files.write(folder.resolve("plain.safetensors"), safetensors(tensors()));
    Path padded = folder.resolve("padded.safetensors");
    int read = 0;
    for (int length : new int[] {0x1080, 0x0480, 0x4b50}) { // pickles of protocols 16, 4; PK
      byte[] right = Files.readAllBytes(plain);
      int before = ByteBuffer.wrap(right).order(ByteOrder.LITTLE_ENDIAN).getInt();
      ByteBuffer bytes =
          ByteBuffer.allocate(right.length + length - before).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(length).put(right, 8, before);
      bytes.put(" ".repeat(length - before).getBytes(StandardCharsets.UTF_8));
      bytes.put(right, 8 + before, right.length - 8 - before);
      Files.write(padded, bytes.array());
      try (TensorFile file = ContentKind.open(padded);
          TensorFile expected = new SafetensorsFile(plain)) {
        assertEquals(expected.shapes(), file.shapes());
        for (String name : expected.shapes().keySet()) {
          assertArrayEquals(expected.values(name), file.values(name), name);
        }
      }
      read++;
    }
    assertEquals(3, read);
  }

  @Test
  void otherFiles() throws IOException {
    Defects defects = new Defects();
    defects.put("", "is no file that can be imported");
    defects.put("weights\n", "is no file that can be imported");
    defects.put(new byte[] {(byte) 0x80, 4, '}', '.'}, "is a Python pickle");
    defects.put("GGUF\3\0\0\0", "is a model of llama.cpp (GGUF or GGML)");
    defects.put("24ka\1\0\0\0", "is a model of llama2.c");
    defects.put(llama2(), "is a model of llama2.c");
    defects.put("\b\7\22\7pytorch", "is an ONNX model");
    assertEquals(7, refused("x.bin", defects));
    refuse(folder.resolve("none"), "no such file");
    refuse(folder, "is a folder");
  }

  private int refused(String name, Defects defects) throws IOException {
    for (int i = 0; i < defects.contents.size(); i++) {
      Path file = Files.write(folder.resolve(name), defects.contents.get(i));
      refuse(file, defects.problems.get(i));
    }
    return defects.contents.size();
  }

  /** Contents of files, and what must be said of them. */
  private static final class Defects {
    private final List<byte[]> contents = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    void put(byte[] content, String problem) {
      contents.add(content);
      problems.add(problem);
    }

    void put(String text, String problem) {
      put(text.getBytes(StandardCharsets.UTF_8), problem);
    }
  }

  /** One of the problems, which | divides, must be told. */
  private static void refuse(Path file, String problems) {
    InputException e =
        assertThrows(
            InputException.class,
            () -> CheckpointImporter.read(file, CheckpointImporter.Options.NONE),
            problems);
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertTrue(
        Arrays.stream(problems.split("\\|", -1)).anyMatch(e.getMessage()::contains)
            || e.getMessage().contains(problems),
        () -> problems + " in " + e.getMessage());
  }

  /** A file of this version with this header, padded by nothing, and data of zeros. */
  private static byte[] npy(int version, String header, int data) {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file = ByteBuffer.allocate(10 + text.length + data);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) version).put((byte) 0).put((byte) text.length).put((byte) 0).put(text);
    return file.array();
  }

  private static byte[] huge() {
    byte[] file = npy(2, "", 20);
    Arrays.fill(file, 8, 12, (byte) 0xFF);
    return file;
  }

  private static Map<String, byte[]> entries() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (ParameterSpec spec : RIGHT.config().parameters()) {
      String header =
          String.format(
              "{'descr': '<f4', 'fortran_order': False, 'shape': (%s, %s), }",
              spec.rows(), spec.columns());
      entries.put(spec.name() + ".npy", npy(1, header, 4 * spec.size()));
    }
    return entries;
  }

  private static Map<String, byte[]> with(Map<String, byte[]> entries, String name, byte[] data) {
    Map<String, byte[]> changed = new LinkedHashMap<>(entries);
    changed.put(name, data);
    return changed;
  }

  private static Map<String, byte[]> without(Map<String, byte[]> entries, String name) {
    Map<String, byte[]> changed = new LinkedHashMap<>(entries);
    changed.remove(name);
    return changed;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** Sizes 8, 16, 1 layer, 2 heads, 2, 10 symbols, context 4, and the floats that follow. */
  private static byte[] llama2() {
    int floats = 10 * 8 + (2 * 8 + 4 * 8 * 8 + 3 * 8 * 16) + 8 + 4 * 4;
    ByteBuffer file = ByteBuffer.allocate(28 + 4 * floats).order(ByteOrder.LITTLE_ENDIAN);
    for (int size : new int[] {8, 16, 1, 2, 2, 10, 4}) {
      file.putInt(size);
    }
    return file.array();
  }

  private static byte[] append(byte[] zip, int count) {
    return Arrays.copyOf(zip, zip.length + count);
  }

  private static byte[] renamedInHeader(byte[] zip) {
    byte[] renamed = zip.clone();
    renamed[32] = 'f'; // wte.npy, the first header's name, starts at 30
    return renamed;
  }

  /** Adds 1 to a byte after a signature: 16 is the CRC in the directory's record. */
  private static byte[] patched(byte[] zip, int offset, int... signature) {
    byte[] patched = zip.clone();
    for (int i = 0; i < zip.length - 4; i++) {
      boolean found = true;
      for (int j = 0; j < 4; j++) {
        found &= zip[i + j] == (byte) signature[j];
      }
      if (found) {
        patched[i + offset]++;
        return patched;
      }
    }
    throw new IllegalArgumentException("no such signature");
  }

  /** The first entry's compressed data, overwritten in the middle. */
  private static byte[] damagedData(byte[] zip) {
    byte[] damaged = zip.clone();
    Arrays.fill(damaged, 100, 110, (byte) 0xFF);
    return damaged;
  }

  private static String json() {
    StringBuilder text = new StringBuilder("{");
    for (ParameterSpec spec : RIGHT.config().parameters()) {
      String row = "[" + "0.5,".repeat(spec.columns() - 1) + "0.5]";
      text.append(text.length() > 1 ? ",\n" : "")
          .append('"')
          .append(spec.name())
          .append("\":[")
          .append((row + ",\n").repeat(spec.rows() - 1))
          .append(row)
          .append(']');
    }
    return text.append('}').toString();
  }

  private static List<Tensor> tensors() {
    List<Tensor> tensors = new ArrayList<>();
    for (ParameterSpec spec : RIGHT.config().parameters()) {
      tensors.add(Tensor.f32(spec.name(), spec.shape(), RIGHT.weights().get(spec.name())));
    }
    return tensors;
  }

  private static double[] filled(int size, double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }

  private byte[] safetensors(List<Tensor> tensors) throws IOException {
    Path file = folder.resolve("made.safetensors");
    Safetensors.write(file, Map.of(), tensors);
    return Files.readAllBytes(file);
  }
}
