package org.microgptrom.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.io.InputException;

/** A JSON object of matrices, each an array of rows: microgpt.py's {@code state_dict}. */
final class JsonStateDict implements TensorFile {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
  private final Map<String, float[]> values = new LinkedHashMap<>();

  JsonStateDict(Path file) throws IOException {
    this.file = file;
    try (JsonParser parser = FACTORY.createParser(file.toFile())) {
      expect(parser, JsonToken.START_OBJECT, "an object of matrices");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        matrix(parser, parser.currentName());
      }
      if (parser.nextToken() != null) {
        throw fault(parser, "goes on after its object", "");
      }
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
      throw new InputException(file + place, e.getOriginalMessage(), "", e);
    }
  }

  private void matrix(JsonParser parser, String name) throws IOException {
    expect(parser, JsonToken.START_ARRAY, "tensor " + name + ": an array of rows");
    float[] numbers = new float[1024];
    int count = 0;
    int rows = 0;
    int columns = 0;
    JsonToken token = parser.nextToken();
    boolean isVector = token != null && token.isNumeric();
    while (token != JsonToken.END_ARRAY) {
      int before = count;
      if (!isVector) {
        require(parser, JsonToken.START_ARRAY, "tensor " + name + ": row " + rows + ", an array");
        token = parser.nextToken();
      }
      for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
        if (token == null || !token.isNumeric()) {
          throw fault(
              parser,
              "tensor " + name + " row " + rows + ": a number expected, found " + token,
              "");
        }
        numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
        numbers[count++] = (float) parser.getDoubleValue();
      }
      if (rows > 0 && count - before != columns) {
        throw fault(
            parser,
            "tensor "
                + name
                + ": row "
                + rows
                + " has "
                + (count - before)
                + " numbers, row 0 has "
                + columns,
            "all rows of a matrix have the same length");
      }
      columns = count - before;
      rows++;
      token = isVector ? JsonToken.END_ARRAY : parser.nextToken();
    }
    if (count == 0) {
      throw fault(parser, "tensor " + name + " is empty", "");
    }
    shapes.put(name, isVector ? List.of(columns) : List.of(rows, columns));
    values.put(name, Arrays.copyOf(numbers, count));
  }

  private void expect(JsonParser parser, JsonToken token, String what) throws IOException {
    parser.nextToken();
    require(parser, token, what);
  }

  private void require(JsonParser parser, JsonToken token, String what) {
    if (parser.currentToken() != token) {
      throw fault(parser, what + " expected, found " + parser.currentToken(), "");
    }
  }

  private InputException fault(JsonParser parser, String problem, String advice) {
    String place =
        ":" + parser.currentLocation().getLineNr() + ":" + parser.currentLocation().getColumnNr();
    return new InputException(file + place, problem, advice);
  }

  @Override
  public Map<String, List<Integer>> shapes() {
    return shapes;
  }

  @Override
  public float[] values(String name) {
    return values.get(name);
  }
}
