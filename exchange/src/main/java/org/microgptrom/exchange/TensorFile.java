package org.microgptrom.exchange;

import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.io.InputException;

/**
 * The named arrays of one file. Sizes that the file claims are bounded before memory is taken for
 * them.
 */
interface TensorFile extends Closeable {
  /** The shapes of the arrays by name, in the order of the file. */
  Map<String, List<Integer>> shapes();

  /** The shape of one of {@link #shapes}. */
  default List<Integer> shape(String name) {
    return Objects.requireNonNull(shapes().get(name), name);
  }

  /**
   * The values of one of {@link #shapes}, row-major, each rounded to the nearest float.
   *
   * @throws InputException if the data are damaged or no floats
   */
  float[] values(String name);

  /**
   * The codes of one of {@link #shapes}, row-major, 0..255; safetensors have some.
   *
   * @throws InputException if the data are damaged or no U8
   */
  default short[] codes(String name) {
    throw new InputException(
        "tensor " + name,
        "is in a file of a kind that holds no codes",
        "save the codes as U8 in safetensors, or the weights, codebook[codes]");
  }

  /**
   * The integers of one of {@link #shapes} that holds no floats, row-major.
   *
   * @throws InputException if the data are damaged or no integers
   */
  default long[] integers(String name) {
    throw new IllegalArgumentException(name + " holds floats");
  }

  /** Whether one of {@link #shapes} holds floats, not integers or booleans. */
  default boolean isFloat(String name) {
    return true;
  }

  /** Facts that the file keeps beside its arrays; most kinds of files have none. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  default void close() {}
}
