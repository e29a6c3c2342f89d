package org.microgptrom.model.io;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Finds where a key stands. The library tells of a value that is refused when it has read all of
 * it, and then knows the place of its end.
 */
final class JsonPlace {
  private JsonPlace() {}

  /**
   * The place of the last key or element of a path that is there; empty if none is.
   *
   * @param parser at the beginning of the text
   */
  static Optional<JsonLocation> of(JsonParser parser, List<Reference> path) throws IOException {
    Optional<JsonLocation> found = Optional.empty();
    parser.nextToken();
    for (Reference step : path) {
      boolean isThere =
          step.getFieldName() == null
              ? isElement(parser, step.getIndex())
              : isKey(parser, step.getFieldName());
      if (!isThere) {
        break;
      }
      found = Optional.of(parser.currentTokenLocation());
      if (parser.currentToken() == JsonToken.FIELD_NAME) {
        parser.nextToken();
      }
    }
    return found;
  }

  /** Moves to a key of an object. */
  private static boolean isKey(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      if (parser.currentName().equals(name)) {
        return true;
      }
      parser.nextToken();
      parser.skipChildren();
    }
    return false;
  }

  /** Moves to an element of an array. */
  private static boolean isElement(JsonParser parser, int index) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return false;
    }
    parser.nextToken();
    for (int i = 0; i < index; i++) {
      parser.skipChildren();
      parser.nextToken();
    }
    return true;
  }
}
