package org.microgptrom.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.microgptrom.model.io.InputException;

/**
 * A tensor that a mapping ignores. Our model has nothing that it could stand for, so its values
 * must change nothing: a gain of 1, a bias of 0, a buffer that is not learned, or a copy of a
 * tensor that is used.
 */
record IgnoredTensor(String where, TensorFile file, String name) {
  private static final double TOLERANCE = 1e-6;

  /** The number that is added to scores that shall get no weight, in models of GPT-2's kind. */
  private static final float MASKED = -1e4f;

  private static final Set<String> ADDED = Set.of("b", "beta", "shift", "offset");

  /**
   * Requires that nothing is lost when the tensor is ignored.
   *
   * @param used names of the tensors that make the model
   * @throws InputException if the model computes something else without it
   */
  void requireWithoutEffect(List<String> used) {
    if (!file.isFloat(name)) {
      return; // a mask or a counter
    }
    List<Integer> shape = file.shape(name);
    float[] values = file.values(name);
    boolean isVector = shape.stream().filter(size -> size > 1).count() <= 1;
    if (isVector) {
      requireNeutral(values);
    } else if (!isCausalMask(shape, values) && !isCopy(shape, values, used)) {
      throw refusal("it is a matrix of shape " + shape + " that the model would lack", "");
    }
  }

  private void requireNeutral(float[] values) {
    String last = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    boolean isAdded = last.contains("bias") || ADDED.contains(last);
    if (values.length == 1 && isAdded && values[0] <= MASKED) {
      return;
    }
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(values[i] - (isAdded ? 0 : 1)) <= TOLERANCE)) {
        throw refusal(
            isAdded
                ? "as a bias it must be 0, and is " + values[i] + " at " + i
                : "as a gain it must be 1, and is " + values[i] + " at " + i,
            isAdded
                ? "train the model without biases"
                : "where it stands right before a matrix, fold it into that: {\"name\": ...,"
                    + " \"gain\": \""
                    + name
                    + "\"} in tensors; else train the model without gains");
      }
    }
  }

  /**
   * Whether the values are a causal mask: square, 1 at and before the diagonal, and after it 0 or
   * minus infinity.
   */
  private static boolean isCausalMask(List<Integer> shape, float[] values) {
    int size = shape.get(shape.size() - 1);
    if ((long) size * size != values.length || shape.get(shape.size() - 2) != size) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      boolean isSeen = i % size <= i / size;
      if (isSeen ? values[i] != 1 : values[i] != 0 && values[i] != Float.NEGATIVE_INFINITY) {
        return false;
      }
    }
    return true;
  }

  private boolean isCopy(List<Integer> shape, float[] values, List<String> used) {
    return used.stream()
        .anyMatch(
            other -> file.shape(other).equals(shape) && Arrays.equals(file.values(other), values));
  }

  private InputException refusal(String problem, String advice) {
    return new InputException(where, "tensor " + name + " can't be ignored: " + problem, advice);
  }
}
