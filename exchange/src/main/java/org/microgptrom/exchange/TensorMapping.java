package org.microgptrom.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/**
 * Maps each of our tensors to its place in a file with other names: {@code docs/formats.md},
 * section Mapping.
 */
public final class TensorMapping {
  private static final Pattern NORMALISED =
      Pattern.compile("layer(\\*|[0-9]+)[.](attn_w[qkv]|mlp_fc1)");

  private final Path file;
  private final Map<String, Source> sources = new LinkedHashMap<>(); // by our name, * for a layer
  private final List<Pattern> ignored = new ArrayList<>();

  /**
   * One tensor's place.
   *
   * @param name the tensor's name in the file, with * for the layer's number
   * @param part which of {@code parts} equal blocks of rows, from 0
   * @param transposed whether the file has inputs as rows, as GPT-2's Conv1D does
   * @param gain of the norm right before it, which is folded into the tensor; empty if there is
   *     none
   */
  private record Source(String name, int part, int parts, boolean transposed, String gain) {
    Source inLayer(int layer) {
      return new Source(replaced(name, layer), part, parts, transposed, replaced(gain, layer));
    }
  }

  private TensorMapping(Path file) {
    this.file = file;
  }

  /**
   * Reads a mapping file.
   *
   * @throws InputException naming the key at fault
   */
  public static TensorMapping read(Path file) {
    TensorMapping mapping = new TensorMapping(file);
    JsonNode root = Json.read(file, JsonNode.class);
    mapping.requireKeys("the mapping", root, List.of("tensors", "ignore"));
    for (Map.Entry<String, JsonNode> entry : root.path("tensors").properties()) {
      mapping.sources.put(entry.getKey(), mapping.source(entry.getKey(), entry.getValue()));
    }
    if (mapping.sources.isEmpty()) {
      throw new InputException(file, "the key tensors must map our names to the file's", "");
    }
    for (JsonNode name : root.path("ignore")) {
      if (!name.isTextual()) {
        throw new InputException(file, "ignore must be a list of names, not hold " + name, "");
      }
      mapping.ignored.add(glob(name.textValue()));
    }
    return mapping;
  }

  private Source source(String name, JsonNode value) {
    if (value.isTextual()) {
      return new Source(value.textValue(), 0, 1, false, "");
    }
    requireKeys(name, value, List.of("name", "part", "transposed", "gain"));
    JsonNode part = value.path("part");
    boolean isPart =
        part.isMissingNode()
            || (part.size() == 2
                && part.get(0).isInt()
                && part.get(1).isInt()
                && part.get(0).intValue() >= 0
                && part.get(0).intValue() < part.get(1).intValue());
    JsonNode gain = value.path("gain");
    boolean isGain =
        gain.isMissingNode() || (gain.isTextual() && NORMALISED.matcher(name).matches());
    JsonNode transposed = value.path("transposed");
    boolean isTransposed = transposed.isMissingNode() || transposed.isBoolean();
    if (!isGain) {
      throw new InputException(
          file,
          "tensor " + name + ": gain must name a vector, and go with a matrix right after a norm",
          "these are attn_wq, attn_wk, attn_wv and mlp_fc1");
    }
    if (!value.path("name").isTextual() || !isPart || !isTransposed) {
      throw new InputException(
          file,
          "tensor "
              + name
              + ": a name, or {\"name\": ..., \"part\": [0, 3], \"transposed\": true},"
              + " expected, not "
              + value,
          "");
    }
    return new Source(
        value.path("name").textValue(),
        part.isMissingNode() ? 0 : part.get(0).intValue(),
        part.isMissingNode() ? 1 : part.get(1).intValue(),
        transposed.asBoolean(),
        gain.asText());
  }

