package org.microgptrom.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Safetensors;

/**
 * The head of a {@code .npy} file, versions 1 to 3: magic, version, the length of the rest, and a
 * Python dictionary of type, order and shape.
 *
 * @param shape sizes of the dimensions, each at least 1; empty for a single number
 * @param type of the values, as the file names it
 * @param bytes of one value: 2, 4 or 8 of floats, 1 of booleans, 1, 2, 4 or 8 of integers
 * @param order of the bytes in a value
 * @param fortranOrder whether the first index varies fastest
 * @param length of the head in bytes
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the
 *     format</a>
 */
record NpyHeader(
    List<Integer> shape,
    String type,
    int bytes,
    ByteOrder order,
    boolean fortranOrder,
    int length) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int PRELUDE = MAGIC.length + 2;
  private static final int LARGEST = 1 << 16;

  private static final String SAVE_SAFELY =
      "a pickle can run any program when it is read, so none is; save plain arrays:"
          + " numpy.savez('model.npz', **{k: numpy.array(v, dtype='float32') for k, v in"
          + " state_dict.items()})";

  /**
   * An entry of the dictionary. Each quantifier takes all that it can and gives nothing back, so
   * that the time grows only linearly with the length.
   */
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*+'(\\w++)'\\s*+:\\s*+(?:'([^']*+)'|(True|False)|\\(([0-9, L]*+)\\))\\s*+(?:,|(?=\\}))");

  private static final Pattern END = Pattern.compile("\\s*+\\}");

  private static final Pattern TYPE = Pattern.compile("([<>])(f[248]|[iu][248])|[|](b1|[iu]1)");

  /** The number of dimensions at most, which is the limit of NumPy 2. */
  private static final int MOST_DIMENSIONS = 64;

  /** Whether these first bytes are those of a {@code .npy} file. */
  static boolean isMagic(byte[] start) {
    return start.length >= MAGIC.length && Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC);
  }

  /** The error for a pickled file. */
  static InputException pickled(Object where, String what) {
    return new InputException(where, what, SAVE_SAFELY);
  }

  /**
   * Reads the head from the start of a stream.
   *
   * @throws InputException with the offset if the head is malformed, or its type is none of floats,
   *     integers or booleans
   */
  static NpyHeader read(String where, InputStream in) throws IOException {
    byte[] prelude = exactly(where, in, PRELUDE, 0);
    if (!isMagic(prelude)) {
      throw new InputException(
          where + ": offset 0", "does not start as a .npy file does, with \\x93NUMPY", "");
    }
    int version = prelude[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new InputException(
          where + ": offset " + MAGIC.length, "has version " + version + ", 1..3 expected", "");
    }
    int lengthBytes = version == 1 ? 2 : 4;
    byte[] size = exactly(where, in, lengthBytes, PRELUDE);
    long length = 0;
    for (int i = lengthBytes - 1; i >= 0; i--) {
      length = length << 8 | (size[i] & 0xFF);
    }
    if (length > LARGEST) {
      throw new InputException(
          where + ": offset " + PRELUDE,
          "the header claims " + length + " bytes, at most " + LARGEST + " are accepted",
          "");
    }
    int start = PRELUDE + lengthBytes;
    String text =
        new String(exactly(where, in, (int) length, start), StandardCharsets.ISO_8859_1).strip();
    return parse(where + ": offset " + start, text, start + (int) length);
  }

  /** Parses the dictionary's text, which has no white space around it. */
  static NpyHeader parse(String where, CharSequence text, int length) {
    Map<String, String> entries = new HashMap<>();
    Matcher matcher = ENTRY.matcher(text);
    int end = !text.isEmpty() && text.charAt(0) == '{' ? 1 : 0;
    boolean isDictionary = end > 0;
    while (isDictionary && matcher.region(end, text.length()).lookingAt()) {
      for (int group = 2; group <= 4; group++) {
        if (matcher.group(group) != null) {
          isDictionary &= entries.put(matcher.group(1), matcher.group(group)) == null;
        }
      }
      end = matcher.end();
    }
    boolean isWhole = isDictionary && END.matcher(text).region(end, text.length()).matches();
    if (!isWhole || !entries.keySet().equals(Set.of("descr", "fortran_order", "shape"))) {
      throw new InputException(
          where,
          "the header is not {'descr': '<f4', 'fortran_order': False, 'shape': (ROWS, COLUMNS)} or"
              + " the like: "
              + (text.length() > 200 ? text.subSequence(0, 200) + "..." : text),
          "save a plain array of floats");
    }
    String type = Objects.requireNonNull(entries.get("descr"));
    if (type.endsWith("O")) {
      throw pickled(where, "holds pickled Python objects, not an array of numbers");
    }
    if (!TYPE.matcher(type).matches()) {
      throw wrongType(where, type);
    }
    return new NpyHeader(
        shape(where, Objects.requireNonNull(entries.get("shape"))),
        type,
        Integer.parseInt(type.substring(2)),
        type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        "True".equals(entries.get("fortran_order")),
        length);
  }

  private static InputException wrongType(String where, String type) {
    boolean isInteger = type.length() > 1 && "iu".indexOf(type.charAt(1)) >= 0;
    return new InputException(
        where,
        "has type " + type + ", one of f2, f4, f8 expected",
        isInteger ? Safetensors.FIXED_POINT_ADVICE : "save it as array.astype('float32')");
  }

  /** Whether the values are floats, not integers or booleans. */
  boolean isFloat() {
    return type.charAt(1) == 'f';
  }

  /** Whether the values are integers. */
  boolean isInteger() {
    return !isFloat() && type.charAt(1) != 'b';
  }

  /**
   * Requires values that can be weights.
   *
   * @throws InputException if they are integers or booleans
   */
  void requireFloats(String where) {
    if (!isFloat()) {
      throw wrongType(where, type);
    }
  }

  private static List<Integer> shape(String where, String text) {
    List<Integer> shape = new ArrayList<>();
    for (String size : text.replace("L", "").replace(" ", "").split(",", -1)) {
      if (!size.isEmpty()) {
        boolean isSize = size.length() <= 10 && Long.parseLong(size) <= Integer.MAX_VALUE;
        if (!isSize || Long.parseLong(size) < 1) {
          throw new InputException(where, "shape (" + text + ") has a size outside 1..2^31-1", "");
        }
        shape.add(Integer.parseInt(size));
      }
    }
    if (shape.size() > MOST_DIMENSIONS) {
      throw new InputException(
          where,
          "has " + shape.size() + " dimensions, at most " + MOST_DIMENSIONS + " expected",
          "");
    }
    return List.copyOf(shape);
  }

  /** The number of values; saturates. */
  long count() {
    double count = 1;
    for (int size : shape) {
      count *= size;
    }
    return (long) count;
  }

  /** The bytes of the whole file; saturates. */
  long fileBytes() {
    return length + (count() > Integer.MAX_VALUE ? Long.MAX_VALUE / 2 : count() * bytes);
  }

  private static byte[] exactly(String where, InputStream in, int length, int offset)
      throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new InputException(
          where + ": offset " + (offset + bytes.length), "ends within the header", "");
    }
    return bytes;
  }
}
