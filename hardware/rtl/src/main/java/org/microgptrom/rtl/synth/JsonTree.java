package org.microgptrom.rtl.synth;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.Json;

/**
 * A part of a JSON file that another program has written, of which only some is of interest. A part
 * that is missing, or of another kind than asked for, is empty.
 *
 * @param value an object, an array, a text or a number; null if missing
 */
record JsonTree(@Nullable Object value) {
  /** Reads a whole file. */
  static JsonTree read(Path file) {
    return new JsonTree(Json.read(file, Object.class));
  }

  /** The value of a key. */
  JsonTree at(String key) {
    return new JsonTree(value instanceof Map<?, ?> map ? map.get(key) : null);
  }

  /** The keys and values of this part if it is an object, in the order of the file. */
  Map<String, JsonTree> entries() {
    Map<String, JsonTree> entries = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, entry) -> entries.put(String.valueOf(key), new JsonTree(entry)));
    }
    return entries;
  }

  /** The elements of this part if it is an array. */
  List<JsonTree> items() {
    return value instanceof List<?> list
        ? list.stream().<JsonTree>map(JsonTree::new).toList()
        : List.of();
  }

  /** This part as a text; empty if it is none. */
  String text() {
    return value instanceof String text ? text : "";
  }

  /** This part as a number; 0 if it is none. */
  double number() {
    return value instanceof Number number ? number.doubleValue() : 0;
  }
}