  private void requireKeys(String what, JsonNode object, Collection<String> known) {
    if (!object.isObject()) {
      throw new InputException(file, what + " must be a JSON object, not " + object, "");
    }
    object
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                throw new InputException(
                    file, what + " has no key " + key, "known are " + String.join(", ", known));
              }
            });
  }

  /**
   * The file with its tensors under our names.
   *
   * @throws InputException if a tensor is missing, or is neither mapped nor ignored
   */
  TensorFile apply(String where, TensorFile theirs) {
    Map<String, List<Integer>> shapes = theirs.shapes();
    Map<String, Source> resolved = new LinkedHashMap<>();
    for (Map.Entry<String, Source> entry : sources.entrySet()) {
      String ours = entry.getKey();
      if (!ours.contains("*")) {
        resolved.put(ours, entry.getValue());
        continue;
      }
      for (int layer = 0; shapes.containsKey(entry.getValue().inLayer(layer).name); layer++) {
        resolved.put(replaced(ours, layer), entry.getValue().inLayer(layer));
      }
    }
    for (Map.Entry<String, Source> entry : resolved.entrySet()) {
      List<Integer> matrix = requireMatrix(where, entry.getValue(), shapes);
      requireGain(where, entry.getValue(), matrix, shapes);
    }
    requireOneGain(resolved);
    List<String> used =
        resolved.values().stream()
            .flatMap(source -> Stream.of(source.name, source.gain))
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
    for (String name : shapes.keySet()) {
      if (!used.contains(name) && ignored.stream().noneMatch(p -> p.matcher(name).matches())) {
        throw new InputException(
            where,
            "tensor " + name + " is neither mapped nor ignored",
            "add it to tensors or to ignore in " + file);
      }
      if (!used.contains(name)) {
        new IgnoredTensor(where, theirs, name).requireWithoutEffect(used);
      }
    }
    return new Mapped(theirs, resolved);
  }

  /** The shape of one. */
  private List<Integer> requireMatrix(
      String where, Source source, Map<String, List<Integer>> shapes) {
    List<Integer> shape = shapes.get(source.name);
    if (shape == null) {
      throw new InputException(
          where,
          "tensor " + source.name + ", which " + file + " names, is missing",
          "the file has " + String.join(", ", shapes.keySet()));
    }
    if (shape.size() != 2 || shape.get(source.transposed ? 1 : 0) % source.parts != 0) {
      throw new InputException(
          where,
          "tensor "
              + source.name
              + " has shape "
              + shape
              + ", a matrix of "
              + source.parts
              + " equal blocks of rows expected",
          "");
    }
    return shape;
  }

  private static void requireGain(
      String where, Source source, List<Integer> matrix, Map<String, List<Integer>> shapes) {
    if (source.gain.isEmpty()) {
      return;
    }
    List<Integer> expected = List.of(matrix.get(source.transposed ? 0 : 1));
    if (!expected.equals(shapes.get(source.gain))) {
      throw new InputException(
          where,
          "tensor "
              + source.gain
              + ", the gain before "
              + source.name
              + ", has shape "
              + shapes.get(source.gain)
              + ", "
              + expected
              + " expected",
          "");
    }
  }

  /** Requires that the three matrices after one norm name the same gain. */
  private void requireOneGain(Map<String, Source> resolved) {
    for (int layer = 0; resolved.containsKey(Role.ATTN_WQ.inLayer(layer)); layer++) {
      int in = layer;
      long gains =
          Stream.of(Role.ATTN_WQ, Role.ATTN_WK, Role.ATTN_WV)
              .map(role -> resolved.get(role.inLayer(in)))
              .filter(Objects::nonNull)
              .map(source -> source.gain)
              .distinct()
              .count();
      if (gains > 1) {
        throw new InputException(
            file, "attn_wq, attn_wk and attn_wv have one norm before them, and one gain", "");
      }
    }
  }

  private static String replaced(String pattern, int layer) {
    return pattern.replace("*", Integer.toString(layer));
  }

  private static Pattern glob(String text) {
    return Pattern.compile(
        String.join(".*", List.of(text.split("\\*", -1)).stream().map(Pattern::quote).toList()));
  }

  /** A file seen through a mapping. */
  private record Mapped(TensorFile theirs, Map<String, Source> sources) implements TensorFile {
    @Override
    public Map<String, List<Integer>> shapes() {
      Map<String, List<Integer>> shapes = new LinkedHashMap<>();
      sources.forEach((ours, source) -> shapes.put(ours, shape(source)));
      return shapes;
    }

    private List<Integer> shape(Source source) {
      List<Integer> stored = theirs.shape(source.name);
      int rows = stored.get(source.transposed ? 1 : 0);
      return List.of(rows / source.parts, stored.get(source.transposed ? 0 : 1));
    }

    @Override
    public float[] values(String name) {
      Source source = Objects.requireNonNull(sources.get(name), name);
      List<Integer> stored = theirs.shape(source.name);
      float[] values = theirs.values(source.name);
      if (source.transposed) {
        values = NpyValues.transposed(values, stored.get(0), stored.get(1));
      }
      int size = values.length / source.parts;
      float[] part = Arrays.copyOfRange(values, source.part * size, (source.part + 1) * size);
      if (!source.gain.isEmpty()) {
        FoldedGains.multiply(part, theirs.values(source.gain));
      }
      return part;
    }

    @Override
    public void close() {
      theirs.close();
    }

    @Override
    public Map<String, String> metadata() {
      return theirs.metadata();
    }
  }
}
