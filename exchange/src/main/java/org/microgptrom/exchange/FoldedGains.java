package org.microgptrom.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.model.io.InputException;

/**
 * A file with gains of the norms before attention and MLP, vectors of D values that are called
 * {@code layer0.attn_norm} and {@code layer0.mlp_norm}. The gain multiplies the columns of the
 * matrices after the norm, so that these compute with the norm alone what they did with its gain.
 *
 * <p>The norm after the embeddings has no such matrix, as what it gives is added to later on, too:
 * its gain, {@code norm}, must be 1.
 */
record FoldedGains(Object where, TensorFile file) implements TensorFile {
  private static final Pattern MATRIX =
      Pattern.compile("(layer[0-9]+\\.)(?:(attn)_w[qkv]|(mlp)_fc1)");
  private static final Pattern GAIN = Pattern.compile("(layer[0-9]+\\.(attn|mlp)_)?norm");
  private static final String FIRST = "norm";

  /** The file itself if it has no gains. */
  static TensorFile of(Object where, TensorFile file) {
    return file.shapes().keySet().stream().noneMatch(GAIN.asMatchPredicate())
        ? file
        : new FoldedGains(where, file);
  }

  /** The name of the gain right before a matrix, where the file has one. */
  private Optional<String> gain(String matrix) {
    Matcher matcher = MATRIX.matcher(matrix);
    return Optional.of(matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(1) + (m.group(2) == null ? m.group(3) : m.group(2)) + "_norm")
        .filter(file.shapes()::containsKey);
  }

  /**
   * The shapes of the matrices.
   *
   * @throws InputException if the gain after the embeddings changes something
   */
  @Override
  public Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = file.shapes();
    Map<String, List<Integer>> matrices = new LinkedHashMap<>(shapes);
    shapes.keySet().forEach(name -> gain(name).ifPresent(matrices::remove));
    if (matrices.remove(FIRST) != null) {
      requireNoFirst();
    }
    return matrices;
  }

  private void requireNoFirst() {
    for (float gain : file.values(FIRST)) {
      if (gain != 1) {
        throw new InputException(
            where,
            "tensor norm, the gain after the embeddings, has " + gain + ", 1 expected",
            "no matrix can take it in: train without this gain");
      }
    }
  }

  @Override
  public float[] values(String name) {
    float[] values = file.values(name);
    gain(name).ifPresent(gain -> multiply(values, checked(gain, file.shape(name).get(1))));
    return values;
  }

  private float[] checked(String gain, int columns) {
    if (!file.shape(gain).equals(List.of(columns))) {
      throw new InputException(
          where,
          "tensor %s has shape %s, [%d] expected".formatted(gain, file.shape(gain), columns),
          "");
    }
    return file.values(gain);
  }

  /**
   * Multiplies each column of a matrix by its gain; the product is rounded to the nearest float.
   *
   * @param matrix row-major, which changes
   */
  static void multiply(float[] matrix, float[] gain) {
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = (float) ((double) matrix[i] * gain[i % gain.length]);
    }
  }

  @Override
  public Map<String, String> metadata() {
    return file.metadata();
  }

  @Override
  public void close() {
    file.close();
  }
}
