package org.microgptrom.verify.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/**
 * One line of a trace: an object whose values are integers or arrays of integers.
 *
 * @param where file and line, for errors
 * @param fields the values by name, in the order of the line; a plain number is an array of one
 *     element
 */
public record TraceStep(String where, Map<String, long[]> fields) {
  /**
   * Parses one line.
   *
   * @param known the fields that a record may have
   * @throws InputException if the line is anything else
   */
  static TraceStep parse(String where, byte[] utf8, Set<String> known) {
    JsonNode object = Json.parse(where + ", column", utf8, JsonNode.class);
    if (!object.isObject()) {
      throw new InputException(where, "is no JSON object", "a trace has one object per line");
    }
    Map<String, long[]> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!known.contains(field.getKey())) {
        throw new InputException(
            where, "no step has a field " + field.getKey(), "known are " + listed(known));
      }
      fields.put(field.getKey(), integers(where + ": " + field.getKey(), field.getValue()));
    }
    return new TraceStep(where, fields);
  }

  private static long[] integers(String where, JsonNode value) {
    long[] integers = new long[value.isArray() ? value.size() : 1];
    for (int i = 0; i < integers.length; i++) {
      JsonNode element = value.isArray() ? value.get(i) : value;
      if (!element.isIntegralNumber() || !element.canConvertToLong()) {
        throw new InputException(
            where, "must be an integer or an array of integers, not " + element, "");
      }
      integers[i] = element.longValue();
    }
    return integers;
  }

  /**
   * An input that the record must have.
   *
   * @param highest the highest value allowed; the lowest is 0
   */
  public long input(String field, long highest) {
    long[] value = fields.get(field);
    if (value == null) {
      throw new InputException(where, "has no field " + field + ", which the step needs", "");
    }
    if (value.length != 1 || value[0] < 0 || value[0] > highest) {
      String actual = value.length == 1 ? Long.toString(value[0]) : value.length + " numbers";
      throw new InputException(where, field + " must be in 0.." + highest + ", not " + actual, "");
    }
    return value[0];
  }

  /** An input that a record may leave out. */
  public long input(String field, long highest, long otherwise) {
    return fields.containsKey(field) ? input(field, highest) : otherwise;
  }

  private static String listed(Collection<String> names) {
    return String.join(", ", names);
  }
}
