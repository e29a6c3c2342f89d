package org.microgptrom.exchange;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.microgptrom.model.Checkpoint;

/** A checkpoint as {@code tensor_files.py} prints one: names, shapes, bits of the values. */
final class Printed {
  private Printed() {}

  static String of(Checkpoint checkpoint) {
    return checkpoint.config().parameters().stream()
        .map(
            spec ->
                spec.name()
                    + " "
                    + spec.rows()
                    + "x"
                    + spec.columns()
                    + " "
                    + bits(checkpoint.weights().get(spec.name())))
        .sorted()
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private static String bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return Arrays.stream(bits).mapToObj(Integer::toHexString).collect(Collectors.joining(" "));
  }
}
