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

  /**
   * Reads all values, row-major, and requires that nothing follows.
   *
   * @param in just after the head
   */
  static float[] read(String where, InputStream in, NpyHeader header) throws IOException {
    float[] stored = new float[Math.toIntExact(header.count())];
    byte[] piece = new byte[PIECE_BYTES];
    int done = 0;
    while (done < stored.length) {
      int wanted = Math.min(piece.length / header.bytes(), stored.length - done);
      int got = in.readNBytes(piece, 0, wanted * header.bytes());
      if (got < wanted * header.bytes()) {
        throw new InputException(
            where + ": offset " + (header.length() + (long) done * header.bytes() + got),
            "ends within the values of shape " + header.shape(),
            "the file is cut short");
      }
      ByteBuffer values = ByteBuffer.wrap(piece, 0, got).order(header.order());
      for (int i = 0; i < wanted; i++) {
        stored[done++] =
            switch (header.bytes()) {
              case 2 -> Safetensors.halfToFloat(values.getShort());
              case 4 -> values.getFloat();
              default -> (float) values.getDouble();
            };
      }
    }
    if (in.read() >= 0) {
      throw new InputException(
          where + ": offset " + header.fileBytes(),
          "goes on after the values of shape " + header.shape(),
          "");
    }
    return header.fortranOrder() && header.shape().size() == 2
        ? transposed(stored, header.shape().get(1), header.shape().get(0))
        : stored;
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
