package org.microgptrom.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.microgptrom.model.io.InputException;

/** Tells files apart by their content, and names the kinds that only other programs read. */
final class ContentKind {
  private static final int START_BYTES = 64;
  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF"; // as ISO 8859-1

  private static final String OTHER_MODEL =
      "its models compute something else (gains, rotary positions, gated MLPs): train one of"
          + " microgpt.py's kind, and save its matrices as safetensors";

  private final Path path;
  private final byte[] start;
  private final long size;

  private ContentKind(Path path, byte[] start, long size) {
    this.path = path;
    this.start = start;
    this.size = size;
  }

  /**
   * Opens a file of any kind that is read.
   *
   * @throws InputException if the file is of no such kind; the error names the kind if it is
   *     another known one
   */
  static TensorFile open(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return new ContentKind(path, in.readNBytes(START_BYTES), Files.size(path)).open();
    }
  }

  private TensorFile open() throws IOException {
    if (isSafetensors()) { // before others, as its length may begin with the bytes of any of them
      return new SafetensorsFile(path);
    }
    String name = String.valueOf(path.getFileName());
    if (NpyHeader.isMagic(start) || name.endsWith(".npy")) {
      return new NpyFile(path);
    }
    if (startsWith("PK") || name.endsWith(".npz")) {
      return new NpzFile(path);
    }
    requireNotForeign(name);
    if (hasSafetensorsLength() || name.endsWith(".safetensors")) {
      return new SafetensorsFile(path);
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.replaceFirst("^" + BYTE_ORDER_MARK, "").stripLeading().startsWith("{")
        || name.endsWith(".json")) {
      return new JsonStateDict(path);
    }
    throw new InputException(
        path,
        "is no file that can be imported",
        "known are safetensors, .npy, .npz, a JSON state_dict and a TALOS-V2 ROM folder");
  }

  private void requireNotForeign(String name) {
    if (startsWith("\u0080")) {
      throw NpyHeader.pickled(path, "is a Python pickle");
    }
    if (startsWith("GGUF") || startsWith("tjgg") || startsWith("lmgg") || startsWith("algg")) {
      throw new InputException(path, "is a model of llama.cpp (GGUF or GGML)", OTHER_MODEL);
    }
    if (startsWith("24ka") || isLlama2()) {
      throw new InputException(path, "is a model of llama2.c", OTHER_MODEL);
    }
    if (name.endsWith(".onnx") || isOnnx()) {
      throw new InputException(
          path,
          "is an ONNX model, a graph of operations",
          "save its matrices: numpy.savez('model.npz', **{t.name: onnx.numpy_helper.to_array(t)"
              + " for t in onnx.load('model.onnx').graph.initializer}), and --mapping names them");
    }
    if (startsWith("\u0089HDF")) {
      throw new InputException(
          path,
          "is an HDF5 file, of Keras perhaps",
          "save its matrices with numpy.savez, and --mapping names them");
    }
  }

  /** Whether a header follows its length, as the format has it. */
  private boolean isSafetensors() {
    return hasSafetensorsLength() && start.length > 8 && start[8] == '{';
  }

  /**
   * Whether the first 8 bytes are the length of a safetensors header below 16 MB; JSON has no such
   * byte.
   */
  private boolean hasSafetensorsLength() {
    return start.length >= 8 && start[5] == 0 && start[6] == 0 && start[7] == 0;
  }

  /**
   * Whether this is a model of llama2.c's first version, which has no magic number: seven sizes
   * (embedding, hidden, layers, heads, key and value heads, symbols, negative if the classifier has
   * its own matrix, context), then as many floats as follow from them.
   *
   * @see <a href="https://github.com/karpathy/llama2.c/blob/master/run.c">memory_map_weights</a>
   */
  private boolean isLlama2() {
    if (start.length < 28) {
      return false;
    }
    int[] sizes = new int[7];
    ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(sizes);
    boolean ownClassifier = sizes[5] < 0;
    sizes[5] = Math.abs(sizes[5]);
    if (Arrays.stream(sizes).anyMatch(s -> s < 1 || s > 1 << 20) || sizes[0] % sizes[3] != 0) {
      return false;
    }
    double embd = sizes[0];
    double headDim = embd / sizes[3];
    double layer = 2 * embd + 2 * embd * embd + 2 * embd * sizes[4] * headDim + 3 * embd * sizes[1];
    double floats =
        sizes[5] * embd * (ownClassifier ? 2 : 1)
            + sizes[2] * layer
            + embd
            + Math.floor(headDim / 2) * 2 * sizes[6];
    return size == 28 + 4 * floats;
  }

  /**
   * Whether this is an ONNX file, in which the first fields of ModelProto come first: the version
   * of the format, then the producer's name.
   */
  private boolean isOnnx() {
    return start.length > 4
        && start[0] == 0x08
        && start[1] >= 3
        && start[1] <= 20
        && start[2] == 0x12
        && start[3] > 0
        && Character.isLetter(start[4]);
  }

  private boolean startsWith(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return start.length >= bytes.length && Arrays.equals(Arrays.copyOf(start, bytes.length), bytes);
  }
}
