package org.microgptrom.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * The safetensors container: an 8-byte little-endian header length, a JSON header that gives each
 * tensor's type, shape and byte range, then the bytes, without holes. Sizes claimed by the header
 * are checked against the file before memory is taken.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class Safetensors {
  /** The advice on how 16-bit words of another tool become the values that they stand for. */
  public static final String FIXED_POINT_ADVICE =
      "these are words in fixed point: save the values that they stand for, that is divided by"
          + " 2^(fraction bits): array.astype('float32') / 2**FRACTION_BITS";

  /** The number of bytes read or written at a time; a multiple of every type's size. */
  private static final int PIECE_BYTES = 1 << 20;

  private final Path file;
  private final SafetensorsHeader header;

  private Safetensors(Path file, SafetensorsHeader header) {
    this.file = file;
    this.header = header;
  }

  /** Element types that our artifacts use or import; the name is the one in the header. */
  public enum DType {
    /** IEEE 754 binary16. */
    F16(2),
    /** The upper half of an IEEE 754 binary32. */
    BF16(2),
    /** IEEE 754 binary32. */
    F32(4),
    /** IEEE 754 binary64. */
    F64(8),
    /** Two's complement, 16 bits. */
    I16(2),
    /** Unsigned, 16 bits. */
    U16(2),
    /** Two's complement, 8 bits; as the others below but U8, in imported files only. */
    I8(1),
    /** Unsigned, 8 bits; codes of narrow weights. */
    U8(1),
    /** Two's complement, 32 bits. */
    I32(4),
    /** Unsigned, 32 bits. */
    U32(4),
    /** Two's complement, 64 bits. */
    I64(8),
    /** Unsigned, 64 bits. */
    U64(8),
    /** 0 or 1. */
    BOOL(1);

    /** The number of bytes of one value. */
    final int bytes;

    DType(int bytes) {
      this.bytes = bytes;
    }

    /** Whether the values of this type are floats, not integers or booleans. */
    public boolean isFloat() {
      return this == F16 || this == BF16 || this == F32 || this == F64;
    }
  }

  /** A tensor's values, handed on piece by piece: a model may fill half of the memory. */
  @FunctionalInterface
  public interface Pieces {
    /**
     * Puts {@code count} values from number {@code first} on into a little-endian buffer or, where
     * a file is read, takes them from it.
     */
    void hand(int first, int count, ByteBuffer piece);
  }

  /**
   * One tensor to be written.
   *
   * @param count how many values it has
   * @param values row-major, asked for when the tensor is written
   */
  public record Tensor(
      String name, DType dtype, List<Integer> shape, int count, Supplier<Pieces> values) {
    /** Checks that the values fill the shape. */
    public Tensor {
      shape = List.copyOf(shape);
      if (shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b) != count) {
        throw new IllegalArgumentException(
            name + ": " + count + " values for shape " + shape + " of " + dtype);
      }
    }

    /** A matrix or vector of floats. */
    public static Tensor f32(String name, List<Integer> shape, float[] values) {
      return f32(name, shape, values.length, () -> values);
    }

    /** A matrix or vector of floats that take no memory before they are written. */
    public static Tensor f32(
        String name, List<Integer> shape, int count, Supplier<float[]> values) {
      return new Tensor(
          name,
          DType.F32,
          shape,
          count,
          () -> {
            float[] all = values.get();
            return (first, many, to) -> to.asFloatBuffer().put(all, first, many);
          });
    }

    /** A matrix or vector of doubles. */
    public static Tensor f64(String name, List<Integer> shape, double[] values) {
      Pieces pieces = (first, count, to) -> to.asDoubleBuffer().put(values, first, count);
      return new Tensor(name, DType.F64, shape, values.length, () -> pieces);
    }

    /** A matrix or vector of 16-bit words; {@code dtype} says whether they are signed. */
    public static Tensor words(String name, DType dtype, List<Integer> shape, short[] values) {
      Pieces pieces = (first, count, to) -> to.asShortBuffer().put(values, first, count);
      return new Tensor(name, dtype, shape, values.length, () -> pieces);
    }

    /**
     * A matrix of codes of up to 8 bits, asked for one by one.
     *
     * @param code the code of the value with this number, row-major
     */
    public static Tensor codes(String name, List<Integer> shape, int count, IntUnaryOperator code) {
      Pieces pieces =
          (first, many, to) -> {
            for (int i = first; i < first + many; i++) {
              to.put((byte) code.applyAsInt(i));
            }
          };
      return new Tensor(name, DType.U8, shape, count, () -> pieces);
    }

    private long bytes() {
      return (long) count * dtype.bytes;
    }
  }

  /** Writes {@code tensors} in their order to {@code file}, which is created or overwritten. */
  public static void write(Path file, Map<String, String> metadata, List<Tensor> tensors)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      write(channel, metadata, tensors);
    }
  }

  /** Writes the content of a safetensors file to {@code channel}, which stays open. */
  public static void write(
      WritableByteChannel channel, Map<String, String> metadata, List<Tensor> tensors)
      throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put(SafetensorsHeader.METADATA, metadata);
    }
    long offset = 0;
    for (Tensor tensor : tensors) {
      long end = offset + tensor.bytes();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", tensor.dtype.name());
      entry.put("shape", tensor.shape);
      entry.put("data_offsets", List.of(offset, end));
      header.put(tensor.name, entry);
      offset = end;
    }
    byte[] json = Json.line(header).getBytes(StandardCharsets.UTF_8);
    // The reference writer pads with spaces so that the data start 8-byte aligned.
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    writeFully(channel, length.putLong(padded.length).flip());
    writeFully(channel, ByteBuffer.wrap(padded));
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Tensor tensor : tensors) {
      Pieces values = tensor.values.get();
      int most = PIECE_BYTES / tensor.dtype.bytes;
      for (int first = 0; first < tensor.count; first += most) {
        int count = Math.min(most, tensor.count - first);
        values.hand(first, count, piece.clear());
        writeFully(channel, piece.clear().limit(count * tensor.dtype.bytes));
      }
    }
  }

  /**
   * Reads the header of {@code file} and checks it against the file's size.
   *
   * @throws InputException if the file is missing, or is not a well-formed safetensors file
   */
  public static Safetensors open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new Safetensors(file, SafetensorsHeader.read(file, channel));
    } catch (NoSuchFileException e) {
      throw InputException.missing(file, "file", "");
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    }
  }

  /** The tensors' names, in the order of the header. */
  public List<String> names() {
    return List.copyOf(header.entries().keySet());
  }

  /** The free-form string map of the header; empty when there is none. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** The values of a tensor of type F32 that must have this shape. */
  public float[] floats(String name, List<Integer> shape) {
    float[] values = new float[count(name, DType.F32, shape)];
    read(name, (first, count, piece) -> piece.asFloatBuffer().get(values, first, count));
    return values;
  }

  /**
   * The values of a tensor of any floating-point type and shape, each rounded to the nearest float.
   *
   * @throws InputException if there is no tensor of this name, or it holds integers
   */
  public float[] nearestFloats(String name) {
    List<Integer> shape = shape(name);
    DType dtype = dtype(name);
    if (!dtype.isFloat()) {
      throw new InputException(
          file,
          "tensor " + name + " has type " + dtype + ", F16, BF16, F32 or F64 expected",
          dtype == DType.BOOL ? "" : FIXED_POINT_ADVICE);
    }
    float[] values = new float[count(name, dtype, shape)];
    read(
        name,
        (first, count, piece) -> {
          for (int i = first; i < first + count; i++) {
            values[i] = nextFloat(dtype, piece);
          }
        });
    return values;
  }

  private static float nextFloat(DType dtype, ByteBuffer data) {
    return switch (dtype) {
      case F16 -> halfToFloat(data.getShort());
      case BF16 -> Float.intBitsToFloat(data.getShort() << 16);
      case F32 -> data.getFloat();
      case F64 -> (float) data.getDouble();
      default -> throw new IllegalArgumentException(dtype + " holds no floats");
    };
  }

  /**
   * The values of a tensor of any type of integers and any shape, row-major.
   *
   * @throws InputException if there is no tensor of this name, or it holds no integers
   */
  public long[] integers(String name) {
    DType dtype = dtype(name);
    if (dtype.isFloat() || dtype == DType.BOOL) {
      throw new InputException(
          file, "tensor " + name + " has type " + dtype + ", integers expected", "");
    }
    long[] values = new long[count(name, dtype, shape(name))];
    read(
        name,
        (first, count, piece) -> {
          for (int i = first; i < first + count; i++) {
            values[i] = nextInteger(dtype, piece);
          }
        });
    return values;
  }

  private static long nextInteger(DType dtype, ByteBuffer data) {
    return switch (dtype) {
      case I8 -> data.get();
      case U8 -> Byte.toUnsignedLong(data.get());
      case I16 -> data.getShort();
      case U16 -> Short.toUnsignedLong(data.getShort());
      case I32 -> data.getInt();
      case U32 -> Integer.toUnsignedLong(data.getInt());
      case I64, U64 -> data.getLong(); // beyond 2^63 negative, and as such no token
      default -> throw new IllegalArgumentException(dtype + " holds no integers");
    };
  }

  /** The value of an IEEE 754 binary16: 5 bits of exponent, 10 of fraction. */
  public static float halfToFloat(short half) {
    int exponent = half >> 10 & 31;
    int fraction = half & 0x3FF;
    float magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (0x400 | fraction), exponent - 25);
        };
    return half < 0 ? -magnitude : magnitude;
  }

  /** The values of a tensor of type F64 that must have this shape. */
  public double[] doubles(String name, List<Integer> shape) {
    double[] values = new double[count(name, DType.F64, shape)];
    read(name, (first, count, piece) -> piece.asDoubleBuffer().get(values, first, count));
    return values;
  }

  /**
   * The shape of a tensor.
   *
   * @throws InputException if there is no tensor of this name
   */
  public List<Integer> shape(String name) {
    return entry(name).shape();
  }

  /**
   * The type of a tensor.
   *
   * @throws InputException if there is no tensor of this name
   */
  public DType dtype(String name) {
    return entry(name).dtype();
  }

  /** The 16-bit words of a tensor that must have this type and shape. */
  public short[] words(String name, DType dtype, List<Integer> shape) {
    short[] values = new short[count(name, dtype, shape)];
    read(name, (first, count, piece) -> piece.asShortBuffer().get(values, first, count));
    return values;
  }

  /** The codes of a tensor of type U8 that must have this shape, row-major, 0..255. */
  public short[] codes(String name, List<Integer> shape) {
    short[] values = new short[count(name, DType.U8, shape)];
    read(
        name,
        (first, count, piece) -> {
          for (int i = first; i < first + count; i++) {
            values[i] = (short) Byte.toUnsignedInt(piece.get());
          }
        });
    return values;
  }

  /**
   * Requires that the file holds exactly these tensors.
   *
   * @throws InputException naming the first that is missing or not expected
   */
  public void requireExactly(List<String> expected) {
    for (String name : expected) {
      if (!header.entries().containsKey(name)) {
        throw new InputException(
            file, "tensor " + name + " is missing", "the file has " + String.join(", ", names()));
      }
    }
    for (String name : header.entries().keySet()) {
      if (!expected.contains(name)) {
        throw new InputException(
            file,
            "tensor " + name + " is not part of this model",
            "expected are " + String.join(", ", expected));
      }
    }
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new InputException(file, "tensor " + name + " is missing", "");
    }
    return entry;
  }

  /** The number of values of a tensor, which must have this type and shape. */
  private int count(String name, DType dtype, List<Integer> shape) {
    SafetensorsHeader.Entry entry = entry(name);
    if (entry.dtype() != dtype) {
      throw new InputException(
          file, "tensor " + name + " has type " + entry.dtype() + ", " + dtype + " expected", "");
    }
    if (!entry.shape().equals(shape)) {
      throw new InputException(
          file, "tensor " + name + " has shape " + entry.shape() + ", " + shape + " expected", "");
    }
    return Math.toIntExact((entry.end() - entry.begin()) / dtype.bytes);
  }

  /** Hands on all values of a tensor, which exists. */
  private void read(String name, Pieces to) {
    SafetensorsHeader.Entry entry = entry(name);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int first = 0;
      for (long at = entry.begin(); at < entry.end(); at += PIECE_BYTES) {
        int bytes = (int) Math.min(PIECE_BYTES, entry.end() - at);
        int count = bytes / entry.dtype().bytes;
        to.hand(first, count, SafetensorsHeader.readFully(channel, header.dataStart() + at, bytes));
        first += count;
      }
    } catch (IOException e) {
      throw new InputException(
          file, "tensor " + name + ": cannot be read: " + e.getMessage(), "", e);
    }
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int written = channel.write(bytes);
      if (written < 0) {
        throw new IOException("no more bytes could be written");
      }
    }
  }

  @Override
  public String toString() {
    return Objects.toString(file);
  }
}
