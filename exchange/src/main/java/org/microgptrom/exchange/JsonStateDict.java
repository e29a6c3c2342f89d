package org.microgptrom.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.JsonFault;

/**
 * A JSON object of matrices, each an array of rows: microgpt.py's {@code state_dict}. Objects
 * within objects, and arrays of objects, give names with dots; the name of an object that holds all
 * matrices is left out. Single values, and arrays of texts, are facts about the model.
 */
final class JsonStateDict implements TensorFile {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final Map<List<String>, Tensor> tensors = new LinkedHashMap<>(); // by path
  private final Map<String, Tensor> named = new LinkedHashMap<>();
  private final Map<String, String> facts = new LinkedHashMap<>();

  private static final class Tensor {
    private final List<Integer> shape;
    private final float[] values;

    Tensor(List<Integer> shape, float[] values) {
      this.shape = shape;
      this.values = values;
    }
  }

  JsonStateDict(Path file) throws IOException {
    this.file = file;
    try (JsonParser parser = FACTORY.createParser(file.toFile())) {
      parser.nextToken();
      require(parser, JsonToken.START_OBJECT, "an object of matrices");
      object(parser, List.of());
      if (parser.nextToken() != null) {
        throw fault(parser, "goes on after its object");
      }
    } catch (JsonProcessingException e) {
      throw JsonFault.of(file, e);
    }
    int wrappers = wrappers();
    tensors.forEach(
        (path, tensor) -> {
          String name = String.join(".", path.subList(wrappers, path.size()));
          if (named.put(name, tensor) != null) {
            throw new InputException(file, "tensor " + name + " is there more than once", "");
          }
        });
  }

  /** The number of nested objects that each hold all matrices. */
  private int wrappers() {
    int depth = 0;
    while (tensors.keySet().stream().map(wrapped(depth)).distinct().count() == 1
        && tensors.keySet().iterator().next().size() > depth + 1) {
      depth++;
    }
    return depth;
  }

  private static Function<List<String>, List<String>> wrapped(int depth) {
    return path -> path.subList(0, Math.min(depth + 1, path.size()));
  }

  private void object(JsonParser parser, List<String> path) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      List<String> inner = with(path, parser.currentName());
      value(parser, parser.nextToken(), inner);
    }
  }

  private void value(JsonParser parser, JsonToken token, List<String> path) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      object(parser, path);
    } else if (token == JsonToken.START_ARRAY) {
      array(parser, path);
    } else if (token != JsonToken.VALUE_NULL) {
      fact(parser, path, parser.getText());
    }
  }

  private void array(JsonParser parser, List<String> path) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.VALUE_STRING) {
      texts(parser, path);
    } else if (first == JsonToken.START_OBJECT) {
      for (int i = 0; parser.currentToken() != JsonToken.END_ARRAY; i++) {
        require(
            parser,
            JsonToken.START_OBJECT,
            String.join(".", path) + ": element " + i + ", an" + " object");
        object(parser, with(path, Integer.toString(i)));
        parser.nextToken();
      }
    } else {
      tensors.put(path, tensor(parser, "tensor " + String.join(".", path)));
    }
  }

  private void texts(JsonParser parser, List<String> path) throws IOException {
    List<String> texts = new ArrayList<>();
    for (; parser.currentToken() != JsonToken.END_ARRAY; parser.nextToken()) {
      require(parser, JsonToken.VALUE_STRING, String.join(".", path) + ": a text");
      texts.add(parser.getText());
    }
    fact(parser, path, Json.line(texts));
  }

  private void fact(JsonParser parser, List<String> path, String value) {
    String key = path.get(path.size() - 1);
    String before = facts.put(key, value);
    if (before != null && !before.equals(value) && ModelFacts.isKnown(key)) {
      throw fault(parser, "claims " + key + " " + value + ", and " + before + " elsewhere");
    }
  }

  /** Reads an array whose first element the parser is at. */
  private Tensor tensor(JsonParser parser, String what) throws IOException {
    float[] numbers = new float[1024];
    int count = 0;
    int rows = 0;
    int columns = 0;
    JsonToken token = parser.currentToken();
    boolean isVector = token.isNumeric();
    while (token != JsonToken.END_ARRAY) {
      int before = count;
      if (!isVector) {
        require(parser, JsonToken.START_ARRAY, what + ": row " + rows + ", an array");
        token = parser.nextToken();
      }
      for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
        if (!token.isNumeric()) {
          throw fault(
              parser,
              what + " row " + rows + ": a number expected, found " + JsonFault.found(parser));
        }
        numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
        numbers[count++] = (float) parser.getDoubleValue();
      }
      if (rows > 0 && count - before != columns) {
        throw fault(
            parser,
            what
                + ": row "
                + rows
                + " has "
                + (count - before)
                + " numbers, row 0 has "
                + columns
                + ", and all rows of a matrix have the same length");
      }
      columns = count - before;
      rows++;
      token = isVector ? JsonToken.END_ARRAY : parser.nextToken();
    }
    if (count == 0) {
      throw fault(parser, what + " is empty");
    }
    return new Tensor(
        isVector ? List.of(columns) : List.of(rows, columns), Arrays.copyOf(numbers, count));
  }

  private static List<String> with(List<String> path, String name) {
    List<String> inner = new ArrayList<>(path);
    inner.add(name);
    return inner;
  }

  private void require(JsonParser parser, JsonToken token, String what) throws IOException {
    if (parser.currentToken() != token) {
      throw fault(parser, what + " expected, found " + JsonFault.found(parser));
    }
  }

  private InputException fault(JsonParser parser, String problem) {
    String place =
        ":" + parser.currentLocation().getLineNr() + ":" + parser.currentLocation().getColumnNr();
    return new InputException(file + place, problem, "");
  }

  @Override
  public Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    named.forEach((name, tensor) -> shapes.put(name, tensor.shape));
    return shapes;
  }

  @Override
  public float[] values(String name) {
    return Objects.requireNonNull(named.get(name), name).values;
  }

  @Override
  public Map<String, String> metadata() {
    return facts;
  }
}
