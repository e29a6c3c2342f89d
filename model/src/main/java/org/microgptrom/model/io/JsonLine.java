package org.microgptrom.model.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of a file with a JSON object on each.
 *
 * @param fields of the object by key, in their order
 */
public record JsonLine(Map<String, Value> fields) {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** What a field holds. */
  public enum Kind {
    TEXT,
    NUMBER,
    /** True or false. */
    TRUTH,
    NULL,
    /** An object or an array. */
    NESTED
  }

  /**
   * The value of a field.
   *
   * @param text of a text its characters, of a number, true or false what stands in the file, else
   *     what is there for people
   */
  public record Value(Kind kind, String text) {}

  /**
   * Parses a line.
   *
   * @param where names the file in errors
   * @param line from 1
   * @throws InputException if the text is no single JSON object, or a key is there twice, with line
   *     and column
   */
  public static JsonLine parse(String where, int line, String text) {
    String place = where + ":" + line;
    try (JsonParser parser = FACTORY.createParser(text)) {
      try {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw new InputException(
              place,
              "a JSON object expected, found " + JsonFault.found(parser),
              "one object is expected on each line; jq -c '.[]' makes such lines of an array");
        }
        JsonLine object = object(parser);
        if (parser.nextToken() != null) {
          throw new InputException(
              place, "the line goes on after its object", "one object is expected on each line");
        }
        return object;
      } catch (JsonProcessingException e) {
        throw JsonFault.ofLine(place, e);
      }
    } catch (IOException e) {
      throw new InputException(place, "cannot be read: " + e.getMessage(), "", e);
    }
  }

  private static JsonLine object(JsonParser parser) throws IOException {
    Map<String, Value> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken token = parser.nextToken();
      fields.put(key, new Value(kind(token), text(parser, token)));
      parser.skipChildren();
    }
    return new JsonLine(Collections.unmodifiableMap(fields));
  }

  private static Kind kind(JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> Kind.TEXT;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
      case VALUE_TRUE, VALUE_FALSE -> Kind.TRUTH;
      case VALUE_NULL -> Kind.NULL;
      default -> Kind.NESTED;
    };
  }

  private static String text(JsonParser parser, JsonToken token) throws IOException {
    return token.isScalarValue() ? parser.getText() : JsonFault.found(parser);
  }
}
