package org.microgptrom.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Safetensors;

/** The values that follow the head of a {@code .npy} file. */
final class NpyValues {
  private static final int PIECE_BYTES = 1 << 16;

  private NpyValues() {}

  /** Takes the values from a buffer. */
  @FunctionalInterface
  private interface Sink {
    void take(int index, ByteBuffer piece);
  }

  /**
   * Reads all values, row-major, and requires that nothing follows.
   *
   * @param in just after the head
   * @throws InputException if the values are no floats, or are damaged
   */
  static float[] floats(String where, InputStream in, NpyHeader header) throws IOException {
    header.requireFloats(where);
    float[] stored = new float[Math.toIntExact(header.count())];
    read(
        where,
        in,
        header,
        (index, piece) ->
            stored[index] =
                switch (header.bytes()) {
                  case 2 -> Safetensors.halfToFloat(piece.getShort());
                  case 4 -> piece.getFloat();
                  default -> (float) piece.getDouble();
                });
    return header.fortranOrder() && header.shape().size() == 2
        ? transposed(stored, header.shape().get(1), header.shape().get(0))
        : stored;
  }

  /**
   * Reads all integers as {@link #floats} does; unsigned ones of 64 bits as if they were signed.
   *
   * @throws InputException if the values are no integers, or are damaged
   */
  static long[] integers(String where, InputStream in, NpyHeader header) throws IOException {
    if (!header.isInteger() || (header.fortranOrder() && header.shape().size() > 1)) {
      throw new InputException(
          where,
          "has type " + header.type() + ", integers in C order expected",
          "save it as numpy.ascontiguousarray(array, dtype='int64')");
    }
    boolean isSigned = header.type().charAt(1) == 'i';
    long[] stored = new long[Math.toIntExact(header.count())];
    read(
        where,
        in,
        header,
        (index, piece) ->
            stored[index] =
                switch (header.bytes()) {
                  case 1 -> isSigned ? piece.get() : piece.get() & 0xFF;
                  case 2 -> isSigned ? piece.getShort() : piece.getShort() & 0xFFFF;
                  case 4 -> isSigned ? piece.getInt() : piece.getInt() & 0xFFFFFFFFL;
                  default -> piece.getLong();
                });
    return stored;
  }

  private static void read(String where, InputStream in, NpyHeader header, Sink sink)
      throws IOException {
    long count = header.count();
    byte[] piece = new byte[PIECE_BYTES];
    int done = 0;
    while (done < count) {
      int wanted = (int) Math.min(piece.length / header.bytes(), count - done);
      int got = in.readNBytes(piece, 0, wanted * header.bytes());
      if (got < wanted * header.bytes()) {
        throw new InputException(
            where + ": offset " + (header.length() + (long) done * header.bytes() + got),
            "ends within the values of shape " + header.shape(),
            "the file is cut short");
      }
      ByteBuffer values = ByteBuffer.wrap(piece, 0, got).order(header.order());
      for (int i = 0; i < wanted; i++) {
        sink.take(done++, values);
      }
    }
    if (in.read() >= 0) {
      throw new InputException(
          where + ": offset " + header.fileBytes(),
          "goes on after the values of shape " + header.shape(),
          "");
    }
  }

  /** The transpose of {@code values} (rows, columns), row-major. */
  static float[] transposed(float[] values, int rows, int columns) {
    float[] result = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        result[column * rows + row] = values[row * columns + column];
      }
    }
    return result;
  }
}
